from collections import defaultdict
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules import subsidy as rules
from services.funds.rules import transfer
from services.funds.rules.account import SOURCE_NAMES
from services.funds.rules.disclosure import DisclosureKind, PublicEntry, public_entry
from services.funds.rules.effect import Effect
from services.funds.rules.loan_policy import Borrower
from services.funds.rules.payment import Ask
from services.funds.rules.public_text import counted
from services.funds.rules.second_person import must_be_another
from services.funds.rules.subsidy import BillState, Quarter, SubsidyTo
from services.funds.rules.transfer import About, Phase, Purpose
from services.funds.store.budget_line import get_line
from services.funds.store.disclosure import list_entries_of
from services.funds.store.ledger import add_transfers, get_account, get_transfer, list_legs, lock_accounts_of
from services.funds.store.payment import ask_payments
from services.funds.store.subsidy import give_up_lines, list_all_lines, lock_bill
from services.funds.tables import BudgetLine, Disclosure, Loan, SubsidyBill, SubsidyLine, Transfer
from shared import outbox
from shared.clock import china
from shared.events.funds import DisclosurePublished
from shared.ids import uuid7
from shared.regions import name_of
from shared.security import Principal

Outcome = Literal[BillState.PAID, BillState.REFUSED, BillState.RETURNED]
_PHASES = {BillState.PAID: Phase.POSTED, BillState.REFUSED: Phase.VOIDED, BillState.RETURNED: Phase.REVERSED}
Lines = list[tuple[SubsidyLine, Loan]]


async def settle_bill(
    session: AsyncSession, bill_id: UUID, outcome: Outcome, *, why: str = "", by: Principal, at: datetime
) -> SubsidyBill:
    """Pay a quarter's list, refuse it, or take back what the bank was paid; who drew it never decides. Days of a list that is not
    paid can be claimed again. The public reads of what was paid: households counted, enterprises by name.

    Raises NoSuchBill, OutsideRegion, BillStateForbids, SamePerson, SubsidyPaidToHouseholds, Overdrawn.
    """
    bill = await lock_bill(session, bill_id)
    by.must_cover(bill.region)
    lines = await list_all_lines(session, bill_id)
    line = await get_line(session, bill.line)
    on = china(at).date()

    state = rules.become(bill.state, outcome)
    must_be_another(bill.drawn_by, by.subject)
    rules.must_be_returnable(bill.paid_to, outcome)

    bill.state, bill.decided_by, bill.decided_at, bill.why = state, by.subject, at, why
    session.add(bill)
    if bill.paid_to is SubsidyTo.BANK:
        await _move(session, bill, outcome, at)
    elif outcome is BillState.PAID:
        await _ask(session, bill, lines, by=by.subject, at=at)
    if outcome is not BillState.PAID:
        await give_up_lines(session, bill_id)

    if bill.paid_to is SubsidyTo.BANK and outcome is not BillState.REFUSED:
        entries = await _taken_back(session, bill, on) if outcome is BillState.RETURNED else _told(bill, line, lines, on)
        bill.disclosed = [entry.id for entry in entries] if outcome is BillState.PAID else bill.disclosed
        for entry in entries:
            session.add(disclosure := Disclosure.of(entry))
            await session.flush()
            await outbox.record(
                session,
                DisclosurePublished(entry_id=disclosure.id, region=disclosure.region, kind=disclosure.kind, published_on=on),
            )
    await session.flush()
    return bill


async def _move(session: AsyncSession, bill: SubsidyBill, outcome: Outcome, at: datetime) -> None:
    before = await get_transfer(session, bill.transfer_id or bill.reserved_id or bill.id)
    before_legs = await list_legs(session, before.id)
    holdings = await lock_accounts_of(session, before_legs)
    match outcome:
        case BillState.PAID:
            legs = transfer.post(before_legs)
        case BillState.REFUSED:
            legs = transfer.void(before_legs)
        case BillState.RETURNED:
            legs = transfer.reverse(before_legs, holdings)
    moved = Transfer(
        phase=_PHASES[outcome],
        purpose=before.purpose,
        region=before.region,
        amount_fen=before.amount_fen,
        follows_id=before.id,
        about=before.about,
        about_id=before.about_id,
        memo=before.memo,
        made_at=at,
    )
    await add_transfers(session, (moved, legs))
    if outcome is BillState.PAID:
        bill.transfer_id = moved.id
    elif outcome is BillState.RETURNED:
        bill.returned_id = moved.id


async def _ask(session: AsyncSession, bill: SubsidyBill, lines: Lines, *, by: str, at: datetime) -> None:
    account = await get_account(session, bill.account_id)
    quarter = _quarter(bill)
    owed: defaultdict[UUID, int] = defaultdict(int)
    for line, loan in lines:
        owed[loan.id] += line.amount_fen
    asks = [
        Ask(
            about=About.LOAN,
            about_id=loan.id,
            household_id=loan.household_id,
            person_id=loan.person_id,
            region=loan.region,
            amount_fen=owed[loan.id],
            clause=f"贴息清单 {bill.number}",
            memo=f"{quarter.said}贷款贴息",
            round=quarter.round,
            period=f"{bill.year}-Q{bill.quarter}",
        )
        for loan in {loan.id: loan for _, loan in lines}.values()
        if loan.household_id is not None
    ]
    await ask_payments(session, asks, out_of=account.key, purpose=Purpose.INTEREST_SUBSIDY, by=by, at=at)


async def _taken_back(session: AsyncSession, bill: SubsidyBill, on: date) -> list[PublicEntry]:
    published = await list_entries_of(session, [UUID(each) for each in bill.disclosed])
    return [
        PublicEntry.read(each.canonical).taken_back(id=uuid7(), kind=DisclosureKind.CORRECTION, published_on=on)
        for each in published
    ]


def _told(bill: SubsidyBill, line: BudgetLine, lines: Lines, on: date) -> list[PublicEntry]:
    """Households counted by their bank, enterprises each by name."""
    by_name: defaultdict[str, int] = defaultdict(int)
    others: set[UUID] = set()
    for each, loan in lines:
        if loan.borrower is Borrower.ENTERPRISE:
            by_name[loan.enterprise] += each.amount_fen
        else:
            others.add(loan.household_id or loan.id)
            by_name[""] += each.amount_fen
    counted_ones = f"{bill.bank}贷款的 {counted(len(others)).text}"
    return [_entry(bill, line, name or counted_ones, amount, on) for name, amount in sorted(by_name.items())]


def _entry(bill: SubsidyBill, line: BudgetLine, subject: str, amount_fen: int, on: date) -> PublicEntry:
    return public_entry(
        id=uuid7(),
        kind=DisclosureKind.LOAN,
        region=bill.region,
        region_name=name_of(bill.region),
        subject=subject,
        amount_fen=amount_fen,
        reason=f"{_quarter(bill).said}贷款贴息，拨付{bill.bank}",
        clause=f"贴息清单 {bill.number}",
        published_on=on,
        source=SOURCE_NAMES[line.source],
        programme=line.programme_title,
        year=line.year,
        effect=Effect.SPENT,
        line=line.number,
    )


def _quarter(bill: SubsidyBill) -> Quarter:
    return Quarter(bill.year, bill.quarter, bill.to_on.day)
