"""Write on a case's timeline what another service did, and close the case when every part is done."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.case import Step, after_ms, is_finished, late_parts, progress
from services.registry.store import case as cases
from services.registry.tables import Case
from shared import outbox
from shared.events.registry import CaseClosed


async def record_steps(session: AsyncSession, case_id: UUID, steps: Sequence[Step], *, event_id: UUID) -> Case:
    """Add one event's steps and fold the parts anew. Steps may come in any order; a closed case takes them and stays closed.

    Raises NoSuchCase.
    """
    case = await cases.lock_case(session, case_id)
    known = [cases.step_of(row) for row in await cases.list_steps(session, case.id)]
    parts = {row.part: row for row in await cases.list_parts(session, [case.id])}

    standings = progress(case.detected_at, [*known, *steps])

    await cases.write_steps(
        session,
        [
            {
                "case_id": case.id,
                "region": case.region,
                "event_id": event_id,
                "after_ms": after_ms(case.detected_at, step.at),
                **vars(step),
            }
            for step in steps
        ],
    )
    for standing in standings:
        part = parts[standing.part]
        part.state, part.due_at, part.is_late = standing.state, standing.due_at, standing.is_late
        part.started_at, part.done_at = standing.started_at, standing.done_at
    is_closing = case.closed_at is None and is_finished(standings)
    if is_closing:
        case.closed_at = max(standing.done_at for standing in standings if standing.done_at)
    await session.flush()

    if is_closing and case.closed_at:
        await outbox.record(
            session,
            CaseClosed(
                case_id=case.id,
                household_id=case.household_id,
                region=case.region,
                closed_at=case.closed_at,
                late_parts=list(late_parts(standings)),
            ),
        )
    return case
