"""What housing asks its database of the photos and papers of renovations; the house's and the survey's photos count as before."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import and_, or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.house import PhotoView
from services.housing.rules.paper import PAPERS_OF_A_MATTER, PaperAbout
from services.housing.rules.renovation_file import Kept
from services.housing.rules.renovation_paper import Phase
from services.housing.tables import Paper, Renovation
from shared.clock import china


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
