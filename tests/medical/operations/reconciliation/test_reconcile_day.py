"""A hospital's day beside ours, on a real database: kept, repeatable, and only of that day and that hospital."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from services.medical.operations.reconciliation.reconcile_day import reconcile_day
from services.medical.rules.admission import HospitalUnknown
from services.medical.rules.reconciliation import DayNotThere, Kind, Line, LineState, tally
from services.medical.store.reconciliations import list_day, list_differences, unpacked_lines
from shared.ids import uuid7
from tests.builders.medical import (
    COUNTY,
    HOSPITAL,
    HOSPITAL_CODE,
    JUNE_12,
    OTHER_HOSPITAL,
    a_reversal,
    a_settlement,
    an_enrolled_person,
    an_id_number,
)

JUNE_13 = date(2020, 6, 13)


def at(told: str) -> datetime:
    return datetime.fromisoformat(f"{told}+08:00")


def as_theirs(settlement, *, state=LineState.SETTLED) -> Line:
    """What the hospital's system wrote down from our answer."""
    paid = {share["layer"]: share["paid_fen"] for share in settlement.result["shares"] if share["paid_fen"]}
    reduction_fen = paid.pop("hospital_reduction", 0)
    return Line(settlement.id, state, settlement.total_fen, settlement.patient_fen, reduction_fen, paid)


async def reconciled(session, lines, *, day=JUNE_12, by=HOSPITAL, **options):
    return await reconcile_day(session, day, lines, by=by, on=JUNE_13, **options)


async def differences(session, run):
    return await list_differences(session, run.id, kind=None, after=0, limit=500)


async def test_a_day_written_down_as_we_answered_agrees_to_the_fen(session):
    await an_enrolled_person(session)
    settled = [await a_settlement(session), await a_settlement(session, id_number=an_id_number(2))]
    await a_settlement(session, by=OTHER_HOSPITAL, id_number=an_id_number(3))
    await a_settlement(session, on=JUNE_13, id_number=an_id_number(4))

    run = await reconciled(session, [as_theirs(one) for one in settled])

    assert (run.difference_count, run.ours) == (0, run.theirs)
    assert run.theirs["settled"]["parts"]["total"] == sum(one.total_fen for one in settled)
    assert run.theirs["settled"]["parts"]["hospital"] == 357_14


async def test_each_kind_of_difference_is_found_and_kept(session):
    await an_enrolled_person(session)
    same, amount, state = [await a_settlement(session, id_number=an_id_number(number)) for number in (1, 2, 3)]
    missing_there = await a_settlement(session, id_number=an_id_number(4))
    yesterday = await a_settlement(session, id_number=an_id_number(5), at=at("2020-06-11T23:59:59"))
    theirs = [
        as_theirs(same),
        replace(as_theirs(amount), payers={"basic": 1}),
        as_theirs(state, state=LineState.REVERSED),
        as_theirs(same),
        as_theirs(yesterday),
        replace(as_theirs(same), settlement_id=uuid7()),
    ]

    run = await reconciled(session, theirs)

    found = await differences(session, run)
    assert {(one.kind, one.settlement_id, one.part) for one in found} == {
        (Kind.AMOUNT, amount.id, "basic"),
        (Kind.STATE, state.id, "total"),
        (Kind.DUPLICATE, same.id, "total"),
        (Kind.MISSING_HERE, yesterday.id, "total"),
        (Kind.MISSING_HERE, theirs[-1].settlement_id, "total"),
        (Kind.MISSING_THERE, missing_there.id, "total"),
    }
    assert run.differences_by_kind == {"missing_here": 2, "missing_there": 1, "amount": 1, "state": 1, "duplicate": 1}
    assert {one.detail for one in found if one.settlement_id == yesterday.id} == {"本平台记在 2020-06-11"}


