"""What housing asks its database of the photos and papers of renovations; the house's and the survey's photos count as before."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import and_, or_, text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.house import PhotoView
from services.housing.rules.paper import PAPERS_OF_A_MATTER, PaperAbout
from services.housing.rules.renovation_file import Kept
from services.housing.rules.renovation_paper import Phase
from services.housing.tables import Paper, Renovation
from shared.clock import china


@dataclass(frozen=True, slots=True)
class Pair:
    """The same view of a house before and after its works: the ids of two papers."""

    renovation_id: UUID
    number: str
    region: str
    view: PhotoView
    before_id: UUID
    after_id: UUID


# Of several photos of one view the last filed counts. Before: the renovation's own first, then the survey's, then the house's.
_PAIRS = text("""
WITH shown AS (
    SELECT r.id, r.number, r.region, r.survey_id, r.house_id, r.started_on FROM renovation r
    WHERE starts_with(r.region, :region) AND (CAST(:after AS uuid) IS NULL OR r.id < CAST(:after AS uuid))
      AND EXISTS (SELECT FROM paper p WHERE p.about = 'renovation' AND p.about_id = r.id AND p.phase = 'after'
                  AND p.withdrawn_at IS NULL AND (CAST(:view AS text) IS NULL OR p.kind = :view))
    ORDER BY r.id DESC LIMIT :limit
), later AS (
    SELECT DISTINCT ON (s.id, p.kind) s.id, p.kind, p.id AS paper_id
    FROM shown s JOIN paper p ON p.about = 'renovation' AND p.about_id = s.id AND p.phase = 'after' AND p.withdrawn_at IS NULL
    ORDER BY s.id, p.kind, p.id DESC
), earlier AS (
    SELECT DISTINCT ON (s.id, p.kind) s.id, p.kind, p.id AS paper_id
    FROM shown s JOIN paper p ON p.withdrawn_at IS NULL AND (
        (p.about = 'renovation' AND p.about_id = s.id AND p.phase = 'before')
        OR (((p.about = 'survey' AND p.about_id = s.survey_id) OR (p.about = 'house' AND p.about_id = s.house_id))
            AND coalesce(p.taken_on, CAST(timezone('Asia/Shanghai', p.filed_at) AS date)) <= coalesce(s.started_on, 'infinity')))
    ORDER BY s.id, p.kind, CASE p.about WHEN 'renovation' THEN 0 WHEN 'survey' THEN 1 ELSE 2 END, p.id DESC
)
SELECT s.id, s.number, s.region, l.kind, e.paper_id AS before_id, l.paper_id AS after_id
FROM shown s JOIN later l ON l.id = s.id JOIN earlier e ON e.id = s.id AND e.kind = l.kind
WHERE CAST(:view AS text) IS NULL OR l.kind = :view
ORDER BY s.id DESC, array_position(ARRAY['front', 'roof', 'outer-wall', 'inner-wall'], CAST(l.kind AS text))
""")


async def pairs(
    session: AsyncSession, *, region: str = "", view: PhotoView | None = None, after: UUID | None = None, limit: int
) -> list[Pair]:
    """Of the newest `limit` renovations of a place that have photos of after (older than `after`), every view that there is of
    before as well: a renovation may have none, and its id is not in the answer then."""
    asked = {"region": region, "view": view, "after": after, "limit": limit}
    return [
        Pair(row.id, row.number, row.region, PhotoView(row.kind), row.before_id, row.after_id)
        for row in await session.execute(_PAIRS, asked)
    ]


async def find_photo_before(session: AsyncSession, renovation: Renovation, digest: str) -> Paper | None:
    """The same photo in the file of the house or the survey: it shows the house before, and nothing else."""
    query = select(Paper).where(
        Paper.sha256 == digest, col(Paper.withdrawn_at).is_(None), _of_before(renovation.survey_id, renovation.house_id)
    )
    return (await session.exec(query.limit(1))).first()


async def list_file(session: AsyncSession, renovation: Renovation) -> list[Paper]:
    """Every standing photo and paper of a renovation, the earliest filed first."""
    own = select(Paper).where(Paper.about == PaperAbout.RENOVATION, Paper.about_id == renovation.id)
    query = own.where(col(Paper.withdrawn_at).is_(None)).order_by(col(Paper.id)).limit(PAPERS_OF_A_MATTER)
    return list(await session.exec(query))


async def list_photos_before(session: AsyncSession, *, survey_id: UUID, house_id: UUID) -> list[Paper]:
    """What the survey and the house show, the survey's last: the nearer to the works, the later in the list."""
    query = select(Paper).where(
        _of_before(survey_id, house_id),
        col(Paper.withdrawn_at).is_(None),
        col(Paper.kind).in_(list(PhotoView)),
    )
    return list(await session.exec(query.order_by(col(Paper.about), col(Paper.id)).limit(2 * PAPERS_OF_A_MATTER)))


async def list_kept(session: AsyncSession, renovation: Renovation) -> list[Kept]:
    """As the rules see the file: the photos of the house and the survey are of before, if they were taken before the works."""
    earlier = await list_photos_before(session, survey_id=renovation.survey_id, house_id=renovation.house_id)
    last = renovation.started_on
    seen = [kept_before(each) for each in earlier]
    own = [Kept(each.phase, each.kind, taken_on(each)) for each in await list_file(session, renovation)]
    return [each for each in seen if last is None or each.on <= last] + own


def kept_before(paper: Paper) -> Kept:
    return Kept(Phase.BEFORE, paper.kind, taken_on(paper))


def taken_on(paper: Paper) -> date:
    """Or filed on, where nobody says."""
    return paper.taken_on or china(paper.filed_at).date()


def _of_before(survey_id: UUID, house_id: UUID) -> Any:
    return or_(
        and_(col(Paper.about) == PaperAbout.SURVEY, col(Paper.about_id) == survey_id),
        and_(col(Paper.about) == PaperAbout.HOUSE, col(Paper.about_id) == house_id),
    )
