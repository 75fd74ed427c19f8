"""Messages and their deliveries."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import RowMapping, TextClause, text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules.delivery import ChannelName, DeliveryState, Verdict
from services.notifier.rules.line import waited_since
from services.notifier.rules.message import MessageKind, Text
from services.notifier.rules.message_form import Form
from services.notifier.rules.message_times import Lane, Priority, Wait, Waiting
from services.notifier.rules.urgency import Urgency, share
from services.notifier.tables import Delivery, Message, PaperLetter

# The states are written out, so that the index over deliveries that are due serves whatever plan PostgreSQL keeps.
_DUE = """
SELECT d.id AS delivery_id, d.rank, d.urgency, d.channel, d.line, d.attempts, d.lane, d.addressee_id, d.wait, d.due_at,
       d.waiting_since, m.id AS message_id, m.case_id, m.errand_id, m.matter_id, m.order_id, m.household_id, m.region, m.kind,
       m.priority, m.subject, m.body, m.forms, m.written_at, coalesce(p.sealed_contact, h.sealed_contact) AS sealed_contact,
       coalesce(p.region, m.region) AS hours_of
FROM delivery d JOIN message m ON m.id = d.message_id LEFT JOIN post p ON p.id = m.post_id
LEFT JOIN household_contact h ON h.id = m.household_id
WHERE d.state IN ('queued', 'failed') AND d.due_at <= :at
"""
_IN_ORDER = "ORDER BY d.due_at, d.id LIMIT :limit FOR UPDATE OF d SKIP LOCKED"

# Each lane has its share of the turn, and what those before it left over; when all had theirs, whatever is due fills the rest.
_WAITS = "FROM delivery WHERE channel = :channel AND state IN ('queued', 'failed') AND due_at <= :at"
_LOCK_DUE = text(f"""
WITH low AS (
    SELECT id {_WAITS} AND urgency = 2 ORDER BY urgency, due_at, id LIMIT :low FOR UPDATE SKIP LOCKED
), ordinary AS (
    SELECT id {_WAITS} AND urgency = 1 ORDER BY urgency, due_at, id
    LIMIT CAST(:low AS int) + :ordinary - (SELECT count(*) FROM low) FOR UPDATE SKIP LOCKED
), urgent AS (
    SELECT id {_WAITS} AND urgency = 0 ORDER BY urgency, due_at, id
    LIMIT CAST(:limit AS int) - (SELECT count(*) FROM low) - (SELECT count(*) FROM ordinary) FOR UPDATE SKIP LOCKED
), shared AS MATERIALIZED (
    SELECT id FROM low UNION ALL SELECT id FROM ordinary UNION ALL SELECT id FROM urgent
), rest AS (
    SELECT id {_WAITS} AND id NOT IN (SELECT id FROM shared) ORDER BY urgency, due_at, id
    LIMIT CAST(:limit AS int) - (SELECT count(*) FROM shared) FOR UPDATE SKIP LOCKED
)
{_DUE} AND d.id IN (SELECT id FROM shared UNION ALL SELECT id FROM rest) ORDER BY d.urgency, d.due_at, d.id
""")  # noqa: S608  all of it is written here
_LOCK_UNSORTED = text(f"{_DUE} AND d.channel = ANY (:channels) AND d.line IS NULL {_IN_ORDER}")
# Of each line one: the urgent first.
_LOCK_FIRST = text(f"""
{_DUE} AND d.id IN (
    SELECT DISTINCT ON (w.line) w.id FROM delivery w JOIN message n ON n.id = w.message_id
    WHERE w.line = ANY (:lines) AND w.state IN ('queued', 'failed') AND w.due_at <= :at
    ORDER BY w.line, n.priority = 'urgent' DESC, w.due_at, w.id)
{_IN_ORDER}
""")  # noqa: S608  all of it is written here
_LOCK_STUCK = text(f"""
{_DUE} AND d.channel = ANY (:channels) AND coalesce(d.waiting_since, d.due_at) <= CASE
    WHEN m.priority <> 'urgent' THEN CAST(:ordinary AS timestamptz)
    WHEN d.channel = ANY (:closed) OR d.line = ANY (:closed) THEN CAST(:at AS timestamptz)
    ELSE CAST(:urgent_since AS timestamptz) END
{_IN_ORDER}
""")

_PUT_ATTEMPTS = text("""
UPDATE delivery
SET channel = new.channel, line = new.line, form = coalesce(new.form, delivery.form), state = new.state,
    attempts = attempts + new.counted, due_at = new.due_at, last_error = new.error, sent_at = new.sent_at,
    gateway_id = new.gateway_id, wait = CASE WHEN new.counted = 0 THEN delivery.wait END,
    waiting_since = CASE WHEN new.counted = 0 AND new.error IS NOT NULL THEN coalesce(delivery.waiting_since, delivery.due_at)
                         WHEN new.counted = 0 THEN delivery.waiting_since END
