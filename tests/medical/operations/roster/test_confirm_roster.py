"""A roster stands when another person has looked at it, and is never changed again."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from services.medical.operations.roster.confirm_roster import confirm_roster
from services.medical.rules import roster as rules
from services.medical.schemas.roster import ConfirmRoster
from shared.events.medical import RosterConfirmed
from shared.security import OutsideRegion, Principal, Role
from tests.builders.roster import CHECKER, COUNTY, MAKER, OTHER_VILLAGE, a_person, a_register, confirmed, made


async def confirm(session, roster, *, by=CHECKER, content_hash=None):
    form = ConfirmRoster(content_hash=content_hash or roster.content_hash)
    return await confirm_roster(session, form, roster_id=roster.id, by=by)


async def test_another_person_confirms_and_funds_are_told_what_each_town_comes_to(session, emitted):
    await a_register(session, 2)
    await a_person(session, 3, "enrolled", village=OTHER_VILLAGE)
    await a_person(session, 4, "enrolled", village="371311002001")

    roster = await confirm(session, await made(session))

    assert (roster.status, roster.confirmed_by) == ("confirmed", "李核对")
    [told] = await emitted(session)
    assert isinstance(told, RosterConfirmed)
    assert (told.roster_id, told.insurance, told.scheme, told.year, told.number) == (
        roster.id, "special-insurance", "special", 2020, 0,
    )  # fmt: skip
    assert (told.added, told.removed, told.amount_fen) == (4, 0, 680_00)
    assert [(town.region, town.persons, town.amount_fen) for town in told.towns] == [
        ("371311001", 3, 510_00),
        ("371311002", 1, 170_00),
    ]


async def test_the_maker_does_not_confirm_their_own_roster(session):
    await a_register(session, 1)
    with pytest.raises(rules.ConfirmedByItsMaker):
        await confirm(session, await made(session), by=MAKER)


async def test_a_roster_that_was_made_anew_after_it_was_looked_at_is_not_confirmed(session):
    await a_register(session, 1)
    seen = (await made(session)).content_hash
    await a_person(session, 2, "enrolled")
    again = await made(session)

    with pytest.raises(rules.RosterMadeAnew):
        await confirm(session, again, content_hash=seen)


async def test_a_roster_is_confirmed_once(session):
    await a_register(session, 1)
    roster = await confirmed(session)
    with pytest.raises(rules.RosterConfirmed):
        await confirm(session, roster)


async def test_another_county_confirms_nothing_here(session):
    await a_register(session, 1)
    with pytest.raises(OutsideRegion):
        await confirm(session, await made(session), by=Principal("外县", Role.COUNTY, "371302"))


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE roster SET amount_fen = 0",
        "UPDATE roster_entry SET amount_fen = 0",
        "DELETE FROM roster_entry",
        "DELETE FROM roster",
    ],
)
async def test_the_database_itself_keeps_what_was_confirmed(session, change):
    await a_register(session, 1)
    roster = await confirmed(session)
    assert roster.region == COUNTY

    with pytest.raises(IntegrityError, match="never changed"):
        await session.execute(text(change))
