"""Renovations that have photos of before or after, and those photos; small pictures, made once."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.house import PhotoView
from services.housing.rules.mode import Mode
from services.housing.rules.photo_wall import Photo
from services.housing.tables import Renovation, Thumbnail
from shared.vault import seal_bytes, unseal_bytes

# In the files of the house, of the survey that found it unsafe, and of the renovation itself.
_OF = """p.withdrawn_at IS NULL AND p.phase IS DISTINCT FROM 'during'
    AND p.media_type <> 'application/pdf' AND p.kind = ANY (CAST(:views AS text[])) AND (
    (p.about = 'house' AND p.about_id = r.house_id) OR (p.about = 'survey' AND p.about_id = r.survey_id)
    OR (p.about = 'renovation' AND p.about_id = r.id))"""
_ON = "coalesce(p.taken_on, CAST(timezone('Asia/Shanghai', p.filed_at) AS date))"
_SHOWN = text(f"""
SELECT r.id FROM renovation r
WHERE r.started_on IS NOT NULL AND r.finished_on IS NOT NULL AND starts_with(r.region, :region) AND r.state <> 'withdrawn'
  AND (:mode = '' OR r.mode = :mode) AND (CAST(:after AS uuid) IS NULL OR r.id < CAST(:after AS uuid))
  AND EXISTS (SELECT FROM paper p WHERE {_OF} AND {_ON} >= r.finished_on)
ORDER BY r.id DESC LIMIT :limit
""")  # noqa: S608  our own text
_PHOTOS = text(f"""
SELECT r.id AS renovation_id, p.id, p.kind, {_ON} AS taken FROM renovation r JOIN paper p ON {_OF}
WHERE r.id = ANY (CAST(:ids AS uuid[])) ORDER BY p.id
""")  # noqa: S608


async def list_shown(
    session: AsyncSession, *, region: str, view: PhotoView | None, mode: Mode | None, after: UUID | None, limit: int
) -> Sequence[Renovation]:
    """Works that are over and of which somebody took a photo since, the last applied for first; one more than `limit`."""
    asked = {
        "region": region,
        "views": [view] if view else list(PhotoView),
        "mode": mode.value if mode else "",
        "after": after,
        "limit": limit + 1,
    }
    ids = list((await session.execute(_SHOWN, asked)).scalars())
    found = {each.id: each for each in await session.exec(select(Renovation).where(col(Renovation.id).in_(ids)))}
    return [found[id] for id in ids]


async def list_photos(session: AsyncSession, ids: Sequence[UUID], *, view: PhotoView | None) -> dict[UUID, list[Photo]]:
    """Of these renovations every standing photo of a view, whenever it was taken."""
    photos = defaultdict[UUID, list[Photo]](list)
    views = [view] if view else list(PhotoView)
    for renovation_id, id, kind, taken in await session.execute(_PHOTOS, {"ids": list(ids), "views": views}):
        photos[renovation_id].append(Photo(id, PhotoView(kind), taken))
    return photos


async def find_thumbnail(session: AsyncSession, paper_id: UUID) -> bytes | None:
    kept = await session.get(Thumbnail, paper_id)
    return unseal_bytes(kept.content_sealed) if kept else None


async def keep_thumbnail(session: AsyncSession, paper_id: UUID, content: bytes, *, at: datetime) -> None:
    """Whoever is second keeps the first one's: both made the same picture."""
    row = {"id": paper_id, "content_sealed": seal_bytes(content), "made_at": at}
    await session.execute(insert(Thumbnail).values(row).on_conflict_do_nothing())
