"""Messages of a person with their receipts, and what changed for whom since somebody last looked."""

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import and_, delete, exists, func, or_, text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules.department import Department
from services.notifier.rules.inbox import MESSAGES_FOR, Change, NoSuchMessage, Thing
from services.notifier.tables import InboxChange, Message, MessageReceipt, Post
from shared.security import Principal, Role

KEPT: Final = timedelta(days=1)
LOOK_ROWS: Final = 5_000
"""Changes that are told one by one in a look; of more, everybody looks anew."""

# What a snapshot of before did not show and this one does: a change that was laid early and committed late is not passed over.
_LOOK = text(f"""
WITH seen AS MATERIALIZED (SELECT pg_current_snapshot() AS upto, CAST(:before AS text)::pg_snapshot AS before)
SELECT seen.upto::text AS upto, change.thing, change.thing_id, change.is_new, change.region, change.department,
       change.addressee, change.post_id, change.given_by, change.is_restricted
FROM seen LEFT JOIN LATERAL (
    SELECT * FROM inbox_change WHERE transaction >= pg_snapshot_xmin(seen.before)::text::bigint
        AND NOT pg_visible_in_snapshot(transaction::text::xid8, seen.before)
    ORDER BY inbox_change.transaction, inbox_change.id LIMIT {LOOK_ROWS + 1}
) AS change ON true
""")  # noqa: S608  the only interpolation is a constant of our own
_NOW = text("SELECT pg_current_snapshot()::text")
_SNAPSHOT = re.compile(r"\d{1,19}:\d{1,19}:(\d{1,19}(,\d{1,19}){0,200})?")


async def snapshot(session: AsyncSession) -> str:
    """What is there to be seen now, for a later `look`."""
    found: str = (await session.execute(_NOW)).scalar_one()
    return found


def is_snapshot(told: str) -> bool:
    """Whether this can be one that was given out; PostgreSQL would take no other."""
    if not _SNAPSHOT.fullmatch(told):
        return False
    low, high, running = told.split(":")
    between = [int(each) for each in running.split(",") if each]
    is_in_order = between == sorted(set(between)) and all(int(low) <= one < int(high) for one in between)
    return 0 < int(low) <= int(high) < 2**63 and is_in_order


async def look(session: AsyncSession, before: str) -> tuple[str, list[Change] | None]:
    """The snapshot of now, and what came to be seen since the one before; None where that is more than one tells one by one."""
    rows = (await session.execute(_LOOK, {"before": before})).mappings().all()
    changes = [row for row in rows if row["thing_id"] is not None]
    upto: str = rows[0]["upto"]
    if len(changes) > LOOK_ROWS:
        return upto, None
    told = [{**row, "thing": Thing(row["thing"])} for row in changes]
    return upto, [Change(**{name: value for name, value in row.items() if name != "upto"}) for row in told]


async def forget_changes(session: AsyncSession, *, at: datetime) -> None:
    await session.execute(delete(InboxChange).where(col(InboxChange.at) < at - KEPT))


async def list_posts_of(session: AsyncSession, people: Collection[Principal]) -> Mapping[str, UUID]:
    """The post of each account that has one."""
    found = select(Post.subject, Post.id).where(col(Post.subject).in_({by.subject for by in people}), col(Post.left_on).is_(None))
    return {str(subject): post_id for subject, post_id in await session.exec(found)}


async def list_desks_of(session: AsyncSession, people: Collection[Principal]) -> Mapping[tuple[str, str], set[UUID]]:
    """The desks of these people's offices, by region and department (none for the place's officer)."""
    found = select(Post.region, Post.department, Post.id).where(
        col(Post.region).in_({by.region for by in people}), col(Post.subject).is_(None)
    )
    desks: dict[tuple[str, str], set[UUID]] = {}
    for region, department, post_id in await session.exec(found):
        desks.setdefault((region, department or ""), set()).add(post_id)
    return desks


def desk_key(by: Principal) -> tuple[str, str] | None:
    """Whose desk's messages somebody reads: their place's, or their department's there."""
    if by.role is Role.DEPARTMENT:
        return (by.region, by.org) if by.org in set(Department) else None
    return (by.region, "") if by.role in {Role.VILLAGE, Role.TOWN, Role.COUNTY} else None


async def list_messages(
    session: AsyncSession, by: Principal, posts: Collection[UUID], *, words: str, unread: bool, at: datetime, limit: int
) -> Sequence[tuple[Message, datetime | None]]:
    """Those of these posts, the newest first, each with when this person read it."""
    receipt = and_(col(MessageReceipt.message_id) == col(Message.id), col(MessageReceipt.subject) == by.subject)
    found = select(Message, MessageReceipt.read_at).join(MessageReceipt, receipt, isouter=True)
    found = found.where(col(Message.post_id).in_(posts), col(Message.written_at) > at - MESSAGES_FOR)
    if unread:
        found = found.where(col(MessageReceipt.read_at).is_(None))
    if words:
        found = found.where(
            or_(col(Message.subject).icontains(words, autoescape=True), col(Message.body).icontains(words, autoescape=True))
        )
    newest = found.order_by(col(Message.written_at).desc(), col(Message.id).desc()).limit(limit)
    return [(message, read_at) for message, read_at in await session.exec(newest)]


async def count_unread(session: AsyncSession, by: Principal, posts: Collection[UUID], *, at: datetime) -> int:
    return (await session.exec(select(func.count()).select_from(Message).where(*_unread(by, posts, at)))).one()


async def list_unread(session: AsyncSession, by: Principal, posts: Collection[UUID], *, at: datetime) -> Sequence[UUID]:
    return (await session.exec(select(Message.id).where(*_unread(by, posts, at)))).all()


async def get_message(session: AsyncSession, message_id: UUID, posts: Collection[UUID], *, at: datetime) -> Message:
    """Raises NoSuchMessage, also for one that is another's."""
    found = select(Message).where(
        Message.id == message_id, col(Message.post_id).in_(posts), col(Message.written_at) > at - MESSAGES_FOR
    )
    message = (await session.exec(found)).one_or_none()
    if message is None:
        raise NoSuchMessage
    return message


async def put_receipts(session: AsyncSession, message_ids: Collection[UUID], *, subject: str, at: datetime) -> None:
    """The first reading counts."""
    rows = [{"message_id": each, "subject": subject, "read_at": at} for each in sorted(message_ids)]
    if rows:
        await session.execute(insert(MessageReceipt).on_conflict_do_nothing(), rows)


def _unread(by: Principal, posts: Collection[UUID], at: datetime):  # type: ignore[no-untyped-def]  # clauses of SQLAlchemy
    read = exists().where(col(MessageReceipt.message_id) == col(Message.id), col(MessageReceipt.subject) == by.subject)
    return (col(Message.post_id).in_(posts), col(Message.written_at) > at - MESSAGES_FOR, ~read)
