from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.bank import BankAccountKnown, must_be_free
from services.funds.schemas.bank import OpenBankAccount
from services.funds.store.bank import find_bank_account, list_custody_around
from services.funds.tables import BankAccount
from shared.security import Principal


async def open_bank_account(session: AsyncSession, form: OpenBankAccount, *, by: Principal, at: datetime) -> BankAccount:
    """Say that the money of these kinds of accounts lies in this account at a bank. Raises OutsideRegion, BankAccountKnown,
    CustodyTaken."""
    by.must_cover(form.region, pointer="/region")
    known = await find_bank_account(session, form.number)
    around = await list_custody_around(session, form.region)

    if known is not None:
        raise BankAccountKnown(pointer="/number")
    must_be_free(form.kinds, [(other.title, other.kinds) for other in around])

    account = BankAccount(
        region=form.region,
        number=form.number,
        bank=form.bank,
        title=form.title,
        kinds=[kind.value for kind in form.kinds],
        opened_on=form.opened_on,
        opening_fen=form.opening_fen,
        stated_fen=form.opening_fen,
        stated_on=form.opened_on - timedelta(days=1),
        made_by=by.subject,
        made_at=at,
    )
    session.add(account)
    await session.flush()
    return account
