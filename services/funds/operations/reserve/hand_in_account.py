from datetime import date, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.reserve import AccountHandedIn, AccountState, due_on, must_be_over
from services.funds.schemas.reserve import HandInAccount
from services.funds.store.aid_policy import get_reserve_policy
from services.funds.store.reserve import find_account, lock_asking
from services.funds.store.reserve_month import read_month
from services.funds.tables import ReserveAccount
from shared.clock import china
from shared.security import Principal


async def hand_in_account(
    session: AsyncSession, town: str, first: date, form: HandInAccount, *, by: Principal, at: datetime
) -> ReserveAccount:
    """A town gives account of a month that is over: the sums as the books have them now. Nobody else is told.

    Raises OutsideRegion, NoSuchReserve, NoReserveRule, ReserveMonthNotOver, AccountHandedIn.
    """
    by.must_cover(town)
    on = china(at).date()
    policy, _ = get_reserve_policy(town, on)
    await lock_asking(session, town)
    told = await read_month(session, town, first, on=on)
    earlier = await find_account(session, town, first)

    must_be_over(first, on=on)
    if earlier is not None and earlier.state is not AccountState.SENT_BACK:
        raise AccountHandedIn(month=f"{first:%Y-%m}")

    account = ReserveAccount(
        region=town,
        month=first,
        opening_fen=told.month.opening_fen,
        filled_fen=told.month.filled_fen,
        granted_fen=told.month.granted_fen,
        returned_fen=told.month.returned_fen,
        other_fen=told.month.other_fen,
        closing_fen=told.month.closing_fen,
        grants=told.grants,
        without_papers=told.without_papers,
        state=AccountState.HANDED_IN,
        is_late=on > due_on(policy, first),
        said=form.said,
        handed_in_by=by.subject,
        handed_in_at=at,
    )
    session.add(account)
    await session.flush()
    return account
