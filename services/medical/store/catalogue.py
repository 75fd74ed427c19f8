"""The insurance catalogue of each place."""

from collections.abc import Collection, Sequence

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.tables import CatalogueItem


async def put_items(session: AsyncSession, items: Sequence[CatalogueItem]) -> None:
    """What is said of a code now replaces what was said before; the audit keeps it."""
    statement = insert(CatalogueItem)
    told = {column: statement.excluded[column] for column in CatalogueItem.model_fields if column not in ("region", "code")}
    await session.execute(
        statement.on_conflict_do_update(index_elements=["region", "code"], set_=told), [item.model_dump() for item in items]
    )


async def find_items(session: AsyncSession, region: str, codes: Collection[str]) -> dict[str, CatalogueItem]:
    """The items that hold in a place, each from the narrowest catalogue around it; codes that none knows are left out."""
    around = [region[:length] for length in (2, 4, 6) if length <= len(region)]
    query = select(CatalogueItem).where(col(CatalogueItem.region).in_(around), col(CatalogueItem.code).in_(set(codes)))
    found = sorted(await session.exec(query), key=lambda item: len(item.region))
    return {item.code: item for item in found}


async def list_items(session: AsyncSession, region: str, *, after: str, limit: int) -> list[CatalogueItem]:
    """By code, one more than `limit`."""
    query = select(CatalogueItem).where(CatalogueItem.region == region, col(CatalogueItem.code) > after)
    return list(await session.exec(query.order_by(col(CatalogueItem.code)).limit(limit + 1)))
