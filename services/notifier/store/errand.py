"""Errands: opened once with the message about them, finished once, in whichever order that is heard."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from uuid import UUID

from sqlalchemy import or_, text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules.errand import ErrandKind, ErrandLevel, ErrandPolicy, ErrandState
from services.notifier.rules.order_rule import Addressee
from services.notifier.tables import Delivery, Errand, Message
from shared.errors import NotFound, Unprocessable
from shared.policy.document import in_force, read_document
from shared.rows import as_json, insertion

_FOLDER = Path(__file__).parent.parent / "policy" / "errands"


class ErrandNotFound(NotFound):
    """没有找到这件村级任务"""


class NoErrandPolicy(Unprocessable):
    """这一天没有生效的村级任务规则"""

    mend = "请联系平台运维补录"


@cache
def list_errand_policies() -> tuple[ErrandPolicy, ...]:
    """Every file. Raises PolicyFileRefused."""
    return tuple(read_document(ErrandPolicy, path)[0] for path in sorted(_FOLDER.glob("*.yaml")))


def get_errand_policy(region: str, on: date) -> ErrandPolicy:
    """Of the narrowest place around. Raises NoErrandPolicy."""
    found = in_force(list_errand_policies(), region=region, on=on)
    if found is None:
        raise NoErrandPolicy(on=on.isoformat())
    return found


@dataclass(frozen=True)
class Sent:
    """An errand and the message that tells of it."""

    errand: Errand
    letter: Message
    delivery: Delivery


_OPEN = text(f"""
WITH once AS ({insertion(Errand)} ON CONFLICT DO NOTHING RETURNING id),
written AS (
    INSERT INTO message SELECT one.* FROM jsonb_populate_recordset(NULL::message, CAST(:messages AS jsonb)) AS one
    JOIN once ON once.id = one.errand_id RETURNING id
), queued AS (
    INSERT INTO delivery SELECT one.* FROM jsonb_populate_recordset(NULL::delivery, CAST(:deliveries AS jsonb)) AS one
    JOIN written ON written.id = one.message_id
)
SELECT id FROM once
""")  # noqa: S608  the only interpolation is a constant of our own
# Heard of its end first: it is there as finished, and its beginning finds it so.
_FINISH = text(f"""
{insertion(Errand)} ON CONFLICT ON CONSTRAINT errand_once DO UPDATE
SET state = excluded.state, closed_at = excluded.closed_at, is_late = errand.due_at < excluded.closed_at
WHERE errand.state = 'open'
""")
_END_RESETTLEMENT = text("""
UPDATE errand SET state = 'done', closed_at = :at, is_late = due_at < :at
WHERE source_id = :source_id AND kind = 'resettlement' AND state = 'open'
""")
_FINISH_KNOWN = text("""
UPDATE errand SET state = 'done', closed_at = over.at, is_late = errand.due_at < over.at
FROM unnest(CAST(:ids AS uuid[]), CAST(:parts AS text[]), CAST(:rules AS text[]), CAST(:ats AS timestamptz[]))
     AS over (id, part, rule, at)
