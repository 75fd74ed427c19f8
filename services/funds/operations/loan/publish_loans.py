from datetime import date, timedelta
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.disclosure import DisclosureKind, public_entry
from services.funds.rules.interest import Repricing
from services.funds.rules.loan_entry import Lent, quarter_of, told_by_town, told_of_enterprise
from services.funds.rules.loan_policy import Borrower
from services.funds.store.lending_policy import get_lending_policy_named
from services.funds.store.loan_telling import find_quarter_to_tell, lock_loans_of_quarter, sum_drawn
from services.funds.tables import Disclosure, Loan
from shared import outbox
from shared.events.funds import DisclosurePublished
from shared.ids import uuid7
from shared.regions import name_of, town_of

LISTS_COME = timedelta(days=10)
"""After the end of a quarter the banks' lists of its last month come in: what is told together hides more."""


async def publish_loans(session: AsyncSession, *, on: date) -> int:
    """Tell the public of the loans of one county and quarter that is over: by town, counted, and enterprises by name. How many
    loans."""
    first = await find_quarter_to_tell(session, until_on=on - LISTS_COME)
    if first is None:
        return 0
    county, (from_on, to_on) = first
    loans = await lock_loans_of_quarter(session, county, from_on=from_on, to_on=to_on)
    drawn = await sum_drawn(session, [loan.id for loan in loans])
    quarter = quarter_of(to_on)

    told: list[tuple[Disclosure, list[UUID]]] = []
    for borrower in (Borrower.HOUSEHOLD, Borrower.STUDENT):
        mine = [loan for loan in loans if loan.borrower is borrower]
        for line in told_by_town([_lent(loan, drawn[loan.id]) for loan in mine], county, of=borrower, quarter=quarter):
            entry = public_entry(
                id=uuid7(),
                kind=DisclosureKind.LOAN,
                region=line.region,
                region_name=name_of(line.region),
                subject=line.subject,
                amount_fen=line.amount_fen,
                reason=line.reason,
                clause=_clause(mine[0]),
                published_on=on,
                year=to_on.year,
            )
            told.append((Disclosure.of(entry), [each.loan_id for each in line.lent]))
    for loan in loans:
        if loan.borrower is Borrower.ENTERPRISE:
            entry = public_entry(
                id=uuid7(),
                kind=DisclosureKind.LOAN,
                region=county,
                region_name=name_of(county),
                subject=loan.enterprise,
                amount_fen=drawn[loan.id],
                reason=told_of_enterprise(_lent(loan, drawn[loan.id]), quarter=quarter),
                clause=_clause(loan),
                published_on=on,
                year=to_on.year,
            )
            told.append((Disclosure.of(entry), [loan.id]))

    by_id = {loan.id: loan for loan in loans}
    session.add_all(disclosure for disclosure, _ in told)
    await session.flush()
    for disclosure, loan_ids in told:
        for loan_id in loan_ids:
            by_id[loan_id].disclosed_id = disclosure.id
            session.add(by_id[loan_id])
        await outbox.record(
            session, DisclosurePublished(entry_id=disclosure.id, region=disclosure.region, kind=disclosure.kind, published_on=on)
        )
    await session.flush()
    return len(loans)


def _lent(loan: Loan, amount_fen: int) -> Lent:
    holder = loan.household_id or loan.id
    rate = loan.rate if loan.repricing is Repricing.FIXED else None
    return Lent(loan.id, holder, town_of(loan.region), loan.use_title, amount_fen, loan.term_months, rate)


def _clause(loan: Loan) -> str:
    policy = get_lending_policy_named(loan.policy)
    loan_class = policy.find_class(loan.loan_class)
    return policy.source(loan_class).document if loan_class else policy.title
