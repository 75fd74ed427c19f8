"""What was approved is set down line by line, by a second person, within the pool, the earmark and the fee's ceiling."""

import asyncio

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from services.funds.operations.budget.approve_allocation import approve_allocation
from services.funds.rules.account import AccountKey, AccountKind, Overdrawn, Source
from services.funds.rules.allocation import AllocationStateForbids
from services.funds.rules.budget import FeeAboveCeiling, pool_key
from services.funds.rules.disclosure import DisclosureKind, PublicEntry
from services.funds.rules.second_person import SamePerson
from services.funds.rules.transfer import Purpose
from services.funds.store.ledger import lock_accounts
from services.funds.store.payment import ask_payments
from services.funds.tables import Disclosure
from shared import database
from tests.builders.funds import COUNTY, COUNTY_OFFICER, OTHER_TOWN, TOWN
from tests.builders.funds_budget import APPROVER, IN_MARCH, a_draft, a_line, a_share, an_ask, drafted, key_of, money_of, set_down


async def available_fen(session, key: AccountKey) -> int:
    [holding] = await lock_accounts(session, key)
    return holding.sums.available_fen


async def test_each_share_becomes_a_line_with_a_number_and_the_public_reads_it(session, emitted):
    await money_of(session, 900_000_00)
    form = a_draft(a_share(500_000_00), a_share(400_000_00, region=OTHER_TOWN, title="另一街道"), amount_fen=900_000_00)

    first, second = await set_down(session, form)

    assert (first.number, second.number) == ("B-371311-2020-0001", "B-371311-2020-0002")
    assert await available_fen(session, key_of(first)) == 500_000_00
    assert await available_fen(session, pool_key(COUNTY, Source.CENTRAL, "", 2020)) == 0
    rows = await session.exec(select(Disclosure).where(Disclosure.kind == DisclosureKind.BUDGET).order_by(Disclosure.region))
    entry, _ = (PublicEntry.read(row.canonical) for row in rows)
    assert (entry.subject, entry.amount_yuan, entry.source, entry.programme) == (
        "罗庄街道产业扶贫",
        "500000.00",
        "中央财政",
        "产业扶贫",
    )
    kinds = [event.kind for event in await emitted(session) if hasattr(event, "kind")]
    assert kinds == ["money-received", "budget", "budget"]


async def test_nobody_approves_their_own_draft_and_nothing_is_approved_twice(session):
    await money_of(session, 100_00)
    allocation = await drafted(session, a_draft(a_share(100_00), amount_fen=100_00))

    with pytest.raises(SamePerson):
        await approve_allocation(session, allocation.id, by=COUNTY_OFFICER, at=IN_MARCH)
    await approve_allocation(session, allocation.id, by=APPROVER, at=IN_MARCH)
    with pytest.raises(AllocationStateForbids):
        await approve_allocation(session, allocation.id, by=APPROVER, at=IN_MARCH)


async def test_a_pool_is_set_down_to_the_fen_and_no_further(session):
    await money_of(session, 100_00)
    allocation = await drafted(session, a_draft(a_share(60_00), a_share(40_01), amount_fen=100_01))

    with pytest.raises(Overdrawn):
        await approve_allocation(session, allocation.id, by=APPROVER, at=IN_MARCH)


async def test_money_of_another_source_year_or_earmark_does_not_count(session):
    await money_of(session, 100_00, source=Source.PROVINCE)
    await money_of(session, 100_00, year=2019)
    await money_of(session, 100_00, programme="housing")
    allocation = await drafted(session, a_draft(a_share(1_00), amount_fen=1_00))

    with pytest.raises(Overdrawn):
        await approve_allocation(session, allocation.id, by=APPROVER, at=IN_MARCH)


async def test_two_fees_racing_for_the_last_of_the_ceiling_get_exactly_one_through(sessions, session):
    await money_of(session, 1_000_000_00)
    fee = a_share(6_000_00, use="management-fee", title="项目管理费")
    first = await drafted(session, a_draft(fee, amount_fen=6_000_00))
    second = await drafted(session, a_draft(fee, amount_fen=6_000_00))
    await session.commit()

    async def approve(allocation_id) -> None:
        async with database.transaction(sessions, database.the_platform("test", "test")) as own:
            await approve_allocation(own, allocation_id, by=APPROVER, at=IN_MARCH)

    outcomes = await asyncio.gather(approve(first.id), approve(second.id), return_exceptions=True)

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["FeeAboveCeiling", "NoneType"]


async def test_a_fee_of_one_per_cent_fits_and_one_fen_more_does_not(session):
    await money_of(session, 1_000_000_00)
    exact = await drafted(session, a_draft(a_share(10_000_00, use="management-fee"), amount_fen=10_000_00))

    await approve_allocation(session, exact.id, by=APPROVER, at=IN_MARCH)

    with pytest.raises(FeeAboveCeiling):
        await drafted(session, a_draft(a_share(1, use="management-fee"), amount_fen=1))


async def test_the_database_keeps_the_fee_within_its_ceiling_whoever_writes(session):
    await money_of(session, 1_000_000_00)

    with pytest.raises(DBAPIError, match="management_fee_within_its_ceiling"):
        await session.execute(text("UPDATE budget_year SET fee_fen = 1000001"))


async def test_fifty_households_at_once_are_paid_what_the_line_has_and_not_one_more(sessions, session):
    line = await a_line(session, 30_000_00)
    await session.commit()

    async def ask() -> None:
        async with database.transaction(sessions, database.the_platform("test", "test")) as own:
            await ask_payments(
                own, [an_ask(1_000_00)], out_of=key_of(line), purpose=Purpose.HOUSEHOLD_PAYMENT, by="测试", at=IN_MARCH
            )

    outcomes = await asyncio.gather(*(ask() for _ in range(50)), return_exceptions=True)

    assert [type(outcome) for outcome in outcomes if outcome is not None] == [Overdrawn] * 20
    async with database.transaction(sessions, database.the_platform("test", "test")) as own:
        assert await available_fen(own, key_of(line)) == 0
        [paid_out] = await lock_accounts(own, AccountKey(AccountKind.HOUSEHOLD_PAID_OUT, TOWN))
    assert paid_out.sums.debits_pending_fen == 30_000_00
