"""Notices with their lines, and the objections to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import and_, or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.duty import Arisen
from services.funds.rules.notice import LINES_LIMIT, NoticeSaysNothing, Standing, Subject
from services.funds.rules.public_text import Line, PublicText
from services.funds.rules.publishing import Begins, NoticeRule, PublishingPolicy
from services.funds.store.duty import add_duties
from services.funds.store.publishing import get_publishing_policy, get_publishing_policy_named
from services.funds.tables import Notice, NoticeLine, Objection, ObjectionLetter
from shared.notices.letterbox import Letterbox
from shared.policy.term import Hold, Term

letterbox = Letterbox(Notice, Objection, ObjectionLetter, stamp="objection to funds")


async def add_notice(
    session: AsyncSession,
    subject: Subject,
    *,
    region: str,
    title: str,
    lines: Sequence[Line],
    opened_on: date,
    by: str,
    days: int | None = None,
    working_days: int | None = None,
) -> Notice:
    """Open a notice about something, with the duties to publish that it brings: what every matter does that must be shown first.

    `region` is the village, town or county that it is posted for. Without `days` or `working_days` it stands as long as the place
    says (policy of public notice). `by` is who opened it, and may not look into objections to it. Its first day is the next one.

    Raises NoticeSaysNothing, NoNoticeRule, and the PUBLIC_TEXT_LAWS for the title.
    """
    policy = get_publishing_policy(region, opened_on)
    rule = policy.rule_of(subject.kind)
    if not 0 < len(lines) <= LINES_LIMIT:
        raise NoticeSaysNothing(pointer="/lines", lines=len(lines), limit=LINES_LIMIT)
    shown = PublicText.of(title, pointer="/title").text
    is_own = days is not None or working_days is not None
    term = Term(days=days, working_days=working_days, reference=rule.reference) if is_own else rule.term

    notice = Notice(
        about=subject.kind,
        about_id=subject.id,
        region=region,
        title=shown,
        days=term.days,
        working_days=term.working_days,
        policy=policy.policy,
        opened_on=opened_on,
        begun_on=opened_on if rule.begins is Begins.OPENED else None,
        until_on=policy.ends_on(term, opened_on),
        opened_by=by,
    )
    session.add(notice)
    await session.flush()
    session.add_all(
        NoticeLine(
            notice_id=notice.id,
            region=region,
            position=position,
            who=line.who.text,
            says=line.says.text,
            amount_fen=line.amount_fen,
        )
        for position, line in enumerate(lines, start=1)
    )
    await session.flush()
    arisen = Arisen(region, opened_on, shown, notice=subject.kind, notice_id=notice.id, term=term)
    await add_duties(session, [arisen], policy=policy)
    return notice


async def find_last_notice(session: AsyncSession, about: Subject) -> Standing | None:
    """How the last notice about this stands; for `rules.notice.must_have_stood`.

    Whoever asks waits for whoever is objecting, and whoever objects afterwards waits for their transaction.
    """
    query = select(Notice).where(Notice.about == about.kind, Notice.about_id == about.id).order_by(col(Notice.id).desc()).limit(1)
    notice = (await session.exec(query)).first()
    if notice is None:
        return None
    await letterbox.lock_notice(session, notice.id)
    notice = await letterbox.get_notice(session, notice.id)
    return standing_of(notice, await letterbox.list_objections(session, [notice.id]))


def standing_of(notice: Notice, objections: Sequence[Objection]) -> Standing:
    """A notice as the rules see it."""
    mine = [each for each in objections if each.notice_id == notice.id]
    return Standing(
        notice_id=notice.id,
        opened_on=notice.opened_on,
        until_on=notice.until_on,
        open_objections=sum(each.answered_at is None for each in mine),
        objections=len(mine),
        is_held=rule_of(notice).holds,
        is_stopped=notice.is_stopped,
        is_waiting=notice.begun_on is None,
    )


def policy_of(notice: Notice) -> PublishingPolicy:
    return get_publishing_policy_named(notice.policy)


def rule_of(notice: Notice) -> NoticeRule:
    """The rule that this notice was opened under."""
    return policy_of(notice).rule_of(notice.about)


def term_of(notice: Notice) -> Term:
    return Term(days=notice.days, working_days=notice.working_days, reference=rule_of(notice).reference)


def holds_of(objections: Sequence[Objection]) -> list[Hold]:
    """The days on which a notice did not run, from each objection's coming to its answer."""
    return [Hold(each.received_on, each.answered_on) for each in objections if each.answered_on is not None]


async def list_lines(session: AsyncSession, notice_id: UUID) -> Sequence[NoticeLine]:
    """In the order in which they are posted."""
    query = select(NoticeLine).where(NoticeLine.notice_id == notice_id).order_by(col(NoticeLine.position))
    return (await session.exec(query)).all()


async def list_notices(
    session: AsyncSession, *, region: str | None, running_on: date | None, after: UUID | None, limit: int
) -> Sequence[Notice]:
    """The newest first; `running_on`: only those whose term is not over on that day. One more than `limit`."""
    query = select(Notice).order_by(col(Notice.id).desc()).limit(limit + 1)
    if region:
        query = query.where(col(Notice.region).startswith(region, autoescape=True))
    if running_on is not None:
        query = query.where(col(Notice.is_stopped).is_(False), col(Notice.until_on) >= running_on)
    if after is not None:
        query = query.where(col(Notice.id) < after)
    return (await session.exec(query)).all()


async def list_notices_about(session: AsyncSession, about: Subject) -> Sequence[Notice]:
    """Every notice about this, oldest first."""
    query = select(Notice).where(Notice.about == about.kind, Notice.about_id == about.id).order_by(col(Notice.id))
    return (await session.exec(query)).all()


@dataclass(frozen=True, slots=True)
class LateObjection:
    """An objection whose answer is late, with the notice that it is about."""

    objection: Objection
    notice: Notice


async def lock_late_objections(session: AsyncSession, *, on: date, limit: int) -> list[LateObjection]:
    """Those that are late on this day and of which somebody has to be told yet."""
    query = (
        select(Objection, Notice)
        .join(Notice, col(Notice.id) == col(Objection.notice_id))
        .where(col(Objection.answered_at).is_(None), col(Objection.due_on) < on)
        .where(
            or_(
                col(Objection.urged_on).is_(None),
                and_(col(Objection.escalated_on).is_(None), col(Objection.escalates_on) <= on),
            )
        )
        .order_by(col(Objection.id))
        .limit(limit)
        .with_for_update(of=Objection, skip_locked=True)
    )
    return [LateObjection(objection, notice) for objection, notice in await session.exec(query)]
