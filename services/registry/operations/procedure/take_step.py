"""Do what the current stage of a procedure demands; the last stage passed changes the household's state."""

from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.evidence import ApplicationEvidence, VisitEvidence, check_evidence
from services.registry.rules.judging import Officer
from services.registry.rules.on_file import completed
from services.registry.rules.poverty import check_move
from services.registry.rules.procedure import (
    ProcedureState,
    check_completion,
    check_day,
    check_pass,
    check_reason,
    check_turn,
    current_stage,
    move,
)
from services.registry.schemas.feed import enrolment
from services.registry.schemas.procedure import TakeStep
from services.registry.store import procedure as procedures
from services.registry.store.filling import assurances_of
from services.registry.store.income import book_evidence
from services.registry.store.paper import check_papers
from services.registry.store.standing_class import follow_state
from services.registry.tables import Procedure, ProcedureStep
from shared import clock, outbox
from shared.events.registry import HouseholdStateChanged, PersonEnrolled
from shared.security import Principal


async def take_step(session: AsyncSession, form: TakeStep, *, procedure_id: UUID, by: Principal, on: date) -> Procedure:
    """Record the stage and go on: to the next, or where a refusal leads.

    What a visit leaves out comes from the newest checklist and the income book (`rules.on_file.completed`).

    Raises NoSuchProcedure, ProcedureOver, PaperNotOfHousehold, what `check_turn`, `check_day`, `check_reason`, `completed`,
    `check_evidence` and `check_pass` raise, and, at the last stage, MoveNotAllowed and what `check_completion` raises.
    """
    underway = await procedures.lock_procedure(session, procedure_id)
    row, officer = underway.row, Officer(by.role.value)
    stage = current_stage(row.state, underway.stages, row.at_stage)
    checklist = await assurances_of(session, row.household_id, on=form.done_on) if row.household_id else None
    book = await book_evidence(session, row.household_id, on=form.done_on) if row.household_id else {}

    check_turn(stage, form.stage, officer=officer, by=by.subject, took_part=underway.reviewed)
    check_day(form.done_on, entered_on=row.entered_on, on=on)
    check_reason(form.why, passes=form.passes)
    evidence = form.evidence
    if isinstance(evidence, VisitEvidence):
        years = underway.rule.income_years
        evidence = completed(stage, evidence, checklist=checklist, book=book, years=years)
    check_evidence(stage, evidence, form.papers, passes=form.passes)
    if row.household_id:
        await check_papers(session, row.household_id, [paper.attachment_id for paper in form.papers], pointer="/papers")
    if form.passes:
        check_pass(underway.rule, row.target, stage, evidence)
    moved = move(underway.stages, row.at_stage, passes=form.passes)
    is_approved = moved.state is ProcedureState.APPROVED
    if is_approved:
        found = underway.found_with(evidence if isinstance(evidence, VisitEvidence) else None)
        unmet = checklist.unmet if checklist else []
        check_completion(underway.rule, row.target, found, has_household=row.household_id is not None, unmet=unmet)
        await procedures.lock_household(session, str(row.household_id))
        check_move(row.target, await procedures.current_states(session, procedures.known(row.household_id)))

    step = ProcedureStep(
        procedure_id=row.id,
        region=row.region,
        stage=stage.stage,
        at_stage=row.at_stage,
        kind=stage.kind,
        outcome=moved.outcome,
        by=by.subject,
        officer=officer,
        done_on=form.done_on,
        recorded_at=clock.now(),
        why=form.why,
        evidence=evidence.model_dump(mode="json", by_alias=True),
        papers=[paper.model_dump(mode="json") for paper in form.papers],
        due_on=row.due_on,
    )
    if isinstance(evidence, ApplicationEvidence):
        row.members = evidence.members
    await procedures.add_step(session, underway, step, moved, at=step.recorded_at)
    if not is_approved:
        return row
    entry = procedures.entry_of(row, step)
    await procedures.add_entry(session, entry)
    known_as = await follow_state(session, entry, at=step.recorded_at)

    await outbox.record(
        session,
        HouseholdStateChanged(
            household_id=entry.household_id,
            region=entry.region,
            axis=entry.axis,
            state=entry.state,
            since_on=entry.since_on,
            origin=entry.origin,
            procedure_id=row.id,
        ),
        *(PersonEnrolled(**enrolment(person, day)) for person, day in known_as.values()),
    )
    return row
