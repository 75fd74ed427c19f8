from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.bank import DifferenceState, How, LineMatchedAlready
from services.funds.rules.matching import Line, must_add
from services.funds.schemas.bank import MatchLine
from services.funds.store.bank import (
    get_bank_line,
    is_matched,
    list_entries,
    list_matches,
    list_open_differences,
    lock_bank_account,
)
from services.funds.tables import BankMatch
from shared.security import Principal


async def match_line(session: AsyncSession, line_id: UUID, form: MatchLine, *, by: Principal, at: datetime) -> list[BankMatch]:
    """Say that a line of the bank is these transfers; what was open of them is cleared.

    Raises NoSuchBankLine, LineMatchedAlready, MatchDoesNotAdd.
    """
    line = await get_bank_line(session, line_id)
    account = await lock_bank_account(session, line.bank_account_id)
    ids = list(dict.fromkeys(form.transfer_ids))
    entries = await list_entries(session, account, ids, until=account.stated_on)
    is_taken = await is_matched(session, line_id) or bool(await list_matches(session, account, ids))

    if is_taken:
        raise LineMatchedAlready
    must_add(Line(line.id, line.booked_on, line.amount_fen, line.likeness), entries, len(ids))

    matches = [
        BankMatch(
            bank_account_id=account.id,
            line_id=line.id,
            transfer_id=id,
            region=account.region,
            how=How.BY_HAND,
            reason=form.reason,
            matched_by=by.subject,
            matched_at=at,
        )
        for id in ids
    ]
    session.add_all(matches)
    for difference in await list_open_differences(session, account):
        if difference.line_id == line.id or difference.transfer_id in ids:
            difference.state, difference.reason = DifferenceState.CLEARED, form.reason
            difference.settled_by, difference.settled_at = by.subject, at
            session.add(difference)
    await session.flush()
    return matches
