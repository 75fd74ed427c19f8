"""Do what the current stage of a procedure demands; the last stage passed changes the household's state."""

from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.evidence import ApplicationEvidence, VisitEvidence, check_evidence
from services.registry.rules.judging import Officer
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
from services.registry.schemas.procedure import TakeStep
from services.registry.store import procedure as procedures
from services.registry.tables import Procedure, ProcedureStep
from shared import clock, outbox
from shared.events.registry import HouseholdStateChanged
from shared.security import Principal


async def take_step(session: AsyncSession, form: TakeStep, *, procedure_id: UUID, by: Principal, on: date) -> Procedure:
    """Record the stage and go on: to the next, or where a refusal leads.

    Raises NoSuchProcedure, ProcedureOver, what `check_turn`, `check_day`, `check_reason`, `check_evidence` and `check_pass`
    raise, and, at the last stage, MoveNotAllowed and what `check_completion` raises.
    """
    underway = await procedures.lock_procedure(session, procedure_id)
    row, officer = underway.row, Officer(by.role.value)
    stage = current_stage(row.state, underway.stages, row.at_stage)

    check_turn(stage, form.stage, officer=officer, by=by.subject, took_part=underway.reviewed)
    check_day(form.done_on, entered_on=row.entered_on, on=on)
    check_reason(form.why, passes=form.passes)
    check_evidence(stage, form.evidence, form.papers, passes=form.passes)
    if form.passes:
        check_pass(underway.rule, row.target, stage, form.evidence)
    moved = move(underway.stages, row.at_stage, passes=form.passes)
    is_approved = moved.state is ProcedureState.APPROVED
    if is_approved:
        found = underway.found_with(form.evidence if isinstance(form.evidence, VisitEvidence) else None)
        check_completion(underway.rule, row.target, found, has_household=row.household_id is not None)
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
        evidence=form.evidence.model_dump(mode="json", by_alias=True),
        papers=[paper.model_dump(mode="json") for paper in form.papers],
        due_on=row.due_on,
    )
    if isinstance(form.evidence, ApplicationEvidence):
        row.members = form.evidence.members
    await procedures.add_step(session, underway, step, moved, at=step.recorded_at)
    if not is_approved:
        return row
    entry = procedures.entry_of(row, step)
    await procedures.add_entry(session, entry)

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
    )
    return row
