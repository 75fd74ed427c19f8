from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules import subsidy as rules
from services.funds.rules import transfer
from services.funds.rules.account import AccountKey, AccountKind
from services.funds.rules.budget_line import line_key
from services.funds.rules.guarantee import line_for_loans
from services.funds.rules.interest import Claim, claims
from services.funds.rules.number import Series
from services.funds.rules.subsidy import BillState, Quarter, SubsidyTo
from services.funds.rules.transfer import About, Phase, Purpose
from services.funds.schemas.subsidy import DrawBill
from services.funds.store.budget_line import get_line
from services.funds.store.ledger import add_transfers, lock_accounts
from services.funds.store.lending_policy import get_lending_policy, get_lending_policy_named
from services.funds.store.loan import facts_from
from services.funds.store.number import take_numbers
from services.funds.store.subsidy import list_claimed, list_parts, lock_loans_to_subsidise
from services.funds.tables import Loan, SubsidyBill, SubsidyLine, Transfer
from shared.clock import china
from shared.security import Principal


@dataclass(frozen=True, slots=True)
class _Claimed:
    loan: Loan
    claim: Claim


async def draw_bill(session: AsyncSession, form: DrawBill, *, by: Principal, at: datetime) -> SubsidyBill:
    """Draw up what a quarter's subsidies to a bank come to, day by day from its loans' accounts, each day once. For a bank the
    money is set aside in the line until another person has looked; households' payments set theirs aside when they are asked for.

    Raises OutsideRegion, NoLendingRule, NoSuchLine, LineNotForLoans, QuarterNotOver, NothingToSubsidise, Overdrawn, RateUnknown.
    """
    by.must_cover(form.county, pointer="/county")
    on = china(at).date()
    policy, _ = get_lending_policy(form.county, on)
    quarter = Quarter(form.year, form.quarter, policy.quarter.strike_day)
    rules.must_be_over(quarter, on)
    line = await get_line(session, form.line, pointer="/line")
    line_for_loans(line.use, is_of_county=line.county == form.county)
    loans = await lock_loans_to_subsidise(session, form.county, form.bank, until_on=quarter.to_on)
    claimed = await _claimed(session, [loan for loan in loans if _paid_to(loan) is form.paid_to], quarter, form.paid_to)
    if not claimed:
        raise rules.NothingToSubsidise
    amount_fen = sum(each.claim.amount_fen for each in claimed)
    [number] = await take_numbers(session, Series.SUBSIDY_BILL, form.county, on.year)
    source, bank = await lock_accounts(
        session, line_key(line.region, line.number, line.bound), AccountKey(AccountKind.BANK_PAID_OUT, form.county, form.bank)
    )

    bill = SubsidyBill(
        number=number,
        region=form.county,
        bank=form.bank,
        year=form.year,
        quarter=form.quarter,
        to_on=quarter.to_on,
        paid_to=form.paid_to,
        line=form.line,
        account_id=source.account_id,
        state=BillState.DRAWN,
        loans=len({each.loan.id for each in claimed}),
        amount_fen=amount_fen,
        drawn_by=by.subject,
        drawn_on=on,
    )
    if form.paid_to is SubsidyTo.BANK:
        reserved = Transfer(
            phase=Phase.RESERVED,
            purpose=Purpose.INTEREST_SUBSIDY,
            region=form.county,
            amount_fen=amount_fen,
            about=About.LOAN,
            about_id=bill.id,
            memo=f"{quarter.said}贴息 {number}",
            made_at=at,
        )
        await add_transfers(session, (reserved, transfer.reserve(source, bank, amount_fen)))
        bill.reserved_id = reserved.id
    session.add(bill)
    await session.flush()
    session.add_all(
        SubsidyLine(
            bill_id=bill.id,
            loan_id=each.loan.id,
            region=each.loan.region,
            from_on=each.claim.from_on,
            to_on=each.claim.to_on,
            days=each.claim.days,
            amount_fen=each.claim.amount_fen,
            is_standing=True,
        )
        for each in claimed
    )
    await session.flush()
    return bill


def _paid_to(loan: Loan) -> SubsidyTo | None:
    loan_class = get_lending_policy_named(loan.policy).find_class(loan.loan_class)
    return loan_class.subsidy.to if loan_class else None


async def _claimed(session: AsyncSession, loans: Sequence[Loan], quarter: Quarter, paid_to: SubsidyTo) -> list[_Claimed]:
    ids = [loan.id for loan in loans]
    entries, plans, extensions = await list_parts(session, ids)
    lines = await list_claimed(session, ids)
    until_on = quarter.to_on + timedelta(days=1)
    found = []
    for loan in loans:
        facts = facts_from(loan, entries[loan.id], plans[loan.id], extensions[loan.id], until_on=until_on)
        earlier = lines[loan.id]
        runs = rules.unclaimed(loan.drawn_on or quarter.from_on, quarter.to_on, [(line.from_on, line.to_on) for line in earlier])
        asked = claims(facts, runs)
        if paid_to is SubsidyTo.HOUSEHOLD:
            # Pay first, be paid back: a household that has not paid its interest yet is in the list of a later quarter.
            paid_fen = sum(each.interest_fen for each in entries[loan.id])
            if sum(line.amount_fen for line in earlier) + sum(claim.amount_fen for claim in asked) > paid_fen:
                continue
        found += [_Claimed(loan, claim) for claim in asked]
    return found
