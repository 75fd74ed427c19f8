from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules import transfer
from services.funds.rules.account import AccountKey, AccountKind
from services.funds.rules.transfer import Phase, Purpose
from services.funds.schemas.ledger import ReceiveAllocation
from services.funds.store.ledger import add_transfers, lock_accounts
from services.funds.tables import Transfer
from shared.security import Principal


async def receive_allocation(session: AsyncSession, form: ReceiveAllocation, *, by: Principal, at: datetime) -> Transfer:
    """Enter money that the treasury has sent into the county pool. Raises OutsideRegion."""
    by.must_cover(form.county, pointer="/county")
    treasury, pool = await lock_accounts(
        session, AccountKey(AccountKind.TREASURY, form.county), AccountKey(AccountKind.COUNTY_POOL, form.county)
    )

    legs = transfer.move(treasury, pool, form.amount_fen)

    moved = Transfer(
        phase=Phase.MOVED, purpose=Purpose.ALLOCATION, region=form.county, amount_fen=form.amount_fen, memo=form.memo, made_at=at
    )
    await add_transfers(session, (moved, legs))
    return moved
