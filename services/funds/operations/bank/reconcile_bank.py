from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.bank import DifferenceKind, DifferenceState
from services.funds.rules.matching import Difference, Reconciled, reconcile
from services.funds.store.bank import (
    list_about,
    list_matched_likenesses,
    list_unmatched_entries,
    list_unmatched_lines,
    lock_bank_account,
)
from services.funds.store.books_policy import get_books_policy
from services.funds.tables import BankAccount, BankDifference, BankMatch

THE_PLATFORM = "平台自动对账"


async def reconcile_bank(session: AsyncSession, bank_account_id: UUID, *, at: datetime) -> Reconciled:
    """Hold what the bank has told against the books: match what is the same money, and keep each difference with its kind.

    An open difference that is none any more is cleared and says so; one that a person settled stays as it was settled.
    Raises NoSuchBankAccount.
    """
    account = await lock_bank_account(session, bank_account_id)
    until = account.stated_on
    days = get_books_policy(account.region, until).apart.days
    lines = await list_unmatched_lines(session, account, until=until)
    entries = await list_unmatched_entries(session, account, until=until)
    likenesses = await list_matched_likenesses(session, account, {line.signature for line in lines})
    known = await list_about(session, account)

    found = reconcile(lines, entries, days=days, until=until, known=likenesses)

    session.add_all(
        BankMatch(
            bank_account_id=account.id,
            line_id=match.line_id,
            transfer_id=transfer_id,
            region=account.region,
            how=match.how,
            matched_by=THE_PLATFORM,
            matched_at=at,
        )
        for match in found.matches
        for transfer_id in match.transfer_ids
    )
    still = {difference.about for difference in found.differences}
    for about, row in known.items():
        # Found when the line was matched, and so not found again: a day stays different until somebody says why.
        if row.state is DifferenceState.OPEN and about not in still and row.kind is not DifferenceKind.DAY_DIFFERS:
            row.state, row.reason, row.settled_by, row.settled_at = DifferenceState.CLEARED, "再次对账时已相符", THE_PLATFORM, at
            session.add(row)
    for difference in found.differences:
        _keep(session, account, difference, known.get(difference.about), at=at)
    await session.flush()
    return found


def _keep(session: AsyncSession, account: BankAccount, found: Difference, known: BankDifference | None, *, at: datetime) -> None:
    if known is None:
        session.add(
            BankDifference(
                bank_account_id=account.id,
                region=account.region,
                kind=found.kind,
                line_id=found.line_id,
                transfer_id=found.transfer_id,
                amount_fen=found.amount_fen,
                happened_on=found.happened_on,
                why=found.why,
                state=DifferenceState.OPEN,
                found_at=at,
            )
        )
    elif known.state is DifferenceState.CLEARED:
        known.state, known.reason, known.settled_by, known.settled_at = DifferenceState.OPEN, "", "", None
        session.add(known)
