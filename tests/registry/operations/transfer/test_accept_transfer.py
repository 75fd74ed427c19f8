"""Over the border of two jurisdictions: handed over by one side, taken in by the other, and seen by somebody all the time."""

from collections.abc import Awaitable, Callable
from uuid import UUID

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.transfer.accept_transfer import accept_transfer
from services.registry.operations.transfer.offer_transfer import offer_transfer
from services.registry.rules.transfer import NotInTheirRegion, NotYourSide, TransferAnswered, TransferState
from services.registry.schemas.move import AcceptTransfer, OfferTransfer
from services.registry.store import household as households
from services.registry.store.household import NoSuchHousehold, list_members
from services.registry.store.reading import NotInTheFileThen, household_then, person_then
from services.registry.tables import Household, Person
from shared.database import Scope, Sessions, transaction
from shared.errors import Forbidden
from shared.events import Event
from shared.events.registry import HouseholdChanged, PersonChanged
from shared.security import Principal
from tests.builders.registry_file import ELSEWHERE, JUNE_2, JUNE_10, OFFICER, TODAY, WHY, a_file, seats

VILLAGE = "371402001001"
Emitted = Callable[[AsyncSession], Awaitable[list[Event]]]


def seen_by(principal: Principal) -> Scope:
    return principal.scope("test")


async def offered(sessions: Sessions, session: AsyncSession, *, whole: bool) -> tuple[Household, list[Person], UUID]:
    household, members = await a_file(session)
    await session.commit()
    going = members if whole else [members[2]]
    form = OfferTransfer(to_region="371402", person_ids=[member.id for member in going], happened_on=JUNE_10, **WHY)
    async with transaction(sessions, seen_by(OFFICER)) as own:
        transfer = await offer_transfer(own, form, household_id=household.id, by=OFFICER, on=TODAY)
    return household, members, transfer.id


async def test_a_whole_household_keeps_its_id_and_both_sides_keep_what_they_answered_for(
    sessions: Sessions, session: AsyncSession, emitted: Emitted
) -> None:
    household, members, transfer_id = await offered(sessions, session, whole=True)
    async with transaction(sessions, seen_by(ELSEWHERE)) as theirs:
        with pytest.raises(NoSuchHousehold):
            await households.get_household(theirs, household.id)
        form = AcceptTransfer(village=VILLAGE, happened_on=JUNE_10, **WHY)
        transfer = await accept_transfer(theirs, form, transfer_id=transfer_id, by=ELSEWHERE, on=TODAY)
        assert (transfer.state, transfer.to_household_id) == (TransferState.ACCEPTED, household.id)

    async with transaction(sessions, seen_by(ELSEWHERE)) as theirs:
        assert (await households.get_household(theirs, household.id)).region == VILLAGE
        assert len(await list_members(theirs, [household.id])) == 3
        with pytest.raises(NotInTheFileThen):
            await household_then(theirs, household.id, true_on=JUNE_2, at=None)
    async with transaction(sessions, seen_by(OFFICER)) as ours:
        with pytest.raises(NoSuchHousehold):
            await households.get_household(ours, household.id)
        then = await household_then(ours, household.id, true_on=JUNE_2, at=None)
        assert [each.facts["name"] for each in then.members] == ["王小明", "王小芳", "王小强"]
    told = [event for event in await emitted(session) if isinstance(event, HouseholdChanged | PersonChanged)]
    assert {event.region for event in told[-4:]} == {VILLAGE}
    assert {member.id for member in members} == {each.person_id for each in told if isinstance(each, PersonChanged)}


async def test_one_member_is_taken_in_as_a_household_of_their_own(sessions: Sessions, session: AsyncSession) -> None:
    household, [_, _, son], transfer_id = await offered(sessions, session, whole=False)
    async with transaction(sessions, seen_by(ELSEWHERE)) as theirs:
        form = AcceptTransfer(village=VILLAGE, relations=seats(户主=son.id), happened_on=JUNE_10, **WHY)
        transfer = await accept_transfer(theirs, form, transfer_id=transfer_id, by=ELSEWHERE, on=TODAY)
        with pytest.raises(TransferAnswered):
            await accept_transfer(theirs, form, transfer_id=transfer_id, by=ELSEWHERE, on=TODAY)
    assert transfer.to_household_id not in (None, household.id)
    async with transaction(sessions, seen_by(OFFICER)) as ours:
        assert len(await list_members(ours, [household.id])) == 2
        with pytest.raises(NotInTheFileThen):
            await person_then(ours, son.id, true_on=JUNE_10, at=None)
        assert (await person_then(ours, son.id, true_on=JUNE_2, at=None)).facts["name"] == "王小强"
    async with transaction(sessions, seen_by(ELSEWHERE)) as theirs:
        assert (await person_then(theirs, son.id, true_on=JUNE_10, at=None)).facts["name"] == "王小强"


async def test_only_the_receiving_side_takes_in_and_only_where_it_was_asked_to(sessions: Sessions, session: AsyncSession) -> None:
    _, _, transfer_id = await offered(sessions, session, whole=True)
    form = AcceptTransfer(village=VILLAGE, happened_on=JUNE_10, **WHY)
    async with transaction(sessions, seen_by(OFFICER)) as ours:
        with pytest.raises(NotYourSide):
            await accept_transfer(ours, form, transfer_id=transfer_id, by=OFFICER, on=TODAY)
    async with transaction(sessions, seen_by(ELSEWHERE)) as theirs:
        for village, law in (("371311001001", Forbidden), ("371403001001", Forbidden)):
            with pytest.raises((law, NotInTheirRegion)):
                await accept_transfer(
                    theirs, form.model_copy(update={"village": village}), transfer_id=transfer_id, by=ELSEWHERE, on=TODAY
                )


async def test_until_it_is_answered_nobody_has_moved(sessions: Sessions, session: AsyncSession) -> None:
    household, members, _ = await offered(sessions, session, whole=True)
    async with transaction(sessions, seen_by(OFFICER)) as ours:
        assert len(await list_members(ours, [household.id])) == len(members)
