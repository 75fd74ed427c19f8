"""Another person pays a list; what is refused or returned can be claimed again; the public reads what was paid."""

import pytest
from sqlmodel import select

from services.funds.operations.ledger.reverse_transfer import reverse_transfer
from services.funds.operations.subsidy_bill.settle_bill import settle_bill
from services.funds.rules import subsidy as rules
from services.funds.rules.account import AccountKey, AccountKind
from services.funds.rules.budget_line import line_key
from services.funds.rules.disclosure import DisclosureKind, PublicEntry
from services.funds.rules.guarantee import LoanMoneyStands
from services.funds.rules.payment import PaymentState
from services.funds.rules.second_person import SamePerson
from services.funds.rules.subsidy import BillState
from services.funds.rules.transfer import About
from services.funds.schemas.ledger import ReverseTransfer
from services.funds.store.ledger import lock_accounts
from services.funds.store.payment import list_payments_about
from services.funds.tables import Disclosure
from tests.builders.funds import COUNTY, COUNTY_OFFICER
from tests.builders.funds_loans import (
    BANK,
    SECOND,
    a_bill,
    a_fund,
    a_household,
    a_subsidy_line,
    an_enterprises,
    at,
    lent,
    repaid,
)


@pytest.fixture
async def line(session):
    await a_fund(session)
    return await a_subsidy_line(session, 20_000_00)


async def settle(session, bill, outcome, *, by=SECOND):
    return await settle_bill(session, bill.id, outcome, why="银行清单有误", by=by, at=at("2020-04-02"))


async def balances(session, line):
    keys = line_key(line.region, line.number, line.bound), AccountKey(AccountKind.BANK_PAID_OUT, COUNTY, BANK)
    return [each.sums.balance_fen for each in await lock_accounts(session, *keys)]


async def told(session, kind=DisclosureKind.LOAN):
    rows = (await session.exec(select(Disclosure).where(Disclosure.kind == kind).order_by(Disclosure.id))).all()
    return [entry for entry in map(PublicEntry.read, (row.canonical for row in rows)) if "担保基金" not in entry.subject]


async def test_the_bank_is_paid_and_the_public_reads_households_counted_and_enterprises_named(session, line):
    await lent(session)
    await an_enterprises(session)
    bill = await settle(session, await a_bill(session, line), BillState.PAID)

    assert await balances(session, line) == [20_000_00 - bill.amount_fen, bill.amount_fen]
    entries = await told(session)
    assert sum(entry.amount_fen for entry in entries) == bill.amount_fen
    assert {entry.subject for entry in entries} == {"某某农业科技有限公司", f"{BANK}贷款的 不足 5 户"}
    assert {entry.region for entry in entries} == {COUNTY}


async def test_what_is_refused_is_free_again_and_can_be_drawn_anew(session, line):
    await lent(session)
    await settle(session, await a_bill(session, line), BillState.REFUSED)

    assert await balances(session, line) == [20_000_00, 0]
    assert await told(session) == []
    assert (await a_bill(session, line)).amount_fen == 428_96


async def test_what_the_bank_gives_back_is_in_the_line_and_the_public_reads_of_it(session, line):
    await lent(session)
    bill = await settle(session, await a_bill(session, line), BillState.PAID)
    await settle(session, bill, BillState.RETURNED)

    assert await balances(session, line) == [20_000_00, 0]
    [first], [back] = await told(session), await told(session, DisclosureKind.CORRECTION)
    assert (back.corrects, back.amount_fen) == (first.id, first.amount_fen)
    assert (await a_bill(session, line)).amount_fen == 428_96


async def test_who_drew_it_does_not_pay_it_and_nobody_settles_it_twice(session, line):
    await lent(session)
    bill = await a_bill(session, line)
    with pytest.raises(SamePerson):
        await settle(session, bill, BillState.PAID, by=COUNTY_OFFICER)
    await settle(session, bill, BillState.PAID)
    for outcome in (BillState.PAID, BillState.REFUSED):
        with pytest.raises(rules.BillStateForbids):
            await settle(session, bill, outcome)


async def test_households_are_asked_payments_for_which_the_bank_list_never_touches(session, line):
    household = await a_household(session, grade=False)
    loan = await lent(session, household, asked_loan_class="starter", asked_use="trade", rate_percent="4.75")
    await repaid(session, loan, "2020-03-21", "0.00", "468.40")
    bill = await settle(session, await a_bill(session, line, paid_to="household"), BillState.PAID)

    [payment] = await list_payments_about(session, About.LOAN, loan.id)
    assert (payment.household_id, payment.person_id, payment.amount_fen) == (*household, 468_40)
    assert (payment.state, payment.round) == (PaymentState.ASKED, 20201)
    assert await balances(session, line) == [20_000_00, 0]
    with pytest.raises(rules.SubsidyPaidToHouseholds):
        await settle(session, bill, BillState.RETURNED)


async def test_a_paid_list_is_not_reversed_behind_its_back(session, line):
    await lent(session)
    bill = await settle(session, await a_bill(session, line), BillState.PAID)
    with pytest.raises(LoanMoneyStands):
        await reverse_transfer(session, bill.transfer_id, ReverseTransfer(reason="登记错误"), at=at("2020-04-03"))
