from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules import transfer
from services.funds.rules.account import AccountKey, AccountKind
from services.funds.rules.transfer import Phase, Purpose
from services.funds.schemas.ledger import FillPayerAccount
from services.funds.store.ledger import add_transfers, lock_accounts
from services.funds.tables import Transfer
from shared.security import Principal


async def fill_payer_account(session: AsyncSession, form: FillPayerAccount, *, by: Principal, at: datetime) -> Transfer:
    """Enter money that a payer of hospital bills has made ready in a county. Raises OutsideRegion."""
    by.must_cover(form.county, pointer="/county")
    treasury, fund = await lock_accounts(
        session, AccountKey(AccountKind.TREASURY, form.county), AccountKey(AccountKind.PAYER_FUND, form.county, form.payer)
    )

    legs = transfer.move(treasury, fund, form.amount_fen)

    moved = Transfer(
        phase=Phase.MOVED, purpose=Purpose.PAYER_FILL, region=form.county, amount_fen=form.amount_fen, memo=form.memo, made_at=at
    )
    await add_transfers(session, (moved, legs))
    return moved
