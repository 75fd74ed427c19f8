"""Notices, the households on them, and the objections to them."""

from collections import Counter
from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import exists
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.notice import PostedLine
from services.registry.tables import Notice, NoticeLine, Objection, ObjectionLetter
from shared.notices.letterbox import Letterbox
from shared.policy.term import Hold

letterbox = Letterbox(Notice, Objection, ObjectionLetter, stamp="objection")


async def list_lines(session: AsyncSession, notice_ids: Collection[UUID]) -> list[NoticeLine]:
    query = select(NoticeLine).where(col(NoticeLine.notice_id).in_(notice_ids)).order_by(col(NoticeLine.id))
    return list(await session.exec(query, execution_options={"populate_existing": True}))


async def list_lines_of(session: AsyncSession, procedure_id: UUID) -> list[NoticeLine]:
    """Every notice that a procedure has stood on, oldest first."""
    query = select(NoticeLine).where(NoticeLine.procedure_id == procedure_id).order_by(col(NoticeLine.id))
    return list(await session.exec(query))


async def list_notices(
    session: AsyncSession, *, region: str | None, is_running: bool | None, after: UUID | None, limit: int
) -> list[Notice]:
    """The newest first. One more than `limit`, so that the caller sees whether there is a next page."""
    query = select(Notice).order_by(col(Notice.id).desc()).limit(limit + 1)
    if region:
        query = query.where(col(Notice.region).startswith(region, autoescape=True))
    if is_running is not None:
        running = exists().where(col(NoticeLine.notice_id) == col(Notice.id), col(NoticeLine.ended_on).is_(None))
        query = query.where(running if is_running else ~running)
    if after:
        query = query.where(Notice.id < after)
    return list(await session.exec(query))


async def list_posted(session: AsyncSession, procedure_ids: Collection[UUID]) -> dict[UUID, PostedLine]:
    """Those of these procedures that stand on a notice that runs, and how they stand there."""
    query = select(NoticeLine).where(col(NoticeLine.procedure_id).in_(procedure_ids), col(NoticeLine.ended_on).is_(None))
    lines = (await session.exec(query)).all()
    objections = await letterbox.list_objections(session, {line.notice_id for line in lines})
    return {line.procedure_id: as_judged(line, objections) for line in lines}


def objections_to(line: NoticeLine, objections: Sequence[Objection]) -> list[Objection]:
    """Those that concern a line: its own, and those to the whole notice."""
    return [each for each in objections if each.notice_id == line.notice_id and each.line_id in (None, line.id)]


def as_judged(line: NoticeLine, objections: Sequence[Objection]) -> PostedLine:
    """A line as the rules see it."""
    unanswered = Counter(each.answered_at is None for each in objections_to(line, objections))[True]
    return PostedLine(line.until_on, unanswered, line.ended_on is not None)


def holds_of(line: NoticeLine, objections: Sequence[Objection]) -> list[Hold]:
    """The days on which a line did not run, from each objection's coming to its answer."""
    return [Hold(each.received_on, each.answered_on) for each in objections_to(line, objections) if each.answered_on is not None]


def concerned(line_ids: Collection[UUID | None], lines: Sequence[NoticeLine]) -> list[NoticeLine]:
    """The running lines that objections to these ids (None: the whole notice) are about."""
    whole = None in line_ids
    return [line for line in lines if line.ended_on is None and (whole or line.id in line_ids)]


def evidence_of(notice: Notice, line: NoticeLine, objections: Sequence[Objection]) -> dict[str, object]:
    """What the record of a notice's stage says."""
    about = objections_to(line, objections)
    return {
        "kind": notice.kind.value,
        "notice_id": str(notice.id),
        "place": notice.place,
        "photo_id": str(notice.photo_id),
        "posted_on": notice.posted_on.isoformat(),
        "begun_on": notice.begun_on.isoformat(),
        "until_on": line.until_on.isoformat(),
        "objections": len(about),
    }