async def test_a_reversal_belongs_to_its_own_day_and_leaves_the_day_of_the_settlement_alone(session):
    settlement = await a_settlement(session, at=at("2020-06-12T10:00:00"))
    await a_reversal(session, settlement, at=at("2020-06-13T08:00:00"))

    assert (await reconciled(session, [as_theirs(settlement)])).difference_count == 0
    run = await reconciled(session, [as_theirs(settlement, state=LineState.REVERSED)], day=JUNE_13)
    assert (run.difference_count, run.ours["reversed"]["count"]) == (0, 1)


async def test_a_settlement_made_and_taken_back_on_one_day_is_reversed_on_it(session):
    settlement = await a_settlement(session, at=at("2020-06-12T10:00:00"))
    await a_reversal(session, settlement, at=at("2020-06-12T23:59:59"))

    [line] = await list_day(session, HOSPITAL_CODE, JUNE_12)
    assert (line.settlement_id, line.state) == (settlement.id, LineState.REVERSED)


async def test_totals_alone_can_be_compared(session):
    settlement = await a_settlement(session)
    wrong = replace(as_theirs(settlement), total_fen=settlement.total_fen + 100)

    assert (await reconciled(session, tally([as_theirs(settlement)]))).difference_count == 0
    run = await reconciled(session, tally([wrong]))

    [one] = await differences(session, run)
    assert (run.mode, one.kind, one.part, one.there_fen - one.here_fen) == ("totals", Kind.AMOUNT, "total", 100)


async def test_a_run_is_repeated_from_what_was_sent_and_both_are_kept(session):
    settlement = await a_settlement(session)
    theirs = [as_theirs(settlement, state=LineState.REVERSED)]
    first = await reconciled(session, theirs)
    await a_reversal(session, settlement, at=at("2020-06-12T18:00:00"))

    again = await reconciled(session, unpacked_lines(first.upload), repeats_id=first.id)

    assert (first.difference_count, again.difference_count) == (1, 0)
    assert (again.upload_digest, again.theirs, again.repeats_id) == (first.upload_digest, first.theirs, first.id)
    with pytest.raises(DBAPIError, match="only ever added to"):
        await session.execute(text("UPDATE reconciliation SET difference_count = 0"))


async def test_a_day_to_come_and_a_nameless_hospital_are_refused(session):
    with pytest.raises(DayNotThere):
        await reconcile_day(session, JUNE_13, [], by=HOSPITAL, on=JUNE_12)
    with pytest.raises(HospitalUnknown):
        await reconcile_day(session, JUNE_12, [], by=replace(HOSPITAL, org=""), on=JUNE_12)


async def test_a_day_of_twenty_thousand_lines_is_compared_whole(session):
    settlement = await a_settlement(session, at=at("2020-06-12T10:00:00"))
    await session.execute(
        text("""
        WITH copied AS (
            INSERT INTO settlement (id, admission_id, identity_hash, region, hospital, year, settled_on, settled_at, policy,
                                    policy_version, total_fen, patient_fen, result)
            SELECT gen_random_uuid(), admission_id, identity_hash, region, hospital, year, settled_on,
                   settled_at + n * interval '1 second', policy, policy_version, total_fen, patient_fen, '{}'
            FROM settlement, generate_series(1, 19999) AS n RETURNING id, region, hospital, settled_on, settled_at
        )
        INSERT INTO receivable (id, settlement_id, layer, title, payer, is_counter, region, hospital, amount_fen, owed_on,
                                booked_at)
        SELECT gen_random_uuid(), c.id, r.layer, r.title, r.payer, false, c.region, c.hospital, r.amount_fen, c.settled_on,
               c.settled_at
        FROM copied c CROSS JOIN receivable r WHERE r.settlement_id = :id
        """),
        {"id": settlement.id},
    )
    ours = await list_day(session, HOSPITAL_CODE, JUNE_12)
    theirs = [*ours[1:], replace(ours[1], payers={"basic": 1}), replace(ours[0], settlement_id=uuid7())]
    assert len(ours) == 20_000

    run = await reconciled(session, theirs)

    assert run.line_count == 20_001
    assert run.differences_by_kind == {"missing_here": 1, "missing_there": 1, "duplicate": 1}


def test_a_hospital_reconciles_for_its_county():
    assert HOSPITAL.region == COUNTY
