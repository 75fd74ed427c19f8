"""Write on cases' timelines what other services did, and close each case when every part of it is done.

Where the place's policy wants an officer to close cases, the last part leaves the case open and ready to be closed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.case import Act, Standing, Step, after_ms, is_finished, late_parts, progress
from services.registry.store import case as cases
from services.registry.store.case import LockedCase
from services.registry.tables import CaseAct, CaseStep
from shared import outbox
from shared.events import Event
from shared.events.registry import CaseClosed

BY_PARTS = "platform"
"""Who closed a case that its own parts closed."""


@dataclass(frozen=True)
class Report:
    """What one event says was done for a case."""

    case_id: UUID
    steps: Sequence[Step]
    event: Event


async def record_steps(session: AsyncSession, reports: Sequence[Report]) -> None:
    """Add the steps of many events and fold the parts of their cases anew.

    Steps may come in any order; a closed case takes them and stays closed. Raises NoSuchCase.
    """
    ids = {report.case_id for report in reports}
    locked = await cases.lock_cases(session, ids)
    known = await cases.list_known(session, ids)

    added, changed, closing = list[CaseStep](), list[cases.Changed](), list[cases.Closing]()
    for case in locked:
        mine = [report for report in reports if report.case_id == case.id]
        needs, steps = known[case.id].needs, known[case.id].steps
        before = progress(needs, steps)
        standings = progress(needs, [*steps, *(step for report in mine for step in report.steps)])
        added += [_row(case, report, step) for report in mine for step in report.steps]
        changed += [cases.Changed(case.id, standing) for standing in standings if standing not in before]
        if case.closed_at is None and not case.is_closed_by_officer and is_finished(standings):
            closing.append(_closing(case, standings, mine[-1].event))

    await cases.write_steps(session, added, changed)
    if closing:
        await cases.close_cases(session, closing)


def _row(case: LockedCase, report: Report, step: Step) -> CaseStep:
    return CaseStep(
        case_id=case.id,
        region=case.region,
        event_id=report.event.event_id,
        after_ms=after_ms(case.detected_at, step.at),
        **vars(step),
    )


def _closing(case: LockedCase, standings: Sequence[Standing], last: Event) -> cases.Closing:
    closed_at = max(standing.done_at for standing in standings if standing.done_at)
    told = CaseClosed(
        case_id=case.id,
        household_id=case.household_id,
        region=case.region,
        closed_at=closed_at,
        late_parts=list(late_parts(standings)),
    )
    act = CaseAct(
        case_id=case.id,
        region=case.region,
        act=Act.CLOSED,
        at=closed_at,
        by=BY_PARTS,
        reason="各环节均已办结，以各环节的办理结果为证",
        parts=[standing.part.value for standing in standings],
    )
    return cases.Closing(case.id, closed_at, act, owed=outbox.debt(told, because=last))
