"""How old is what is owed, on any day one asks for."""

from datetime import date, datetime, timedelta

import pytest

from services.medical.operations.statement.record_payment import record_payment
from services.medical.rules.receivable import Age
from services.medical.store.ageing import Asked, age_receivables, list_open_claims, sum_open_claims
from services.medical.store.receivables import list_receivables
from tests.builders.clearing import BASIC, an_approved_statement, paid
from tests.builders.medical import HOSPITAL_CODE, OTHER_HOSPITAL, a_reversal, a_settlement, an_id_number

JUNE_12 = date(2020, 6, 12)


async def aged(session, on, **given):
    rows = await age_receivables(session, Asked(on, given.get("hospital"), given.get("payer")), limit=100)
    return {(row.hospital, row.payer): (row.first_fen, row.second_fen, row.third_fen, row.over_fen) for row in rows}


@pytest.mark.parametrize(("days", "bucket"), [(0, 0), (30, 0), (31, 1), (60, 1), (61, 2), (90, 2), (91, 3), (400, 3)])
async def test_a_receivable_ages_from_the_day_of_the_settlement(session, days, bucket):
    await a_settlement(session)

    ages = await aged(session, JUNE_12 + timedelta(days=days))

    assert ages == {(HOSPITAL_CODE, BASIC): tuple(12_320_00 if at == bucket else 0 for at in range(4))}


async def test_nothing_is_owed_before_it_was_booked(session):
    await a_settlement(session)

    assert await aged(session, JUNE_12 - timedelta(days=1)) == {}


async def test_a_reversal_takes_its_receivable_out_from_its_own_day_on(session):
    settlement = await a_settlement(session)
    await a_reversal(session, settlement, at=datetime.fromisoformat("2020-06-20T10:00:00+08:00"))

    assert await aged(session, date(2020, 6, 19)) == {(HOSPITAL_CODE, BASIC): (12_320_00, 0, 0, 0)}
    assert await aged(session, date(2020, 6, 20)) == {}


async def test_what_was_paid_is_owed_no_longer_and_a_later_reversal_is_owed_back(session):
    settlement = await a_settlement(session)
    statement = await an_approved_statement(session)
    await record_payment(session, paid(statement, on=date(2020, 7, 2)))
    await a_reversal(session, settlement, at=datetime.fromisoformat("2020-07-10T10:00:00+08:00"))

    assert await aged(session, date(2020, 7, 1)) == {(HOSPITAL_CODE, BASIC): (12_320_00, 0, 0, 0)}
    assert await aged(session, date(2020, 7, 2)) == {}
    assert await aged(session, date(2020, 8, 20)) == {(HOSPITAL_CODE, BASIC): (0, -12_320_00, 0, 0)}


async def test_hospitals_age_side_by_side(session):
    await a_settlement(session)
    await a_settlement(session, by=OTHER_HOSPITAL, id_number=an_id_number(2))

    assert {hospital for hospital, _ in await aged(session, JUNE_12)} == {HOSPITAL_CODE, OTHER_HOSPITAL.org}
    assert {hospital for hospital, _ in await aged(session, JUNE_12, hospital=OTHER_HOSPITAL.org)} == {OTHER_HOSPITAL.org}


@pytest.mark.parametrize("days", [0, 30, 31, 60, 61, 90, 91, 400])
async def test_the_lists_behind_the_ages_hold_every_claim_once(session, days):
    await a_settlement(session)
    on = JUNE_12 + timedelta(days=days)

    behind = [(age, await list_open_claims(session, Asked(on, age=age), after=None, limit=10)) for age in Age]
    sums = [await sum_open_claims(session, Asked(on, age=age)) for age in Age]

    [(age, [claim])] = [(age, claims) for age, claims in behind if claims]
    assert (claim["payer"], claim["days"], claim["open_fen"]) == (BASIC, days, 12_320_00)
    assert sorted(sums) == [(0, 0), (0, 0), (0, 0), (1, 12_320_00)]
    [by_age] = (await aged(session, on)).values()
    assert by_age[list(Age).index(age)] == 12_320_00


async def test_a_claim_says_on_which_statement_it_stands(session):
    await a_settlement(session)
    statement = await an_approved_statement(session)

    [claim] = await list_open_claims(session, Asked(JUNE_12, payer=BASIC), after=None, limit=10)

    assert (claim["statement_id"], claim["statement_state"]) == (statement.id, "approved")
    assert await list_open_claims(session, Asked(JUNE_12, payer="医疗救助基金"), after=None, limit=10) == []
    assert await list_open_claims(session, Asked(JUNE_12), after=claim["id"], limit=10) == []


async def test_each_entry_says_how_far_its_clearing_has_come(session):
    await a_settlement(session)
    asked = {"hospital": None, "payer": BASIC, "settlement_id": None, "standing": None, "after": None, "limit": 10}

    [before] = await list_receivables(session, **asked)
    statement = await an_approved_statement(session)
    [approved] = await list_receivables(session, **asked)
    await record_payment(session, paid(statement))
    [done] = await list_receivables(session, **asked | {"standing": "paid"})

    assert (before.standing, approved.standing, done.standing) == ("open", "approved", "paid")
    assert done.statement_id == statement.id
