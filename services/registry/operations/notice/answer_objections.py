"""Answer objections after an investigation by somebody who had no part: the notice goes on, or it is stopped."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.judging import Officer
from services.registry.rules.procedure import current_stage, move
from services.registry.schemas.notice import AnswerObjections
from services.registry.store import judging
from services.registry.store import notice as notices
from services.registry.store import procedure as procedures
from services.registry.store.notice import letterbox
from services.registry.tables import Objection, ProcedureStep
from shared import clock
from shared.notices.laws import Verdict, must_be_open, must_investigate
from shared.notices.letterbox import answer
from shared.policy.term import until
from shared.security import Principal


@dataclass(frozen=True)
class Answered:
    """The objections that are answered, and what became of the procedures on the notice that they were about."""

    objections: list[Objection]
    resumed: list[UUID]
    stopped: list[UUID]
    still_held: list[UUID]


async def answer_objections(session: AsyncSession, form: AnswerObjections, *, by: Principal, on: date) -> Answered:
    """Unfounded: the notice runs on, without the days on which it was held. Founded: the household's procedure goes where the
    file sends a refusal of this stage.

    Raises NoSuchObjection, OutsideRegion, ObjectionsOfSeveralNotices, AlreadyAnswered, NotAnInvestigator or InvestigatorTookPart.
    """
    objections = list(await letterbox.lock_objections(session, form.objection_ids))
    notice = await letterbox.get_notice(session, objections[0].notice_id)
    by.must_cover(notice.region)  # anyone may read it
    lines = notices.concerned({each.line_id for each in objections}, await notices.list_lines(session, [notice.id]))
    standing = {
        underway.row.id: underway for underway in await procedures.lock_procedures(session, [x.procedure_id for x in lines])
    }
    policy, rule = judging.get_notice_rule(notice.policy, notice.procedure_kind, notice.stage)

    must_be_open(objections)
    took_part = {notice.posted_by}.union(*(underway.took_part for underway in standing.values()))
    must_investigate(rule.investigators, by.role, investigator=by.subject, took_part=took_part)

    answer(objections, form.verdict, form.answer, by=by.subject, on=on, at=clock.now())
    for objection in objections:
        objection.papers = [paper.model_dump(mode="json") for paper in form.papers]
    await session.flush()
    all_of_notice = await letterbox.list_objections(session, [notice.id])
    resumed, stopped, held = [], [], []
    for line in lines:
        underway = standing[line.procedure_id]
        if form.verdict is Verdict.STOP:
            stopped.append(underway.row.id)
            stage = current_stage(underway.row.state, underway.stages, underway.row.at_stage)
            line.ended_on, line.is_stopped = on, True
            moved = move(underway.stages, underway.row.at_stage, passes=False)
            step = ProcedureStep(
                procedure_id=underway.row.id,
                region=underway.row.region,
                stage=stage.stage,
                at_stage=underway.row.at_stage,
                kind=stage.kind,
                outcome=moved.outcome,
                by=by.subject,
                officer=Officer(by.role.value),
                done_on=on,
                recorded_at=clock.now(),
                why=form.answer,
                evidence=notices.evidence_of(notice, line, all_of_notice),
                papers=[paper.model_dump(mode="json") for paper in form.papers],
                due_on=underway.row.due_on,
            )
            await procedures.add_step(session, underway, step, moved, at=step.recorded_at)
        elif notices.as_judged(line, all_of_notice).open_objections:
            held.append(underway.row.id)
        else:
            resumed.append(underway.row.id)
            holds = notices.holds_of(line, all_of_notice)
            line.until_on = until(notice.begun_on, rule.term, policy.calendar, holds, restarts=rule.restarts)
    await session.flush()
    return Answered(objections, resumed, stopped, held)