FROM unnest(CAST(:ids AS uuid[]), CAST(:channels AS text[]), CAST(:lines AS text[]), CAST(:states AS text[]),
            CAST(:counted AS int[]), CAST(:instants AS timestamptz[]), CAST(:errors AS text[]), CAST(:sent AS timestamptz[]),
            CAST(:gateway_ids AS text[]), CAST(:forms AS text[]))
     AS new (id, channel, line, state, counted, due_at, error, sent_at, gateway_id, form)
WHERE delivery.id = new.id
""")


_BRING_BACK = text("""
UPDATE delivery SET due_at = :at FROM message
WHERE message.id = delivery.message_id AND delivery.state IN ('queued', 'failed') AND delivery.due_at > :written_after
  AND (message.written_at > :written_after OR delivery.due_at > :held_after
       OR (delivery.state = 'failed' AND delivery.wait IS NULL AND delivery.due_at > :due_after))
""")


@dataclass(frozen=True, slots=True)
class Due:
    """A delivery whose time has come: what is told in which forms, and the sealed contact of the post or household (none for the
    desk on duty). `hours_of` is the place whose hours hold."""

    delivery_id: UUID
    rank: int
    urgency: Urgency
    channel: ChannelName
    line: str | None
    attempts: int
    lane: Lane
    addressee_id: UUID | None
    wait: Wait | None
    due_at: datetime
    waiting_since: datetime | None
    message_id: UUID
    case_id: UUID | None
    errand_id: UUID | None
    matter_id: UUID | None
    order_id: UUID | None
    household_id: UUID | None
    region: str
    kind: MessageKind
    priority: Priority
    subject: str
    body: str
    forms: Mapping[str, Mapping[str, str]]
    written_at: datetime
    sealed_contact: bytes | None
    hours_of: str

    def said(self, form: Form) -> Text:
        """The whole text where a message has not this form: those of before there were forms, and letters to an office."""
        other = self.forms.get(form.value)
        return Text(**other) if other else Text(self.subject, self.body)

    @property
    def waiting(self) -> Waiting:
        # A digest is never gathered itself: it would go round for ever.
        return Waiting(self.priority, self.wait, is_fresh=self.attempts == self.rank == 0 and self.kind is not MessageKind.DIGEST)


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came of one more attempt over this channel, or that it is to wait; and what is written down besides: the delivery over
    the next channel if this was given up, the letter that is to be printed."""

    delivery_id: UUID
    channel: ChannelName
    verdict: Verdict
    error: str | None
    at: datetime
    form: Form | None = None
    """In which it went out, if it was tried."""
    line: str | None = None
    gateway_id: str | None = None
    besides: Delivery | PaperLetter | None = None

    @property
    def sent_at(self) -> datetime | None:
        return self.at if self.verdict.state is DeliveryState.SENT else None


async def lock_due_deliveries(session: AsyncSession, *, channels: Iterable[ChannelName], at: datetime, limit: int) -> list[Due]:
    """Over these channels the most urgent deliveries that have been due the longest, and of the others their share
    (`rules.urgency`). Those that another worker is at are left to it."""
    found: list[Due] = []
    for channel in channels:
        if left := limit - len(found):
            places = {lane.name.lower(): share(lane, left) for lane in (Urgency.ORDINARY, Urgency.LOW)}
            found += await _lock(session, _LOCK_DUE, channel=channel.value, at=at, limit=left, **places)
    return found


async def lock_unsorted(session: AsyncSession, *, channels: Iterable[ChannelName], at: datetime, limit: int) -> list[Due]:
    """Those to robots of which nobody has looked yet which robot it is."""
    return await _lock(session, _LOCK_UNSORTED, channels=_values(channels), at=at, limit=limit)


