from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.journal import must_be_openable
from services.funds.schemas.journal import AccountNamed
from services.funds.store.ledger import get_account, lock_accounts
from services.funds.tables import Account
from shared.security import Principal


async def open_account(session: AsyncSession, form: AccountNamed, *, by: Principal) -> Account:
    """Open an account by its key, empty; one that is there is given back as it is.

    Raises OutsideRegion, KindNotByHand, PlaceNotOfKind.
    """
    by.must_cover(form.region, pointer="/region")

    must_be_openable(form.key)

    [opened] = await lock_accounts(session, form.key)
    return await get_account(session, opened.account_id)
