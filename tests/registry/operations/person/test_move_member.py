"""Moving: one household at a time, and both files say so."""

from datetime import timedelta

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.person.move_member import move_member
from services.registry.operations.person.record_death import record_death
from services.registry.rules.change import ChangeKind
from services.registry.rules.move import BeforeTheySatHere, NoHeadLeft, NotAMember, SameHousehold, TwoHeads
from services.registry.rules.relief import HappenedInTheFuture
from services.registry.schemas.move import MoveMember, RecordDeath
from services.registry.store import history
from services.registry.store.household import list_members
from services.registry.store.reading import household_then
from tests.builders.registry_file import JUNE_2, JUNE_10, OFFICER, TODAY, WHY, a_file, seats


async def test_a_son_moves_and_is_a_member_of_one_household_at_a_time(session: AsyncSession) -> None:
    old, [_, _, son] = await a_file(session)
    new, _ = await a_file(session, 2, code="3713110000000002", first_sequence=101)
    form = MoveMember(household_id=new.id, relation="之女婿", how="married", happened_on=JUNE_10, **WHY)
    await move_member(session, form, person_id=son.id, by=OFFICER, on=TODAY)

    assert son.id in [member.id for member in await list_members(session, [new.id])]
    assert son.id not in [member.id for member in await list_members(session, [old.id])]
    before, after = await history.list_memberships(session, person_id=son.id)
    assert (before.household_id, before.until_on, before.ended) == (old.id, JUNE_10, ChangeKind.MARRIED)
    assert (after.household_id, after.since_on, after.began, after.relation) == (new.id, JUNE_10, ChangeKind.MARRIED, "之女婿")
    then = await household_then(session, old.id, true_on=JUNE_2, at=None)
    assert son.id in [each.membership.person_id for each in then.members]


async def test_a_head_leaves_only_when_somebody_else_becomes_head(session: AsyncSession) -> None:
    _, [head, spouse, son] = await a_file(session)
    new, _ = await a_file(session, 2, code="3713110000000002", first_sequence=101)
    form = MoveMember(household_id=new.id, relation="之父", happened_on=JUNE_10, **WHY)
    with pytest.raises(NoHeadLeft):
        await move_member(session, form, person_id=head.id, by=OFFICER, on=TODAY)

    form = form.model_copy(update={"relations": seats(户主=spouse.id)})
    await move_member(session, form, person_id=head.id, by=OFFICER, on=TODAY)
    assert (spouse.relation, son.relation, head.household_id) == ("户主", "之子", new.id)


@pytest.mark.parametrize(
    ("changed", "law"),
    [
        ({"happened_on": TODAY + timedelta(days=1)}, HappenedInTheFuture),
        ({"happened_on": JUNE_10.replace(year=2010)}, BeforeTheySatHere),
        ({"relation": "户主"}, TwoHeads),
    ],
)
async def test_a_move_that_contradicts_what_is_known_is_refused(
    session: AsyncSession, changed: dict[str, object], law: type[Exception]
) -> None:
    _, [_, _, son] = await a_file(session)
    new, _ = await a_file(session, 2, code="3713110000000002", first_sequence=101)
    form = MoveMember(household_id=new.id, relation="其他", happened_on=JUNE_10, **WHY).model_copy(update=changed)
    with pytest.raises(law):
        await move_member(session, form, person_id=son.id, by=OFFICER, on=TODAY)


async def test_the_dead_do_not_move_and_nobody_moves_to_where_they_are(session: AsyncSession) -> None:
    old, [_, _, son] = await a_file(session)
    new, _ = await a_file(session, 2, code="3713110000000002", first_sequence=101)
    form = MoveMember(household_id=old.id, relation="其他", happened_on=JUNE_10, **WHY)
    with pytest.raises(SameHousehold):
        await move_member(session, form, person_id=son.id, by=OFFICER, on=TODAY)
    await record_death(session, RecordDeath(happened_on=JUNE_2, **WHY), person_id=son.id, by=OFFICER, on=TODAY)
    form = form.model_copy(update={"household_id": new.id})
    with pytest.raises(NotAMember):
        await move_member(session, form, person_id=son.id, by=OFFICER, on=TODAY)
