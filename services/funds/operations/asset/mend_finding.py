from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.asset import AssetState, must_be_there
from services.funds.rules.inspection import must_be_after, must_be_open
from services.funds.schemas.asset_care import MendFinding
from services.funds.store.asset import lock_asset
from services.funds.store.asset_care import list_inspections, lock_inspection
from services.funds.tables import AssetInspection
from shared.security import Principal


async def mend_finding(
    session: AsyncSession, asset_id: UUID, inspection_id: UUID, form: MendFinding, *, by: Principal, on: date
) -> AssetInspection:
    """What an inspection found is mended; the asset is in use again once nothing is left to mend. Nobody else is told.

    Raises NoSuchAsset, NoSuchInspection, OutsideRegion, AssetGone, NothingToMend, InspectedInFuture.
    """
    asset = await lock_asset(session, asset_id)
    inspection = await lock_inspection(session, inspection_id)
    all_of_asset = await list_inspections(session, asset_id)
    by.must_cover(asset.region)

    must_be_there(asset.state)
    must_be_open(mend_by=inspection.mend_by if inspection.asset_id == asset_id else None, mended_on=inspection.mended_on)
    must_be_after(inspection.inspected_on, form.mended_on, on=on)

    inspection.mended_on, inspection.mended_how = form.mended_on, form.how
    inspection.mend_cost_fen, inspection.mended_by = form.cost_fen, by.subject
    if all(each.mend_by is None or each.mended_on is not None for each in all_of_asset):
        asset.state = AssetState.IN_USE
    await session.flush()
    return inspection
