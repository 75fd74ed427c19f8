"""Send officers to what other services found: a household that an alert points at, the differences of a list, or what a
household is owed that has moved."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules import link, place
from services.notifier.rules.department import Department
from services.notifier.rules.errand import ErrandKind, ErrandState
from services.notifier.rules.errand_words import errand_opened
from services.notifier.rules.message import MessageKind
from services.notifier.rules.routing import Desk, desk_of, officer_of
from services.notifier.store.errand import Sent, get_errand_policy
from services.notifier.store.errand import open_errands as write
from services.notifier.store.opening import first_delivery
from services.notifier.store.post import list_desks
from services.notifier.tables import Errand, Message
from shared import periods, settings
from shared.events.housing import ResettlementSupportAsked
from shared.events.registry import AlertRaised, DifferencesDetected

Found = AlertRaised | DifferencesDetected | ResettlementSupportAsked


async def open_errands(session: AsyncSession, events: Sequence[Found], *, at: datetime) -> Sequence[Errand]:
    """The errands opened: none for what was finished before it was heard of. Raises NoErrandPolicy."""
    desks = await list_desks(session, *{event.region for event in events})

    sent = [_sent(event, desks, at) for event in events]

    opened = await write(session, sent)
    return [one.errand for one in sent if one.errand.id in opened]


def _sent(event: Found, desks: Sequence[Desk], at: datetime) -> Sent:
    policy = get_errand_policy(event.region, periods.day_in_china(at))
    kind, source_id, part, differences = _of(event)
    task = policy.task(kind)
    errand = Errand(
        kind=kind,
        source_id=source_id,
        part=part,
        region=event.region,
        task=_task(event, task.task),
        reference=policy.source(task).spoken,
        differences=differences,
        state=ErrandState.OPEN,
        opened_at=at,
        due_at=periods.end_of_day(event.due_on),
    )
    desk = _desk(event, desks)
    text = errand_opened(
        kind.label,
        place=place.spoken(event.region),
        task=errand.task,
        due_at=errand.due_at,
        differences=differences,
        link=link.errand(settings.current().base_url, kind),
    )
    letter = Message(
        errand_id=errand.id,
        post_id=desk.post_id,
        region=event.region,
        kind=MessageKind.ERRAND_OPENED,
        subject=text.subject,
        body=text.body,
        written_at=at,
    )
    return Sent(errand, letter, first_delivery(letter, desk))


def _of(event: Found) -> tuple[ErrandKind, UUID, str, int | None]:
    match event:
        case AlertRaised():
            return ErrandKind.ALERT_VISIT, event.alert_id, "", None
        case ResettlementSupportAsked():
            return ErrandKind.RESETTLEMENT, event.support_id, "", None
        case DifferencesDetected():
            return ErrandKind.DIFFERENCES, event.list_id, event.region, event.differences


def _task(event: Found, task: str) -> str:
    """With what is owed and to whom, by the number that the place knows."""
    return f"{task}：{event.says}，搬迁编号 {event.number}" if isinstance(event, ResettlementSupportAsked) else task


def _desk(event: Found, desks: Sequence[Desk]) -> Desk:
    """The department's own where it has one there; otherwise the officer of the village, or whoever stands in."""
    if isinstance(event, ResettlementSupportAsked) and event.department in {each.value for each in Department}:
        own = desk_of(Department(event.department), event.region, desks)
        return own or officer_of(event.region, desks)
    return officer_of(event.region, desks)
