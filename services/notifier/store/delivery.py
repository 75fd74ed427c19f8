"""Messages and their deliveries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import RowMapping, text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules.delivery import ChannelName, DeliveryState, Verdict
from services.notifier.rules.message import MessageKind, Text
from services.notifier.rules.message_form import Form
from services.notifier.rules.message_times import Lane, Priority, Wait, Waiting
from services.notifier.tables import Delivery, Message

# The states are written out, so that the index over deliveries that are due serves whatever plan PostgreSQL keeps.
_LOCK_DUE = text("""
SELECT d.id AS delivery_id, d.rank, d.attempts, d.lane, d.addressee_id, d.wait, d.due_at, m.id AS message_id, m.case_id,
       m.errand_id, m.matter_id, m.order_id, m.household_id, m.region, m.kind, m.priority, m.subject, m.body, m.forms,
       m.written_at, coalesce(p.sealed_contact, h.sealed_contact) AS sealed_contact, coalesce(p.region, m.region) AS hours_of
FROM delivery d JOIN message m ON m.id = d.message_id LEFT JOIN post p ON p.id = m.post_id
LEFT JOIN household_contact h ON h.id = m.household_id
WHERE d.state IN ('queued', 'failed') AND d.lane = :lane AND d.due_at <= :at
ORDER BY d.due_at, d.id LIMIT :limit
FOR UPDATE OF d SKIP LOCKED
""")

_PUT_ATTEMPTS = text("""
UPDATE delivery
SET channel = new.channel, form = new.form, state = new.state, attempts = attempts + 1, due_at = new.due_at,
    last_error = new.error, sent_at = new.sent_at, wait = NULL
FROM unnest(CAST(:ids AS uuid[]), CAST(:channels AS text[]), CAST(:states AS text[]), CAST(:instants AS timestamptz[]),
            CAST(:errors AS text[]), CAST(:sent AS timestamptz[]), CAST(:forms AS text[]))
     AS new (id, channel, state, due_at, error, sent_at, form)
WHERE delivery.id = new.id
""")


@dataclass(frozen=True, slots=True)
class Due:
    """A delivery whose time has come: what is told in which forms, and the sealed contact of the post or household (none for the
    desk on duty). `hours_of` is the place whose hours hold."""

    delivery_id: UUID
    rank: int
    attempts: int
    lane: Lane
    addressee_id: UUID | None
    wait: Wait | None
    due_at: datetime
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
    """What came of one more attempt over this channel, and the delivery over the next one if this was given up."""

    delivery_id: UUID
    channel: ChannelName
    form: Form
    verdict: Verdict
    error: str | None
    at: datetime
    fallback: Delivery | None = None

    @property
    def sent_at(self) -> datetime | None:
        return self.at if self.verdict.state is DeliveryState.SENT else None


async def lock_due_deliveries(session: AsyncSession, *, lanes: Sequence[Lane], at: datetime, limit: int) -> list[Due]:
    """The deliveries that have been due the longest, of the first lane before those of the next. Those that another worker is at
    are left to it."""
    found: list[Due] = []
    for lane in lanes:
        if left := limit - len(found):
            rows = (await session.execute(_LOCK_DUE, {"lane": lane.value, "at": at, "limit": left})).mappings()
            found += [_due(row) for row in rows]
    return found


def _due(row: RowMapping) -> Due:
    wait = Wait(row["wait"]) if row["wait"] else None
    names = {"kind": MessageKind(row["kind"]), "priority": Priority(row["priority"]), "lane": Lane(row["lane"]), "wait": wait}
    return Due(**{**row, **names})


async def put_attempts(session: AsyncSession, attempts: Sequence[Attempt]) -> None:
    """Record these attempts, in one statement. The deliveries are locked."""
    await session.execute(
        _PUT_ATTEMPTS,
        {
            "ids": [attempt.delivery_id for attempt in attempts],
            "channels": [attempt.channel.value for attempt in attempts],
            "states": [attempt.verdict.state.value for attempt in attempts],
            "instants": [attempt.verdict.retry_at for attempt in attempts],
            "errors": [attempt.error for attempt in attempts],
            "sent": [attempt.sent_at for attempt in attempts],
            "forms": [attempt.form.value for attempt in attempts],
        },
    )


async def list_deliveries(
    session: AsyncSession, *, state: DeliveryState | None, case_id: UUID | None, after: UUID | None, limit: int
) -> Sequence[tuple[Delivery, Message]]:
    """Deliveries in the order in which they were queued, each with its message."""
    deliveries = select(Delivery, Message).join(Message, col(Delivery.message_id) == Message.id)
    if state:
        deliveries = deliveries.where(Delivery.state == state)
    if case_id:
        deliveries = deliveries.where(Message.case_id == case_id)
    if after:
        deliveries = deliveries.where(Delivery.id > after)
    return (await session.exec(deliveries.order_by(col(Delivery.id)).limit(limit))).all()
