from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.asset import must_be_there
from services.funds.rules.depreciation import months_later
from services.funds.rules.inspection import must_be_told
from services.funds.schemas.asset_care import InspectAsset
from services.funds.store.asset import lock_asset
from services.funds.store.asset_policy import get_asset_policy
from services.funds.tables import AssetInspection
from shared.security import Principal


async def inspect_asset(session: AsyncSession, asset_id: UUID, form: InspectAsset, *, by: Principal, on: date) -> AssetInspection:
    """Write down what an inspection found: the asset stands so from now on, and the next inspection is due by the policy.

    Nobody else is told. Raises NoSuchAsset, OutsideRegion, AssetGone, FindingIncomplete, InspectedInFuture, NoAssetRule.
    """
    asset = await lock_asset(session, asset_id)
    policy, _ = get_asset_policy(asset.region, on)
    by.must_cover(asset.region)

    must_be_there(asset.state)
    must_be_told(form.found, form.inspected_on, form.mend_by, on=on)

    asset.state = form.found
    asset.inspect_by = max(asset.inspect_by, months_later(form.inspected_on, policy.inspection.months))
    inspection = AssetInspection(**form.model_dump(), asset_id=asset_id, region=asset.region, inspected_by=by.subject)
    session.add(inspection)
    await session.flush()
    return inspection
