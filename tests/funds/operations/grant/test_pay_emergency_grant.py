"""The emergency grant on a real database: paid once, never overdrawn, disclosed in the same breath."""

import asyncio
from datetime import date

from sqlalchemy import event
from sqlmodel import select

from services.funds.operations.grant.pay_emergency_grant import pay_emergency_grant
from services.funds.rules.account import AccountKind
from services.funds.rules.disclosure import PublicEntry
from services.funds.rules.grant import GrantState, Need
from services.funds.rules.transfer import Phase
from services.funds.tables import Disclosure, EmergencyGrant, Payment, Transfer
from shared import database
from shared.events.funds import DisclosurePublished, EmergencyGrantPaid, EmergencyGrantRefused
from tests.builders.funds import DETECTED_AT, OTHER_VILLAGE, TOWN, a_filled_reserve, a_need, balance_fen, pay_grant

Sessions = database.Sessions


async def _pay(sessions: Sessions, need: Need) -> GrantState:
    async with database.transaction(sessions, database.the_platform("test", "test")) as session:
        grant = await pay_grant(session, need, at=DETECTED_AT)
        assert grant is not None
        return grant.state


async def test_a_grant_is_paid_out_of_the_towns_reserve_and_told(session, emitted):
    await a_filled_reserve(session, 1_000_000)
    need = a_need()

    grant = await pay_grant(session, need, at=DETECTED_AT)
    await session.flush()

    assert grant.state is GrantState.PAID
    assert grant.amount_fen == 300_000
    assert grant.papers_due_on == date(2020, 6, 6)
    assert await balance_fen(session, AccountKind.TOWN_RESERVE) == 700_000
    assert await balance_fen(session, AccountKind.HOUSEHOLD_PAID_OUT) == 300_000
    paid, published = await emitted(session)
    assert isinstance(paid, EmergencyGrantPaid)
    assert (paid.case_id, paid.grant_id, paid.household_id) == (need.case_id, grant.id, need.household_id)
    assert (paid.region, paid.amount_fen, paid.papers_due_on) == (TOWN, 300_000, date(2020, 6, 6))
    assert isinstance(published, DisclosurePublished)
    assert (published.region, published.kind, published.published_on) == (TOWN, "emergency-grant", date(2020, 6, 1))


async def test_the_money_is_set_aside_and_then_paid_by_two_transfers_in_the_books(session):
    await a_filled_reserve(session)

    await pay_grant(session, a_need(), at=DETECTED_AT)
    await session.flush()

    transfers = (await session.exec(select(Transfer).where(Transfer.purpose == "emergency-grant"))).all()
    by_phase = {transfer.phase: transfer for transfer in transfers}
    assert set(by_phase) == {Phase.RESERVED, Phase.POSTED}
    assert by_phase[Phase.POSTED].follows_id == by_phase[Phase.RESERVED].id
    payment = (await session.exec(select(Payment))).one()
    assert payment.transfer_id == by_phase[Phase.POSTED].id


async def test_the_public_entry_names_the_town_and_nobody(session):
    await a_filled_reserve(session)
    need = a_need()

    grant = await pay_grant(session, need, at=DETECTED_AT)
    await session.flush()

    row = (await session.exec(select(Disclosure))).one()
    entry = PublicEntry.read(row.canonical)
    assert (entry.region, entry.subject, entry.amount_yuan, entry.reason) == (TOWN, "某村 1 户", "3000.00", "因病")
    for secret in (need.case_id, need.household_id, need.region, grant.id):
        assert str(secret) not in row.canonical


async def test_a_grant_says_by_which_policy_and_why(session):
    await a_filled_reserve(session)

    grant = await pay_grant(session, a_need(), at=DETECTED_AT)

    assert grant.policy == "shandong-2018"
    assert len(grant.policy_version) == 16
    assert any("30000.00" in reason for reason in grant.reasons)
    assert all("鲁民〔2018〕85号" in reason for reason in grant.reasons)


async def test_a_case_that_comes_twice_is_paid_once(session, emitted):
    await a_filled_reserve(session)
    need = a_need()

    first = await pay_grant(session, need, at=DETECTED_AT)
    await session.flush()
    second = await pay_grant(session, need, at=DETECTED_AT)

    assert second == first
    assert await balance_fen(session, AccountKind.HOUSEHOLD_PAID_OUT) == 300_000
    assert len(await emitted(session)) == 2


async def test_a_grant_takes_three_statements(app, session):
    await a_filled_reserve(session)
    await pay_grant(session, a_need(), at=DETECTED_AT)  # the town's first grant opens its account of payments
    sent: list[str] = []
    event.listen(app.state.engine.sync_engine, "before_cursor_execute", lambda *call: sent.append(call[2]))

    await pay_grant(session, a_need(), at=DETECTED_AT)

    assert [statement.split()[0] for statement in sent] == ["SELECT", "SELECT", "WITH"]


