"""Write on a case's timeline what another service did, and close the case when every part is done."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.case import Step, after_ms, is_finished, late_parts, progress
from services.registry.store import case as cases
from services.registry.tables import CaseStep
from shared import outbox
from shared.events.registry import CaseClosed


async def record_steps(session: AsyncSession, case_id: UUID, steps: Sequence[Step], *, event_id: UUID) -> None:
    """Add one event's steps and fold the parts anew. Steps may come in any order; a closed case takes them and stays closed.

    Raises NoSuchCase.
    """
    case = await cases.lock_case(session, case_id)
    known = await cases.list_known_steps(session, case_id)

    before, standings = progress(case.detected_at, known), progress(case.detected_at, [*known, *steps])
    is_closing = case.closed_at is None and is_finished(standings)

    added = [
        CaseStep(
            case_id=case_id,
            region=case.region,
            event_id=event_id,
            after_ms=after_ms(case.detected_at, step.at),
            **vars(step),
        )
        for step in steps
    ]
    await cases.write_steps(session, case_id, added, [standing for standing in standings if standing not in before])
    if is_closing:
        closed_at = max(standing.done_at for standing in standings if standing.done_at)
        await cases.close_case(session, case_id, closed_at)

        await outbox.record(
            session,
            CaseClosed(
                case_id=case_id,
                household_id=case.household_id,
                region=case.region,
                closed_at=closed_at,
                late_parts=list(late_parts(standings)),
            ),
        )
