from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.asset import must_be_there, must_follow
from services.funds.schemas.asset import HandOverAsset
from services.funds.store.asset import list_hand_overs, lock_asset
from services.funds.tables import AssetHandOver
from shared.security import Principal


async def hand_over_asset(
    session: AsyncSession, asset_id: UUID, form: HandOverAsset, *, by: Principal, on: date
) -> AssetHandOver:
    """Write down that an asset went into other hands, by hand; nobody else is told.

    Raises NoSuchAsset, OutsideRegion, AssetGone, and TitleOrder for a day before the last hand-over or in the future.
    """
    asset = await lock_asset(session, asset_id)
    earlier = await list_hand_overs(session, asset_id)
    by.must_cover(asset.region)

    must_be_there(asset.state)
    must_follow([asset.acquired_on, *(each.handed_on for each in earlier)], form.handed_on, on=on)

    handed = AssetHandOver(**form.model_dump(), asset_id=asset_id, region=asset.region, written_by=by.subject)
    session.add(handed)
    await session.flush()
    return handed