WHERE errand.source_id = over.id AND errand.part = over.part AND errand.rule = over.rule AND errand.state = 'open'
""")
_MOVE = text("""
UPDATE errand SET region = :region, moved_at = :moved_at
WHERE source_id = :source_id AND part = '' AND state = 'open' AND coalesce(moved_at, '-infinity') < :moved_at
RETURNING id
""")


async def open_errands(session: AsyncSession, sent: Sequence[Sent]) -> set[UUID]:
    """In one statement; those that were written. One that is there already gets no second message."""
    in_order = sorted(sent, key=lambda one: (one.errand.source_id, one.errand.part, one.errand.rule))
    rows = {
        "errand": as_json([one.errand.model_dump() for one in in_order]),
        "messages": as_json([one.letter.model_dump() for one in in_order]),
        "deliveries": as_json([one.delivery.model_dump() for one in in_order]),
    }
    return set((await session.execute(_OPEN, rows)).scalars())


async def finish_errands(session: AsyncSession, finished: Sequence[Errand]) -> None:
    """What is open of these ends; what was not heard of yet is kept as finished."""
    in_order = sorted(finished, key=lambda one: (one.source_id, one.part, one.rule))
    await session.execute(_FINISH, {"errand": as_json([one.model_dump() for one in in_order])})


async def end_resettlements(session: AsyncSession, source_id: UUID, *, at: datetime) -> None:
    """Those of before `policy/orders` sent them."""
    await session.execute(_END_RESETTLEMENT, {"source_id": source_id, "at": at})


async def finish_known_errands(session: AsyncSession, finished: Sequence[Errand]) -> None:
    """What is open of these ends; of what was not heard of nothing is kept."""
    in_order = sorted(finished, key=lambda one: (one.source_id, one.part, one.rule))
    columns = {"ids": "source_id", "parts": "part", "rules": "rule", "ats": "closed_at"}
    await session.execute(_FINISH_KNOWN, {name: [getattr(one, column) for one in in_order] for name, column in columns.items()})


async def move_errand(session: AsyncSession, source_id: UUID, *, region: str, moved_at: datetime) -> Errand | None:
    """The errand, if it is open and no later move of it was heard of before."""
    asked = {"source_id": source_id, "region": region, "moved_at": moved_at}
    moved = (await session.execute(_MOVE, asked)).scalar_one_or_none()
    return await session.get(Errand, moved, populate_existing=True) if moved else None


async def lock_late(session: AsyncSession, *, at: datetime, done: ErrandLevel, limit: int) -> Sequence[Errand]:
    """Open errands past their time of which the last level has not heard; those that another transaction is at are left to it."""
    untold = or_(col(Errand.told).is_(None), col(Errand.told) != done)
    late = select(Errand).where(Errand.state == ErrandState.OPEN, col(Errand.due_at) < at, untold)
    ordered = late.order_by(col(Errand.due_at), col(Errand.id)).limit(limit).with_for_update(skip_locked=True)
    return (await session.exec(ordered)).all()


async def get_errand(session: AsyncSession, errand_id: UUID) -> Errand:
    """Raises ErrandNotFound, also for one that the asker may not see."""
    found = await session.get(Errand, errand_id)
    if found is None:
        raise ErrandNotFound
    return found


async def lock_errand(session: AsyncSession, errand_id: UUID) -> Errand:
    """Raises ErrandNotFound."""
    found = await session.get(Errand, errand_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise ErrandNotFound
    return found


async def list_open_errands(session: AsyncSession, addressee: Addressee, *, limit: int) -> Sequence[Errand]:
    """Those of the asker's places that were sent to this level, the most urgent first; without a rule they are the village's."""
    to = col(Errand.addressee) == addressee
    sent = or_(to, col(Errand.addressee).is_(None)) if addressee is Addressee.VILLAGE else to
    query = select(Errand).where(Errand.state == ErrandState.OPEN, sent, col(Errand.department).is_(None))
    return (await session.exec(query.order_by(col(Errand.due_at), col(Errand.id)).limit(limit))).all()


async def list_errands(
    session: AsyncSession,
    *,
    kind: ErrandKind | None,
    state: ErrandState | None,
    late_at: datetime | None,
    after: UUID | None,
    limit: int,
) -> Sequence[Errand]:
    """In the order in which they were opened, without those of which nobody was ever told, for they were over before; one more
    than `limit`."""
    was_sent = or_(col(Errand.closed_at).is_(None), col(Errand.closed_at) != col(Errand.opened_at))
    query = select(Errand).where(was_sent).order_by(col(Errand.id)).limit(limit + 1)
    if kind:
        query = query.where(Errand.kind == kind)
    if state:
        query = query.where(Errand.state == state)
    if late_at:
        query = query.where(Errand.state == ErrandState.OPEN, col(Errand.due_at) < late_at)
    return (await session.exec(query.where(Errand.id > after) if after else query)).all()
