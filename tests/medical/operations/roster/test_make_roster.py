"""The yearly roster as of its day, made anew until it is confirmed; after that, supplements alone."""

from datetime import date

import pytest
from sqlalchemy import text

from services.medical.operations.person.open_medical_cover import open_medical_cover
from services.medical.rules import roster as rules
from services.medical.rules.premium import NoSuchPremiumProgramme
from services.medical.rules.roster import Change
from services.medical.store import rosters
from shared.errors import Refusal
from shared.events.registry import Member, NewPovertyDetected, Trigger
from shared.ids import uuid7
from shared.policy.load import NoPolicyInForce
from shared.security import OutsideRegion, Principal, Role
from shared.vault import hash_identity
from tests.builders.medical import DETECTED_AT
from tests.builders.roster import (
    COUNTY,
    JUNE_1,
    OTHER_COUNTY_VILLAGE,
    OTHER_VILLAGE,
    VILLAGE,
    a_person,
    a_register,
    an_id_number,
    confirmed,
    made,
)


async def entries(session, roster):
    return {
        entry.identity_hash: (entry.change, entry.amount_fen)
        for entry in await rosters.list_entries(session, roster.id, after=None, limit=1000)
    }


def hashes(*sequences):
    return {hash_identity(an_id_number(sequence)) for sequence in sequences}


async def test_the_roster_holds_whoever_qualified_on_the_day_of_counting_and_nobody_else(session):
    await a_person(session, 1, "enrolled", "low-income")
    await a_person(session, 2, "low-income")
    await a_person(session, 3, "enrolled", since=date(2020, 1, 2))
    await a_person(session, 4, "enrolled", village=OTHER_COUNTY_VILLAGE)
    await a_person(session, 5, "enrolled", since=date(2019, 1, 1))
    await a_person(session, 5, since=date(2020, 3, 1))
    await a_person(session, 6, "enrolled", since=date(2019, 1, 1))
    await a_person(session, 6, since=date(2020, 1, 1))

    roster = await made(session)

    assert (roster.number, roster.counted_on, roster.added, roster.amount_fen) == (0, date(2020, 1, 1), 2, 340_00)
    assert set(await entries(session, roster)) == hashes(1, 5)
    assert (roster.policy, roster.programme_terms["payer"]) == ("linyi-premiums-2018", "财政专项扶贫资金")


async def test_a_person_who_has_moved_to_another_county_is_not_counted_where_they_lived(session):
    await a_person(session, 1, "enrolled", since=date(2018, 1, 1))
    await a_person(session, 2, "enrolled", since=date(2018, 1, 1))
    await a_person(session, 1, "enrolled", village=OTHER_COUNTY_VILLAGE, since=date(2019, 1, 1))
    await session.execute(text("SELECT set_config('jishiyu.role', 'county', true), set_config('jishiyu.region', '371311', true)"))

    assert set(await entries(session, await made(session))) == hashes(2)


async def test_a_draft_is_made_anew_and_says_the_same_while_nothing_has_changed(session):
    await a_register(session, 3)
    first = await made(session)
    first_hash, id = first.content_hash, first.id

    again = await made(session, by=Principal("王重做", Role.COUNTY, COUNTY))
    assert (again.id, again.content_hash, again.made_by) == (id, first_hash, "王重做")

    await a_person(session, 4, "enrolled")
    third = await made(session)
    assert (third.id, third.added) == (id, 4)
    assert third.content_hash != first_hash
    assert len(await entries(session, third)) == 4


async def test_once_confirmed_only_supplements_are_made_and_they_add_up(session):
    await a_register(session, 3)
    await confirmed(session)
    await a_person(session, 3, since=date(2020, 2, 1))
    await a_person(session, 4, "enrolled", since=date(2020, 3, 1))

    second = await confirmed(session)

    assert (second.number, second.counted_on) == (1, JUNE_1)
    assert (second.added, second.changed, second.removed, second.amount_fen) == (1, 0, 1, 0)
    assert sorted(await entries(session, second)) == sorted(hashes(3, 4))
    standing = await rosters.net_of(session, second)
    assert set(standing) == hashes(1, 2, 4)
    assert sum(line.amount_fen for line in standing.values()) == 510_00

    await a_person(session, 3, "enrolled", since=date(2020, 4, 1))
    third = await confirmed(session)
    assert await entries(session, third) == {next(iter(hashes(3))): (Change.ADDED, 170_00)}
    assert sum(line.amount_fen for line in (await rosters.net_of(session, third)).values()) == 680_00


