from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.asset import must_be_there
from services.funds.rules.disposal import DisposalOpen, DisposalState, must_be_priced
from services.funds.schemas.asset_care import AskDisposal
from services.funds.store.asset import lock_asset
from services.funds.store.asset_care import find_open_disposal
from services.funds.store.asset_policy import get_asset_policy
from services.funds.tables import AssetDisposal
from shared.security import Principal


async def ask_disposal(session: AsyncSession, asset_id: UUID, form: AskDisposal, *, by: Principal, on: date) -> AssetDisposal:
    """Ask that an asset may go; nothing happens to it before everyone agreed and its notice stood. Nobody else is told.

    Raises NoSuchAsset, OutsideRegion, AssetGone, DisposalOpen, PriceMissing, SoldBelowValuation, NoAssetRule.
    """
    asset = await lock_asset(session, asset_id)
    earlier = await find_open_disposal(session, asset_id)
    policy, _ = get_asset_policy(asset.region, on)
    by.must_cover(asset.region)

    must_be_there(asset.state)
    if earlier is not None:
        raise DisposalOpen
    must_be_priced(form.way, price_fen=form.price_fen, valuation_fen=form.valuation_fen, taker=form.taker)

    disposal = AssetDisposal(
        **form.model_dump(),
        asset_id=asset_id,
        region=asset.region,
        state=DisposalState.ASKED,
        policy=policy.policy,
        asked_by=by.subject,
        asked_on=on,
    )
    session.add(disposal)
    await session.flush()
    return disposal
