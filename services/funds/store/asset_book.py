"""What a workbook of the register says of many assets at once, each kind of thing read in one question."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from sqlmodel import SQLModel, col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.account import Source
from services.funds.rules.disposal import DisposalState, DisposalWay
from services.funds.tables import Asset, AssetContract, AssetDisposal, AssetHandOver, AssetSource, AssetTitle

T = TypeVar("T", bound=SQLModel)
_DOWN = list(Source)


class Beside(NamedTuple):
    """What stands beside an asset's own row."""

    titles: Sequence[AssetTitle]
    sources: Sequence[AssetSource]
    handed: AssetHandOver | None
    contract: AssetContract | None
    gone: DisposalWay | None


async def list_beside(session: AsyncSession, assets: Sequence[Asset], *, on: date) -> dict[UUID, Beside]:
    """Titles that are held, money from the centre down, the last hand-over, the contract that runs on this day, how it went."""
    ids = [asset.id for asset in assets]
    titles = await _by_asset(session, AssetTitle, ids, col(AssetTitle.until_on).is_(None))
    sources = await _by_asset(session, AssetSource, ids)
    handed = await _by_asset(session, AssetHandOver, ids)
    runs = (AssetContract.starts_on <= on, func.coalesce(col(AssetContract.ended_on), col(AssetContract.ends_on)) >= on)
    contracts = await _by_asset(session, AssetContract, ids, *runs)
    gone = await _by_asset(session, AssetDisposal, ids, AssetDisposal.state == DisposalState.DONE)
    return {
        id: Beside(
            titles[id],
            sorted(sources[id], key=lambda each: (_DOWN.index(each.source), each.year, each.id)),
            handed[id][-1] if handed[id] else None,
            contracts[id][-1] if contracts[id] else None,
            gone[id][-1].way if gone[id] else None,
        )
        for id in ids
    }


async def _by_asset(session: AsyncSession, kind: type[T], ids: Sequence[UUID], *wanted: Any) -> dict[UUID, list[T]]:
    told: dict[UUID, list[T]] = defaultdict(list)
    row: Any = kind
    for each in await session.exec(select(kind).where(col(row.asset_id).in_(ids), *wanted).order_by(col(row.id))):
        told[each.asset_id].append(each)  # type: ignore[attr-defined]  # every kind that is asked for is of an asset
    return told
