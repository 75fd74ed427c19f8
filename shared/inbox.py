"""What has been done already: one table for three doors (commands by Idempotency-Key, events by id, ticks by time).

The row is the first write of the transaction that does the work, so the work and the memory of it live or die together.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.database import SET_SCOPE, Scope
from shared.errors import Conflict, Unprocessable

# One round trip: set the scope, see that nobody else is at the same piece of work, remember that we are.
_CLAIM = text(f"""
WITH scope AS MATERIALIZED (SELECT {SET_SCOPE}),
     turn AS MATERIALIZED (SELECT pg_try_advisory_xact_lock(hashtextextended(:handler || ' ' || :id, 0)) AS ours FROM scope)
INSERT INTO inbox (handler, id, fingerprint)
SELECT :handler, :id, :fingerprint FROM turn WHERE ours
ON CONFLICT (handler, id) DO NOTHING
RETURNING 1
""")  # noqa: S608  the only interpolation is a constant of our own
_CLAIM_TOGETHER = text(f"""
WITH scope AS MATERIALIZED (SELECT {SET_SCOPE}),
     turn AS MATERIALIZED (SELECT one.id, pg_try_advisory_xact_lock(hashtextextended(:handler || ' ' || one.id, 0)) AS ours
                           FROM scope, unnest(CAST(:ids AS text[])) AS one (id))
INSERT INTO inbox (handler, id)
SELECT :handler, id FROM turn WHERE ours
ON CONFLICT (handler, id) DO NOTHING
RETURNING id
""")  # noqa: S608  the only interpolation is a constant of our own
# What is done together is remembered with its answer when all is done: the locks keep others from it until then. Each is looked
# up for itself, by the key: a session that planned while the inbox was empty would read all of it from then on.
_LOOK_EACH = text(f"""
WITH scope AS MATERIALIZED (SELECT {SET_SCOPE}),
     turn AS MATERIALIZED (SELECT one.id, pg_try_advisory_xact_lock(hashtextextended(:handler || ' ' || one.id, 0)) AS ours
                           FROM scope, unnest(CAST(:ids AS text[])) AS one (id))
SELECT turn.id, before.id IS NOT NULL AS is_there, before.fingerprint, before.status, before.media_type, before.answer
FROM turn LEFT JOIN LATERAL (SELECT * FROM inbox WHERE inbox.handler = :handler AND inbox.id = turn.id LIMIT 1) AS before ON true
WHERE NOT turn.ours OR before.id IS NOT NULL
""")  # noqa: S608  the only interpolation is a constant of our own
_REMEMBER_EACH = text("""
INSERT INTO inbox (handler, id, fingerprint, status, media_type, answer)
SELECT :handler, * FROM unnest(CAST(:ids AS text[]), CAST(:fingerprints AS bytea[]), CAST(:statuses AS integer[]),
                               CAST(:media_types AS text[]), CAST(:answers AS bytea[]))
