"""Another head: exactly one, always."""

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.household.change_head import change_head
from services.registry.rules.history import NothingChanged
from services.registry.rules.move import NotAMember, TwoHeads
from services.registry.schemas.move import ChangeHead
from services.registry.store.reading import household_then
from shared.ids import uuid7
from tests.builders.registry_file import JUNE_2, JUNE_10, OFFICER, TODAY, WHY, a_file, seats


async def test_the_spouse_becomes_head_from_a_day_on(session: AsyncSession) -> None:
    household, [head, spouse, _] = await a_file(session)
    form = ChangeHead(relations=seats(配偶=head.id, 户主=spouse.id), happened_on=JUNE_10, **WHY)
    await change_head(session, form, household_id=household.id, by=OFFICER, on=TODAY)

    before = await household_then(session, household.id, true_on=JUNE_2, at=None)
    after = await household_then(session, household.id, true_on=JUNE_10, at=None)
    assert [then.members[0].membership.person_id for then in (before, after)] == [head.id, spouse.id]


async def test_two_heads_nobodies_and_nothing_are_refused(session: AsyncSession) -> None:
    household, [head, spouse, _] = await a_file(session)
    for relations, law in (
        (seats(户主=spouse.id), TwoHeads),
        (seats(户主=uuid7()), NotAMember),
        (seats(户主=head.id), NothingChanged),
    ):
        form = ChangeHead(relations=relations, happened_on=JUNE_10, **WHY)
        with pytest.raises(law):
            await change_head(session, form, household_id=household.id, by=OFFICER, on=TODAY)
