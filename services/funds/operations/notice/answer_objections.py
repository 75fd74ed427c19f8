"""Answer objections after an investigation by somebody who had no part: the notice goes on, or it is stopped."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.paper import PaperAbout
from services.funds.rules.public_text import must_be_public
from services.funds.schemas.notice import ANSWER_LIMIT, AnswerObjections
from services.funds.store import duty as duties
from services.funds.store import notice as notices
from services.funds.store.notice import letterbox
from services.funds.store.paper import check_papers
from services.funds.tables import Notice, Objection
from shared import outbox
from shared.events.funds import ObjectionAnswered
from shared.notices.laws import Verdict, must_be_open, must_investigate
from shared.notices.letterbox import answer
from shared.policy.term import until
from shared.security import Principal


@dataclass(frozen=True)
class Answered:
    """The notice as it stands now, and the objections that were answered."""

    notice: Notice
    objections: list[Objection]


async def answer_objections(session: AsyncSession, form: AnswerObjections, *, by: Principal, on: date, at: datetime) -> Answered:
    """Unfounded: the notice runs on, without the days on which it was held. Founded: it is stopped, and what it is about needs
    another. The answer is published, without the objector.

    Raises NoSuchObjection, OutsideRegion, ObjectionsOfSeveralNotices, AlreadyAnswered, NotAnInvestigator, InvestigatorTookPart,
    PaperNotOfMatter and the PUBLIC_TEXT_LAWS.
    """
    objections = list(await letterbox.lock_objections(session, form.objection_ids))
    notice = await letterbox.get_notice(session, objections[0].notice_id)
    by.must_cover(notice.region)  # anyone may read it
    policy, rule = notices.policy_of(notice), notices.rule_of(notice)
    proofs = await duties.list_proofs_of_notice(session, notice.id)

    must_be_open(objections)
    took_part = {notice.opened_by, *(proof.posted_by for proof in proofs)}
    must_investigate(rule.investigators, by.role, investigator=by.subject, took_part=took_part)
    must_be_public(form.answer, pointer="/answer", limit=ANSWER_LIMIT)
    await check_papers(session, PaperAbout.NOTICE, notice.id, form.papers, pointer="/papers")

    answer(objections, form.verdict, form.answer, by=by.subject, on=on, at=at)
    for objection in objections:
        objection.papers = [str(paper) for paper in form.papers]
    await session.flush()
    if form.verdict is Verdict.STOP:
        notice.is_stopped, notice.ended_on = True, on
    elif rule.holds and not notice.is_stopped and notice.begun_on is not None:
        holds = notices.holds_of(await letterbox.list_objections(session, [notice.id]))
        notice.until_on = until(notice.begun_on, notices.term_of(notice), policy.calendar, holds, restarts=rule.restarts)
    await session.flush()

    await outbox.record(
        session,
        *(
            ObjectionAnswered(
                objection_id=objection.id,
                notice_id=notice.id,
                region=notice.region,
                verdict=form.verdict,
                answered_on=on,
                is_late=on > objection.due_on,
            )
            for objection in objections
        ),
    )
    return Answered(notice, objections)