ON CONFLICT (handler, id) DO NOTHING
RETURNING 1
""")
_DONE = text("SELECT id FROM inbox WHERE handler = :handler AND id = ANY (CAST(:ids AS text[]))")
_RECALL = text("SELECT fingerprint, status, media_type, answer FROM inbox WHERE handler = :handler AND id = :id")
# Whoever is at a piece of work holds its lock until the row is there for all to see: so the locks are looked at first.
_RUNNING = text("""
SELECT handler FROM unnest(CAST(:handlers AS text[])) AS handler
WHERE NOT pg_try_advisory_xact_lock_shared(hashtextextended(handler || ' ' || :id, 0))
""")
_FIND = text("""
SELECT handler, status, media_type, answer, claimed_at FROM inbox
WHERE id = :id AND handler = ANY (:handlers) AND status IS NOT NULL ORDER BY claimed_at, handler
""")
_REMEMBER = text(
    "UPDATE inbox SET status = :status, media_type = :media_type, answer = :answer WHERE handler = :handler AND id = :id"
)


class StillRunning(Conflict):
    """同一请求正在处理中"""

    mend = "请稍候用同一 Idempotency-Key 原样重发，将得到那一次的结果"


class KeyUsedForAnother(Unprocessable):
    """同一 Idempotency-Key 已用于内容不同的请求"""

    mend = "重发请保持内容完全一致；新的业务请使用新的 Idempotency-Key"


@dataclass(frozen=True)
class Answer:
    """What a command answered the first time."""

    status: int
    media_type: str
    body: bytes


@dataclass(frozen=True)
class Done:
    """A command that was done: at which door, when, and what it answered."""

    handler: str
    answer: Answer
    claimed_at: datetime


@dataclass(frozen=True)
class Work:
    """A command by the name under which it is done once, and what tells it from another command of that name."""

    handler: str
    id: str
    fingerprint: bytes


class AlreadyDone(Exception):
    """This very piece of work was done before; `answer` is what it said, where it said something."""

    def __init__(self, answer: Answer | None = None) -> None:
        self.answer = answer
        super().__init__("already done")


async def claim(session: AsyncSession, scope: Scope, *, handler: str, id: str, fingerprint: bytes = b"") -> None:
    """Take this piece of work, and set the transaction's scope.

    Raises AlreadyDone if it was done before, StillRunning if another transaction is at it, KeyUsedForAnother if the same id
    came with another body.
    """
    work = {"handler": handler, "id": id, "fingerprint": fingerprint}
    taken = (await session.execute(_CLAIM, vars(scope) | work)).first()
    if taken is not None:
        return
    before = (await session.execute(_RECALL, {"handler": handler, "id": id})).first()
    if before is None:
        raise StillRunning
    if bytes(before.fingerprint) != fingerprint:
        raise KeyUsedForAnother(pointer="/header/Idempotency-Key")
    raise AlreadyDone(Answer(before.status, before.media_type, bytes(before.answer)) if before.status else None)


async def claim_together(session: AsyncSession, scope: Scope, *, handler: str, ids: Sequence[str]) -> set[str]:
    """Take all of these pieces of work that are to be had, and set the transaction's scope; which those are.

    The others were done before or are being done (`list_done`).
    """
    taken = await session.execute(_CLAIM_TOGETHER, vars(scope) | {"handler": handler, "ids": list(ids)})
    return set(taken.scalars())


async def list_done(session: AsyncSession, *, handler: str, ids: Sequence[str]) -> set[str]:
    """Which of these were done before, or are done by this very transaction; what another is at is not among them."""
    return set((await session.execute(_DONE, {"handler": handler, "ids": list(ids)})).scalars())


async def look_each(
    session: AsyncSession, scope: Scope, *, handler: str, asked: Mapping[str, bytes]
) -> dict[str, AlreadyDone | StillRunning | KeyUsedForAnother]:
    """Set the transaction's scope, and see which of these pieces of work (id and fingerprint) cannot be done now, and why not.

    The others are this transaction's until it ends, and are to be remembered in it by `remember_each`.
    """
    rows = await session.execute(_LOOK_EACH, vars(scope) | {"handler": handler, "ids": list(asked)})
    return {row.id: _why_not(row, asked[row.id]) for row in rows}


def _why_not(row: Any, fingerprint: bytes) -> AlreadyDone | StillRunning | KeyUsedForAnother:
    if not row.is_there:
        return StillRunning()
    if bytes(row.fingerprint) != fingerprint:
        return KeyUsedForAnother(pointer="/header/Idempotency-Key")
    return AlreadyDone(Answer(row.status, row.media_type, bytes(row.answer)) if row.status else None)


async def remember_each(
    session: AsyncSession, answers: Mapping[str, Answer], *, handler: str, asked: Mapping[str, bytes]
) -> None:
    """Keep the answers of commands that were done together; those that were refused are not remembered.

    Raises StillRunning if one of them was done by another transaction between looking and locking: nothing of this one stays.
    """
    columns: dict[str, list[Any]] = {
        "ids": list(answers),
        "fingerprints": [asked[id] for id in answers],
        "statuses": [answer.status for answer in answers.values()],
        "media_types": [answer.media_type for answer in answers.values()],
        "answers": [answer.body for answer in answers.values()],
    }
    kept = await session.execute(_REMEMBER_EACH, columns | {"handler": handler})
    if len(kept.all()) < len(answers):
        raise StillRunning


async def find_done(session: AsyncSession, *, handlers: Sequence[str], id: str) -> list[Done]:
    """What became of the pieces of work that came under one id at these handlers; oldest first.

    Raises StillRunning while another transaction is at one of them: then nobody can say yet.
    """
    work = {"handlers": list(handlers), "id": id}
    if (await session.execute(_RUNNING, work)).first() is not None:
        raise StillRunning
    rows = await session.execute(_FIND, work)
    return [Done(row.handler, Answer(row.status, row.media_type, bytes(row.answer)), row.claimed_at) for row in rows]


async def remember(session: AsyncSession, answer: Answer, *, handler: str, id: str) -> None:
    """Keep a command's answer for whoever sends the command again."""
    await session.execute(
        _REMEMBER, {"handler": handler, "id": id, "status": answer.status, "media_type": answer.media_type, "answer": answer.body}
    )