async def test_what_is_paid_once_for_a_household_stays_paid_once_when_its_first_person_leaves(session):
    one = await a_person(session, 1, "enrolled", household=7)
    two = await a_person(session, 2, "enrolled", household=7)
    assert (await confirmed(session)).amount_fen == 170_00 + 160_00
    first, other = sorted((one, two), key=lambda event: event.person_id)

    await a_person(session, 1 if first is one else 2, household=7, since=date(2020, 2, 1))

    assert await entries(session, await made(session)) == {
        first.identity_hash: (Change.REMOVED, -170_00),
        other.identity_hash: (Change.CHANGED, 10_00),
    }


async def test_a_household_in_need_is_supplemented_from_the_day_it_was_seen(session):
    await a_register(session, 1)
    await confirmed(session)
    seen = NewPovertyDetected(
        case_id=uuid7(),
        household_id=uuid7(),
        region=VILLAGE,
        trigger=Trigger.ILLNESS,
        origin="burden",
        detected_at=DETECTED_AT,
        members=[Member(person_id=uuid7(), identity_hash=hash_identity(an_id_number(7)))],
    )
    await open_medical_cover(session, [seen])

    with pytest.raises(rules.NothingToSupplement):
        await made(session, on=date(2020, 6, 11))
    assert set(await entries(session, await made(session, on=date(2020, 6, 12)))) == hashes(7)


async def test_the_share_follows_the_class_of_the_place_and_changes_with_it(session):
    village = "371402001001"
    await a_person(session, 1, "enrolled", village=village)
    await a_person(session, 2, "extreme-poverty", village=village)
    by, other = Principal("甲", Role.COUNTY, "371402"), {"programme": "resident-premium", "region": "371402"}

    roster = await made(session, by=by, **other)
    assert roster.amount_fen == 125_00 + 250_00
    roster.status = "confirmed"
    session.add(roster)
    await session.flush()

    await a_person(session, 1, "enrolled", "extreme-poverty", village=village, since=date(2020, 5, 1))
    supplement = await made(session, by=by, **other)
    assert await entries(session, supplement) == {next(iter(hashes(1))): (Change.CHANGED, 125_00)}


@pytest.mark.parametrize(
    ("changes", "by", "refusal"),
    [
        ({"programme": "resident-premium"}, None, NoSuchPremiumProgramme),
        ({"year": 2017}, None, NoPolicyInForce),
        ({"year": 2021}, None, rules.CountedInFuture),
        ({"counted_on": "2020-06-02"}, None, rules.CountedInFuture),
        ({"counted_on": "2019-12-31"}, None, rules.NobodyQualifies),
        ({}, Principal("外县", Role.COUNTY, "371302"), OutsideRegion),
    ],
)
async def test_what_cannot_be_a_roster_is_refused(session, changes, by, refusal: type[Refusal]):
    await a_register(session, 1)

    with pytest.raises(refusal):
        await (made(session, by=by, **changes) if by else made(session, **changes))


async def test_nobody_is_counted_in_two_extents(session):
    await a_register(session, 1)
    await a_person(session, 2, "enrolled", village=OTHER_VILLAGE)
    await made(session, region=VILLAGE[:9])

    with pytest.raises(rules.RosterOfAnotherExtent) as refusal:
        await made(session)
    assert refusal.value.facts["region"] == [VILLAGE[:9]]


async def test_ten_thousand_people_are_counted_to_the_fen(session):
    await session.execute(
        text("""
        INSERT INTO beneficiary (identity_hash, in_force_on, person_id, household_id, region, classes)
        SELECT encode(sha256(number::text::bytea), 'hex'), '2020-01-01', gen_random_uuid(), gen_random_uuid(),
               CASE WHEN number % 2 = 0 THEN '371311001001' ELSE '371311002001' END, '["enrolled"]'
        FROM generate_series(1, 10000) AS number
        """)
    )

    roster = await made(session)

    assert (roster.added, roster.amount_fen) == (10_000, 1_700_000_00)
    assert [(town.key, town.persons, town.amount_fen) for town in await rosters.sums_by_town(session, roster.id)] == [
        ("371311001", 5_000, 850_000_00),
        ("371311002", 5_000, 850_000_00),
    ]