async def test_a_town_without_a_reserve_is_told_and_the_grant_waits(session, emitted):
    grant = await pay_grant(session, a_need(), at=DETECTED_AT)

    assert (grant.state, grant.refusal_code) == (GrantState.WAITING, "reserve-not-filled")
    [refused] = await emitted(session)
    assert isinstance(refused, EmergencyGrantRefused)
    assert (refused.region, refused.code) == (TOWN, "reserve-not-filled")
    assert "拨付" in refused.reason


async def test_a_reserve_that_is_too_small_is_left_untouched(session, emitted):
    await a_filled_reserve(session, 299_999)

    grant = await pay_grant(session, a_need(), at=DETECTED_AT)

    assert (grant.state, grant.refusal_code) == (GrantState.WAITING, "reserve-short")
    assert await balance_fen(session, AccountKind.TOWN_RESERVE) == 299_999
    assert [event.code for event in await emitted(session)] == ["reserve-short"]


async def test_a_waiting_grant_that_is_asked_for_again_is_not_refused_again(session, emitted):
    need = a_need()
    await pay_grant(session, need, at=DETECTED_AT)
    await session.flush()

    await pay_grant(session, need, at=DETECTED_AT)

    assert len(await emitted(session)) == 1


async def test_a_place_without_a_rule_is_told_and_nothing_waits(session, emitted):
    need = a_need(village="350404001001")

    assert await pay_emergency_grant(session, [need], at=DETECTED_AT) == [None]

    await session.flush()
    assert [event.code for event in await emitted(session)] == ["no-grant-rule"]
    assert (await session.exec(select(EmergencyGrant))).all() == []


async def test_two_cases_racing_for_the_last_three_thousand_yuan_pay_exactly_one(sessions, session):
    await a_filled_reserve(session, 300_000)
    await session.commit()

    states = await asyncio.gather(*(_pay(sessions, a_need()) for _ in range(2)))

    assert sorted(states) == [GrantState.PAID, GrantState.WAITING]
    await database.set_scope(session, database.the_platform("test", "test"))
    assert await balance_fen(session, AccountKind.TOWN_RESERVE) == 0


async def test_one_case_racing_against_itself_is_paid_once(sessions, session):
    await a_filled_reserve(session, 1_000_000)
    await session.commit()
    need = a_need()

    states = await asyncio.gather(*(_pay(sessions, need) for _ in range(4)))

    assert states == [GrantState.PAID] * 4
    await database.set_scope(session, database.the_platform("test", "test"))
    assert await balance_fen(session, AccountKind.HOUSEHOLD_PAID_OUT) == 300_000
    assert len((await session.exec(select(EmergencyGrant))).all()) == 1


async def test_towns_do_not_pay_for_each_other(session):
    await a_filled_reserve(session)

    elsewhere = await pay_grant(session, a_need(village=OTHER_VILLAGE), at=DETECTED_AT)

    assert elsewhere.state is GrantState.WAITING
    assert await balance_fen(session, AccountKind.COUNTY_POOL) == 0


async def test_cases_that_come_together_are_paid_in_their_order_as_far_as_each_reserve_goes(session, emitted):
    await a_filled_reserve(session, 650_000)
    needs = [a_need(), a_need(village=OTHER_VILLAGE), a_need(), a_need(), a_need(village="350404001001")]

    grants = await pay_emergency_grant(session, needs, at=DETECTED_AT)

    paid, waiting = GrantState.PAID, GrantState.WAITING
    assert [grant and grant.state for grant in grants] == [paid, waiting, paid, waiting, None]
    assert await balance_fen(session, AccountKind.TOWN_RESERVE) == 50_000
    assert await balance_fen(session, AccountKind.HOUSEHOLD_PAID_OUT) == 600_000
    told = [(event.case_id, getattr(event, "code", "paid")) for event in await emitted(session) if hasattr(event, "case_id")]
    codes = ["paid", "reserve-not-filled", "paid", "reserve-short", "no-grant-rule"]
    assert told == [(need.case_id, code) for need, code in zip(needs, codes, strict=True)]


async def test_a_case_that_was_paid_before_does_not_hold_up_those_it_comes_with(session):
    await a_filled_reserve(session)
    known, new = a_need(), a_need()
    before = await pay_grant(session, known, at=DETECTED_AT)

    again, first = await pay_emergency_grant(session, [known, new], at=DETECTED_AT)

    assert (again, first.state) == (before, GrantState.PAID)
    assert await balance_fen(session, AccountKind.HOUSEHOLD_PAID_OUT) == 600_000
