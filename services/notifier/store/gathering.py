"""Which of the deliveries whose time has come may leave now, which wait, and which are gathered into a digest."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules import link
from services.notifier.rules.message import MessageKind
from services.notifier.rules.message_field import Gathered
from services.notifier.rules.message_times import HOUR, Decision, Hours, Lane, Step, decide
from services.notifier.store.delivery import Due
from services.notifier.store.message_times import get_times
from services.notifier.store.post import as_desk
from services.notifier.store.writing import About, letter_to
from services.notifier.tables import Post
from shared import rows, settings
from shared.ids import uuid7
from shared.periods import day_in_china

GATHERED_AT_ONCE = 500
"""Of one digest; what is left goes into the next."""

# Held until the transaction ends: of two workers one sends to a reader, and counts what it was sent.
_TAKE = text("""
SELECT reader FROM unnest(CAST(:readers AS uuid[])) AS reader
WHERE pg_try_advisory_xact_lock(hashtextextended('delivery to ' || reader::text, 0))
""")
_SENT = text("""
SELECT addressee_id, sent_at FROM delivery
WHERE addressee_id = ANY(CAST(:readers AS uuid[])) AND lane <> 'at-once' AND sent_at > :since AND sent_at <= :until
""")
_HOLD = text("""
UPDATE delivery SET due_at = new.due_at, wait = new.wait
FROM unnest(CAST(:ids AS uuid[]), CAST(:due AS timestamptz[]), CAST(:waits AS text[])) AS new (id, due_at, wait)
WHERE delivery.id = new.id
""")
_TO_GATHER = text("""
SELECT d.id, m.kind FROM delivery d JOIN message m ON m.id = d.message_id
WHERE d.addressee_id = :reader AND d.state = 'queued' AND d.wait IN ('digest', 'cap') AND d.due_at <= :at
  AND d.attempts = 0 AND d.rank = 0 AND m.kind <> 'digest'
ORDER BY d.due_at, d.id LIMIT :limit
FOR UPDATE OF d SKIP LOCKED
""")
_GATHER = text("""
UPDATE delivery SET state = 'gathered', due_at = NULL, digest_id = :digest WHERE id = ANY(CAST(:ids AS uuid[]))
""")


async def hold_back(session: AsyncSession, due: Sequence[Due], *, at: datetime) -> tuple[list[Due], bool]:
    """Those that may leave now, and whether anything became of the others. A reader that another worker sends to is left to it.

    The deliveries are locked by whoever asks, and a reader stays ours until the transaction ends.
    """
    leaving, by_reader = list[Due](), defaultdict[UUID, list[Due]](list)
    for one in due:
        if one.lane is Lane.AT_ONCE or one.addressee_id is None:
            leaving.append(one)
        else:
            by_reader[one.addressee_id].append(one)
    if not by_reader:
        return leaving, False
    taken = set((await session.execute(_TAKE, {"readers": sorted(by_reader)})).scalars())
    sent = await _sent_to(session, taken, at=at)
    held, is_changed = list[tuple[Due, Decision]](), False
    for reader in sorted(taken):
        its, hours = by_reader[reader], _hours(by_reader[reader][0], at)
        decisions = decide([one.waiting for one in its], sent=sent.get(reader, ()), hours=hours, at=at)
        leaving += [one for one, decision in zip(its, decisions, strict=True) if decision.step is Step.SEND]
        held += [(one, decision) for one, decision in zip(its, decisions, strict=True) if decision.step is Step.HOLD]
        gathered = [one for one, decision in zip(its, decisions, strict=True) if decision.step is Step.GATHER]
        if gathered:
            is_changed = True
            leaving += await _gather(session, reader, gathered, at=at)
    await _hold(session, held)
    return leaving, is_changed or bool(held)


def _hours(one: Due, at: datetime) -> Hours:
    times = get_times(one.hours_of, day_in_china(at))
    return times.for_households if one.lane is Lane.HOUSEHOLD else times.for_officers


async def _sent_to(session: AsyncSession, readers: Iterable[UUID], *, at: datetime) -> Mapping[UUID, Sequence[datetime]]:
    asked = {"readers": sorted(readers), "since": at - HOUR, "until": at + HOUR}
    found = defaultdict[UUID, list[datetime]](list)
    for reader, sent_at in await session.execute(_SENT, asked):
        found[reader].append(sent_at)
    return found


async def _hold(session: AsyncSession, held: Sequence[tuple[Due, Decision]]) -> None:
    if held:
        ids, due = [one.delivery_id for one, _ in held], [decision.until for _, decision in held]
        waits = [decision.wait.value if decision.wait else None for _, decision in held]
        await session.execute(_HOLD, {"ids": ids, "due": due, "waits": waits})


async def _gather(session: AsyncSession, post_id: UUID, given: Sequence[Due], *, at: datetime) -> list[Due]:
    """All that wait for this post go into one message, which is due now. One that waits alone is sent as it is."""
    found = (await session.execute(_TO_GATHER, {"reader": post_id, "at": at, "limit": GATHERED_AT_ONCE})).all()
    post = await session.get(Post, post_id)
    if len(found) < 2 or post is None:
        return list(given[:1])
    digest_id, kinds = uuid7(), Counter(MessageKind(kind) for _, kind in found)
    base = settings.current().base_url
    letter = letter_to(
        as_desk(post),
        MessageKind.DIGEST,
        About(post.region, matter_id=post.id),
        at=at,
        message_id=digest_id,
        count=len(found),
        gathered=tuple(Gathered(kind.label, many, link.gathered(base, digest_id, kind)) for kind, many in kinds.most_common()),
        link=link.gathered(base, digest_id),
    )
    await rows.insert(session, letter.message, letter.delivery)
    await session.execute(_GATHER, {"digest": digest_id, "ids": [delivery_id for delivery_id, _ in found]})
    return []
