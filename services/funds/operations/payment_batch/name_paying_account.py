from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.payee import card_of, tail_of
from services.funds.schemas.payment_batch import NamePayingAccount
from services.funds.store.payment_batch import find_paying_account, lock_numbers
from services.funds.tables import PayingAccount
from shared.security import Principal
from shared.vault import seal


async def name_paying_account(session: AsyncSession, form: NamePayingAccount, *, by: Principal, at: datetime) -> PayingAccount:
    """Say out of which bank account a county's batches are paid from now on. Raises OutsideRegion, InvalidCard."""
    by.must_cover(form.county, pointer="/county")
    number = card_of(form.account_number)
    await lock_numbers(session, form.county)
    last = await find_paying_account(session, form.county)

    if last is not None:
        last.until_at = at
        session.add(last)
        await session.flush()
    account = PayingAccount(
        region=form.county,
        title=form.title,
        number_sealed=seal(number),
        number_tail=tail_of(number),
        bank=form.bank,
        bank_code=form.bank_code,
        recorded_by=by.subject,
        recorded_at=at,
    )
    session.add(account)
    await session.flush()
    return account
