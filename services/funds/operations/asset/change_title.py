from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.asset import TitleKind, must_be_different, must_be_in_county, must_be_there, must_follow
from services.funds.schemas.asset import ChangeTitle
from services.funds.store.asset import list_holders, lock_asset
from services.funds.tables import AssetTitle
from shared.regions import county_of
from shared.security import Principal


async def change_title(
    session: AsyncSession, asset_id: UUID, form: ChangeTitle, *, by: Principal, on: date
) -> Sequence[AssetTitle]:
    """One of the four titles is another's from a day on: the old holders end and stay readable. Nobody else is told.

    Raises NoSuchAsset, OutsideRegion, AssetGone, SharesNotHeld, BeneficiaryElsewhere, TitleOrder.
    """
    asset = await lock_asset(session, asset_id)
    holders = await list_holders(session, asset_id, form.kind)
    by.must_cover(asset.region)

    must_be_there(asset.state)
    must_be_different([(each.holder_region, each.holder) for each in form.holders], pointer="/holders")
    if form.kind is TitleKind.BENEFICIARY:
        must_be_in_county(county_of(asset.region), [each.holder_region for each in form.holders], pointer="/holders")
    must_follow([asset.acquired_on, *(each.from_on for each in holders)], form.from_on, on=on)

    for held in holders:
        held.until_on = form.from_on
    await session.flush()
    of_title: dict[str, Any] = {"asset_id": asset_id, "region": asset.region, "kind": form.kind, "from_on": form.from_on}
    titles = [AssetTitle(**each.model_dump(), **of_title, written_by=by.subject) for each in form.holders]
    session.add_all(titles)
    await session.flush()
    return titles
