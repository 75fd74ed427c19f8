"""The register of assets: assets found, locked and listed with their titles and money."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.account import Source
from services.funds.rules.asset import AssetKind, AssetState, NoSuchAsset, TitleKind
from services.funds.tables import Asset, AssetHandOver, AssetSource, AssetTitle

_DOWN = list(Source)


async def get_asset(session: AsyncSession, id: UUID) -> Asset:
    """Raises NoSuchAsset."""
    return _there(await session.get(Asset, id), id)


async def lock_asset(session: AsyncSession, id: UUID) -> Asset:
    """Raises NoSuchAsset."""
    return _there(await session.get(Asset, id, with_for_update=True, populate_existing=True), id)


def _there(asset: Asset | None, id: UUID) -> Asset:
    if asset is None:
        raise NoSuchAsset(asset_id=str(id))
    return asset


async def list_assets(
    session: AsyncSession,
    *,
    region: str | None = None,
    kind: AssetKind | None = None,
    state: AssetState | None = None,
    after: UUID | None,
    limit: int,
) -> Sequence[Asset]:
    """In the order of registration. One more than `limit`."""
    query = select(Asset).order_by(col(Asset.id)).limit(limit + 1)
    if region:
        query = query.where(col(Asset.region).startswith(region, autoescape=True))
    if kind is not None:
        query = query.where(Asset.kind == kind)
    if state is not None:
        query = query.where(Asset.state == state)
    if after is not None:
        query = query.where(col(Asset.id) > after)
    return (await session.exec(query)).all()


async def list_titles(session: AsyncSession, asset_id: UUID) -> Sequence[AssetTitle]:
    """All that ever were, in the order in which they began."""
    query = select(AssetTitle).where(AssetTitle.asset_id == asset_id)
    return (await session.exec(query.order_by(col(AssetTitle.from_on), col(AssetTitle.id)))).all()


async def list_holders(session: AsyncSession, asset_id: UUID, kind: TitleKind) -> Sequence[AssetTitle]:
    """Who holds this title now."""
    mine = (AssetTitle.asset_id == asset_id, AssetTitle.kind == kind, col(AssetTitle.until_on).is_(None))
    return (await session.exec(select(AssetTitle).where(*mine).order_by(AssetTitle.holder_region, AssetTitle.holder))).all()


async def list_sources(session: AsyncSession, asset_id: UUID) -> Sequence[AssetSource]:
    """From the centre down."""
    sources = (await session.exec(select(AssetSource).where(AssetSource.asset_id == asset_id))).all()
    return sorted(sources, key=lambda each: (_DOWN.index(each.source), each.year, each.id))


async def list_hand_overs(session: AsyncSession, asset_id: UUID) -> Sequence[AssetHandOver]:
    query = select(AssetHandOver).where(AssetHandOver.asset_id == asset_id).order_by(col(AssetHandOver.id))
    return (await session.exec(query)).all()


async def list_assets_of_draft(session: AsyncSession, draft_id: UUID) -> Sequence[Asset]:
    """What a project's hand-over became, in the order of registration."""
    return (await session.exec(select(Asset).where(Asset.draft_id == draft_id).order_by(col(Asset.id)))).all()
