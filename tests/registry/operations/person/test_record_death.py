"""A death ends a membership, not a file."""

from collections.abc import Awaitable, Callable

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.person.record_death import record_death
from services.registry.operations.register.import_register import import_register
from services.registry.rules.move import HasDied, NoHeadLeft
from services.registry.schemas.move import RecordDeath
from services.registry.store.household import list_members
from services.registry.store.reading import person_then
from shared.events import Event
from shared.events.registry import PersonChanged
from tests.builders.registry import a_household, an_xlsx
from tests.builders.registry_file import JUNE_2, JUNE_10, OFFICER, TODAY, WHY, a_file, seats

Emitted = Callable[[AsyncSession], Awaitable[list[Event]]]


async def test_the_head_dies_the_spouse_becomes_head_and_the_others_are_told(session: AsyncSession, emitted: Emitted) -> None:
    household, [head, spouse, son] = await a_file(session)
    with pytest.raises(NoHeadLeft):
        await record_death(session, RecordDeath(happened_on=JUNE_10, **WHY), person_id=head.id, by=OFFICER, on=TODAY)
    form = RecordDeath(happened_on=JUNE_10, relations=seats(户主=spouse.id), **WHY)
    await record_death(session, form, person_id=head.id, by=OFFICER, on=TODAY)

    assert [member.id for member in await list_members(session, [household.id])] == [spouse.id, son.id]
    assert (head.died_on, head.left_on, spouse.relation) == (JUNE_10, JUNE_10, "户主")
    gone, other = (await emitted(session))[-2:]
    assert isinstance(gone, PersonChanged) and isinstance(other, PersonChanged)
    assert (gone.household_id, gone.is_living, gone.former_household_id) == (None, False, household.id)
    assert (other.person_id, other.relation) == (spouse.id, "户主")
    lived = await person_then(session, head.id, true_on=JUNE_2, at=None)
    assert (lived.membership is not None, lived.facts.get("died_on")) == (True, None)


async def test_nobody_dies_twice_or_comes_back_by_a_file(session: AsyncSession) -> None:
    _, [_, _, son] = await a_file(session)
    form = RecordDeath(happened_on=JUNE_10, **WHY)
    await record_death(session, form, person_id=son.id, by=OFFICER, on=TODAY)
    with pytest.raises(HasDied):
        await record_death(session, form, person_id=son.id, by=OFFICER, on=TODAY)
    done = await import_register(session, an_xlsx(a_household(3)), by=OFFICER, on=TODAY)
    assert [fault["reason"] for fault in done.faults] == ["此人已登记死亡"]


async def test_the_last_member_may_die(session: AsyncSession) -> None:
    household, [head] = await a_file(session, 1)
    await record_death(session, RecordDeath(happened_on=JUNE_10, **WHY), person_id=head.id, by=OFFICER, on=TODAY)
    assert await list_members(session, [household.id]) == []
