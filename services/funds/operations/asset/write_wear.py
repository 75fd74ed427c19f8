from datetime import date, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.depreciation import Wearing, month_end, months_to_write
from services.funds.store.asset_care import lock_assets_to_wear
from services.funds.tables import AssetWear

AT_ONCE = 200


async def write_wear(session: AsyncSession, *, on: date) -> bool:
    """Write every month of depreciation that is over and not written, of some assets; whether there may be more.

    An asset of which a month was missed is caught up with. Nobody else is told.
    """
    ended_on = on if on == month_end(on) else on.replace(day=1) - timedelta(days=1)
    assets = await lock_assets_to_wear(session, month_ended_on=ended_on, limit=AT_ONCE)
    for asset in assets:
        wearing = Wearing(asset.value_fen, asset.residual_fen, asset.life_months, asset.acquired_on, asset.disposed_on)
        months = months_to_write(wearing, written_to=asset.depreciated_to, on=ended_on)
        session.add_all(
            AssetWear(
                asset_id=asset.id, region=asset.region, ends_on=each.ends_on, amount_fen=each.amount_fen, book_fen=each.book_fen
            )
            for each in months
        )
        asset.depreciated_fen += sum(each.amount_fen for each in months)
        asset.depreciated_to = ended_on
    await session.flush()
    return len(assets) == AT_ONCE