async def lock_first_of_lines(session: AsyncSession, lines: Sequence[str], *, at: datetime) -> list[Due]:
    """Of each of these lines the one whose turn it is: urgent ones first, then the oldest."""
    return await _lock(session, _LOCK_FIRST, lines=list(lines), at=at, limit=len(lines))


async def lock_stuck(
    session: AsyncSession, *, channels: Iterable[ChannelName], closed: Sequence[str], at: datetime, limit: int
) -> list[Due]:
    """Those that have waited for their line as long as they may. `closed` are names of lines."""
    return await _lock(
        session,
        _LOCK_STUCK,
        channels=_values(channels),
        closed=list(closed),
        ordinary=waited_since(urgent=False, is_closed=True, at=at),
        urgent_since=waited_since(urgent=True, is_closed=False, at=at),
        at=at,
        limit=limit,
    )


def _values(names: Iterable[StrEnum]) -> list[str]:
    return [name.value for name in names]


async def _lock(session: AsyncSession, statement: TextClause, **asked: object) -> list[Due]:
    rows = (await session.execute(statement, asked)).mappings()
    return [_due(row) for row in rows]


def _due(row: RowMapping) -> Due:
    wait = Wait(row["wait"]) if row["wait"] else None
    names = {"kind": MessageKind(row["kind"]), "channel": ChannelName(row["channel"]), "priority": Priority(row["priority"])}
    return Due(**{**row, **names, "urgency": Urgency(row["urgency"]), "lane": Lane(row["lane"]), "wait": wait})


async def put_attempts(session: AsyncSession, attempts: Sequence[Attempt]) -> None:
    """Record these attempts, in one statement. The deliveries are locked."""
    await session.execute(
        _PUT_ATTEMPTS,
        {
            "ids": [attempt.delivery_id for attempt in attempts],
            "channels": [attempt.channel.value for attempt in attempts],
            "lines": [attempt.line for attempt in attempts],
            "states": [attempt.verdict.state.value for attempt in attempts],
            "counted": [int(attempt.verdict.is_counted) for attempt in attempts],
            "instants": [attempt.verdict.retry_at for attempt in attempts],
            "errors": [attempt.error for attempt in attempts],
            "sent": [attempt.sent_at for attempt in attempts],
            "gateway_ids": [attempt.gateway_id for attempt in attempts],
            "forms": [attempt.form.value if attempt.form else None for attempt in attempts],
        },
    )


async def bring_back(
    session: AsyncSession, *, at: datetime, written_after: datetime, due_after: datetime, held_after: datetime
) -> int:
    """Make due now what was written, put off or held by a clock that was wrong; how many."""
    asked = {"at": at, "written_after": written_after, "due_after": due_after, "held_after": held_after}
    brought = await session.execute(_BRING_BACK, asked)
    return int(brought.rowcount)  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class DeliveriesAsked:
    """Which deliveries somebody wants to see. `since` and `before` are of when the message was written."""

    state: DeliveryState | None = None
    channel: ChannelName | None = None
    region: str | None = None
    case_id: UUID | None = None
    since: datetime | None = None
    before: datetime | None = None


async def list_deliveries(
    session: AsyncSession, asked: DeliveriesAsked, *, after: UUID | None, limit: int, latest_first: bool = False
) -> Sequence[tuple[Delivery, Message]]:
    """Deliveries in the order in which they were queued, or the other way round, each with its message."""
    deliveries = select(Delivery, Message).join(Message, col(Delivery.message_id) == Message.id)
    if asked.state:
        deliveries = deliveries.where(Delivery.state == asked.state)
    if asked.channel:
        deliveries = deliveries.where(Delivery.channel == asked.channel)
    if asked.region:
        deliveries = deliveries.where(col(Delivery.region).startswith(asked.region, autoescape=True))
    if asked.case_id:
        deliveries = deliveries.where(Message.case_id == asked.case_id)
    if asked.since:
        deliveries = deliveries.where(Message.written_at >= asked.since)
    if asked.before:
        deliveries = deliveries.where(Message.written_at < asked.before)
    if after:
        deliveries = deliveries.where(Delivery.id < after if latest_first else Delivery.id > after)
    order = col(Delivery.id).desc() if latest_first else col(Delivery.id)
    return (await session.exec(deliveries.order_by(order).limit(limit))).all()
