"""The whole public log as one stream of lines, with everything that an auditor needs to check it without us.

It is written as of one head. What that head covers never changes, so the pages are read each in a transaction of its own:
a slow reader holds no connection, and no memory grows with the log.
"""

from collections.abc import AsyncIterator
from uuid import UUID

import orjson

from services.funds.channels import settings
from services.funds.store import log as store
from shared.clock import now
from shared.database import Sessions, transaction
from shared.security import NOBODY

ROWS_AT_ONCE = 1_000


async def lines(sessions: Sessions) -> AsyncIterator[bytes]:
    """JSON lines: the archive, keys, heads, records, what waits, totals, and a last line with their number."""
    written = 0
    async with transaction(sessions, NOBODY) as session:
        head = await store.find_last_head(session)
        size, last = (head.size, head.number) if head else (0, 0)
        totals = await store.list_totals(session, size=size)
        keys = await store.list_keys(session)
    first = [_line("archive", log=settings.current().log_origin, size=size, head=last, made_at=now().isoformat())]
    first += [_line("key", public=key.public, endorsement=key.endorsement, since_at=key.since_at.isoformat()) for key in keys]
    yield b"".join(first)
    written += len(first)
    for paged in (_heads(sessions, last), _records(sessions, size), _waiting(sessions)):
        async for some in paged:
            yield b"".join(some)
            written += len(some)
    sums = [_line("total", **total) for total in totals]
    yield b"".join([*sums, _line("end", lines=written + len(sums))])


def _line(kind: str, /, **told: object) -> bytes:
    return orjson.dumps({"is": kind, **told}) + b"\n"


async def _heads(sessions: Sessions, last: int) -> AsyncIterator[list[bytes]]:
    number = 0
    while number < last:
        async with transaction(sessions, NOBODY) as session:
            heads = await store.list_heads_after(session, number, to=last, limit=ROWS_AT_ONCE)
            signatures = await store.list_cosignatures(session, [head.number for head in heads])
        if not heads:
            return
        number = heads[-1].number
        signed = {head.number: [one.line for one in signatures if one.head_number == head.number] for head in heads}
        yield [_line("head", note=head.note, cosignatures=signed[head.number]) for head in heads]


async def _records(sessions: Sessions, size: int) -> AsyncIterator[list[bytes]]:
    position = 0
    while position < size:
        async with transaction(sessions, NOBODY) as session:
            rows = await store.list_logged(session, first=position, before=size, limit=ROWS_AT_ONCE)
        if not rows:
            return
        position = rows[-1][0].position + 1
        yield [
            _line(
                "record",
                position=entry.position,
                salt=entry.salt.hex(),
                commitment=entry.commitment.hex(),
                canonical=canonical,
            )
            for entry, canonical in rows
        ]


async def _waiting(sessions: Sessions) -> AsyncIterator[list[bytes]]:
    after: UUID | None = None
    while rows := await _unlogged(sessions, after):
        after = rows[-1][0]
        yield [_line("waiting", canonical=canonical) for _, canonical in rows]


async def _unlogged(sessions: Sessions, after: UUID | None) -> list[tuple[UUID, str]]:
    async with transaction(sessions, NOBODY) as session:
        return [(row.id, row.canonical) for row in await store.list_unlogged(session, after=after, limit=ROWS_AT_ONCE)]
