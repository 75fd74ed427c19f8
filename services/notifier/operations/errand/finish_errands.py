"""What another service recorded finishes an errand: an alert was decided or withdrawn, a village's differences are
all settled."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules.errand import ErrandKind, ErrandState
from services.notifier.store.errand import finish_errands as write
from services.notifier.store.errand import get_errand_policy
from services.notifier.tables import Errand
from shared import periods
from shared.events.registry import AlertDecided, AlertRetracted, DifferencesCleared

Finished = AlertDecided | AlertRetracted | DifferencesCleared


async def finish_errands(session: AsyncSession, events: Sequence[Finished]) -> None:
    """Also before their beginning was heard of. Raises NoErrandPolicy."""
    finished = {(errand.source_id, errand.part): errand for errand in map(_finished, events)}
    await write(session, list(finished.values()))


def _finished(event: Finished) -> Errand:
    kind, source_id, part, state, at = _of(event)
    policy = get_errand_policy(event.region, periods.day_in_china(at))
    task = policy.task(kind)
    return Errand(
        kind=kind,
        source_id=source_id,
        part=part,
        region=event.region,
        task=task.task,
        reference=policy.source(task).spoken,
        state=state,
        opened_at=at,
        due_at=at,
        closed_at=at,
        is_late=False,
    )


def _of(event: Finished) -> tuple[ErrandKind, UUID, str, ErrandState, datetime]:
    match event:
        case AlertDecided():
            return ErrandKind.ALERT_VISIT, event.alert_id, "", ErrandState.DONE, event.decided_at
        case AlertRetracted():
            return ErrandKind.ALERT_VISIT, event.alert_id, "", ErrandState.WITHDRAWN, event.withdrawn_at
        case DifferencesCleared():
            return ErrandKind.DIFFERENCES, event.list_id, event.region, ErrandState.DONE, event.occurred_at
