"""A confirmed run is booked once: ceilings drawn on, payments asked for, and nothing that has changed since."""

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from services.medical.operations.top_up.book_top_ups import book_top_ups
from services.medical.operations.top_up.confirm_top_up import confirm_top_up
from services.medical.rules.payout import PayoutState
from services.medical.rules.top_up import RunState, TopUpState
from services.medical.store import top_ups
from services.medical.store.people import find_year
from services.medical.tables import FamilyAccount, YearAccount
from shared.events.medical import TopUpConfirmed
from shared.vault import hash_identity
from tests.builders.medical import a_reversal, a_settlement, an_id_number
from tests.builders.top_up import (
    CONFIRMER,
    IN_JANUARY,
    a_confirmed_run,
    a_draft,
    a_poor_stay,
    as_seen,
    lines_of,
    shares_of,
)

LATE = date(2020, 12, 30)


async def test_each_payer_is_asked_to_pay_the_person_and_that_is_told(session, emitted):
    await a_poor_stay(session)

    run = await a_confirmed_run(session)

    assert (run.state, run.booked_count, run.booked_fen, run.moved_count) == (RunState.CONFIRMED, 1, 4500_00, 0)
    shares = await shares_of(session, run.id)
    assert [(one.state, one.asks, one.pay_fen) for one in shares] == [("awaiting", 1, 4000_00), ("awaiting", 1, 500_00)]
    told = [event for event in await emitted(session) if isinstance(event, TopUpConfirmed)]
    [line] = await lines_of(session, run.id)
    assert {(one.payment_id, one.amount_fen, one.payer, one.person_id) for one in told} == {
        (one.id, one.pay_fen, one.payer, line.person_id) for one in shares
    }


async def test_the_top_up_draws_on_the_year_s_ceilings(session):
    await a_poor_stay(session)

    run = await a_confirmed_run(session)

    account = await find_year(session, hash_identity(an_id_number(1)), 2020)
    [line] = await lines_of(session, run.id)
    family = await session.get(FamilyAccount, (line.family, 2020), populate_existing=True)
    assert (account.counters["person_year"], family.counters["family_year"]) == (4000_00, 500_00)


async def test_a_second_run_replaces_what_the_first_drew(session):
    settlement = await a_poor_stay(session)
    await a_confirmed_run(session)
    await a_reversal(session, settlement, at=IN_JANUARY)

    run = await a_confirmed_run(session)

    account = await find_year(session, hash_identity(an_id_number(1)), 2020)
    [line] = await lines_of(session, run.id)
    family = await session.get(FamilyAccount, (line.family, 2020), populate_existing=True)
    assert account.counters == {} and family.counters == {}


async def test_what_changed_between_draft_and_booking_is_left_to_the_next_run(session, emitted):
    await a_poor_stay(session)
    await a_poor_stay(session, 2)
    draft = await a_draft(session)
    await confirm_top_up(session, as_seen(draft), run_id=draft.id, by=CONFIRMER)
    await a_settlement(session, id_number=an_id_number(2), in_policy_fen=100_000, out_of_policy_fen=0, on=LATE)

    while await book_top_ups(session, at=IN_JANUARY, limit=1):
        pass

    assert (draft.state, draft.booked_count, draft.moved_count, draft.booked_fen) == (RunState.CONFIRMED, 1, 1, 4500_00)
    assert sorted(line.state for line in await lines_of(session, draft.id)) == [TopUpState.BOOKED, TopUpState.MOVED_ON]
    assert len([event for event in await emitted(session) if isinstance(event, TopUpConfirmed)]) == 2
    assert (await a_draft(session)).pay_fen == 4950_00


async def test_booking_chunk_by_chunk_is_booking_at_once(session):
    for sequence in range(1, 6):
        await a_poor_stay(session, sequence, in_policy_fen=1_000_000 + sequence)

    run = await a_confirmed_run(session, limit=2)

    assert (run.booked_count, run.booked_fen) == (5, run.pay_fen)
    assert not await book_top_ups(session, at=IN_JANUARY)


async def test_nobody_is_paid_twice_however_often_it_is_reckoned_and_booked(session, emitted):
    for sequence in range(1, 4):
        await a_poor_stay(session, sequence)
    first = await a_confirmed_run(session)

    for _ in range(3):
        assert (await a_draft(session)).state == RunState.UNCHANGED

    told = [event for event in await emitted(session) if isinstance(event, TopUpConfirmed)]
    assert sum(one.amount_fen for one in told) == first.pay_fen == 3 * 4500_00


async def test_what_was_refused_is_contained_in_the_next_run_and_asked_for_no_more(session):
    await a_poor_stay(session)
    first = await a_confirmed_run(session)
    await session.execute(text("UPDATE top_up_share SET state = 'refused' WHERE layer = 'top_up'"))

    second = await a_confirmed_run(session)

    assert [(one.layer, one.pay_fen) for one in await shares_of(session, second.id) if one.pay_fen] == [("top_up", 4000_00)]
    assert [one.state for one in await shares_of(session, first.id)] == [PayoutState.REPLACED, PayoutState.AWAITING]


async def test_what_came_back_or_came_late_after_a_run_is_listed_as_due_to_be_reckoned(session):
    settlement = await a_poor_stay(session)
    await a_confirmed_run(session)
    asked = {"region": "371311", "year": 2020, "after": None, "limit": 10}
    assert await top_ups.list_outdated(session, **asked) == []

    await a_reversal(session, settlement, at=IN_JANUARY.replace(year=2040))

    [row] = await top_ups.list_outdated(session, **asked)
    assert (row["settlement_id"], row["cause"]) == (settlement.id, "reversed")
    assert row["top_up_id"] is not None


@pytest.mark.parametrize(
    ("statement", "law"),
    [
        ("UPDATE top_up SET pay_fen = 1", "is fixed"),
        ("UPDATE top_up SET state = 'drafted'", "is fixed"),
        ("DELETE FROM top_up", "never removed"),
        ("UPDATE top_up_share SET pay_fen = 1", "is fixed"),
        ("UPDATE top_up_share SET state = 'replaced'", "does not go from"),
        ("DELETE FROM top_up_share", "never removed"),
        ("UPDATE top_up_run SET confirmed_by = made_by", "four_eyes"),
    ],
)
async def test_the_database_keeps_what_was_booked(session, statement, law):
    await a_poor_stay(session)
    await a_confirmed_run(session)

    with pytest.raises(DBAPIError, match=law):
        await session.execute(text(statement))


async def test_no_other_account_is_touched(session):
    await a_poor_stay(session)
    await a_settlement(session, id_number=an_id_number(9), in_policy_fen=100_000, out_of_policy_fen=0)
    others = {one.identity_hash: dict(one.counters) for one in await session.exec(select(YearAccount))}

    await a_confirmed_run(session)

    now = {one.identity_hash: dict(one.counters) for one in await session.exec(select(YearAccount))}
    assert now[hash_identity(an_id_number(9))] == others[hash_identity(an_id_number(9))]
