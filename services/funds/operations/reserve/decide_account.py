from datetime import date, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.reserve import AccountChanged, AccountNotHandedIn, AccountState
from services.funds.rules.second_person import must_be_another
from services.funds.schemas.reserve import DecideAccount
from services.funds.store.reserve import find_account
from services.funds.store.reserve_month import read_month
from services.funds.tables import ReserveAccount
from shared.clock import china
from shared.security import Principal


async def decide_account(
    session: AsyncSession, town: str, first: date, form: DecideAccount, *, by: Principal, at: datetime
) -> ReserveAccount:
    """The county accepts a town's account of a month, if the books still say the same, or sends it back. Nobody else is told.

    Raises OutsideRegion, NoSuchReserve, AccountNotHandedIn, SamePerson, AccountChanged.
    """
    by.must_cover(town)
    account = await find_account(session, town, first, locked=True)
    told = await read_month(session, town, first, on=china(at).date())

    if account is None or account.state is not AccountState.HANDED_IN:
        raise AccountNotHandedIn(month=f"{first:%Y-%m}")
    must_be_another(account.handed_in_by, by.subject)
    now = told.month
    if form.is_accepted and (now.opening_fen, now.closing_fen) != (account.opening_fen, account.closing_fen):
        raise AccountChanged(closing_fen=now.closing_fen, handed_in_fen=account.closing_fen)

    account.state = AccountState.ACCEPTED if form.is_accepted else AccountState.SENT_BACK
    account.decided_by, account.decided_at, account.decision = by.subject, at, form.said
    session.add(account)
    await session.flush()
    return account
