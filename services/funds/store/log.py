"""The public log: what waits to be taken in, entries by their place, kept nodes, heads and keys."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import delete, text
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.head import LogDamaged, NoSuchHead, NotLoggedYet
from services.funds.rules.log_tree import Node, Part, hash_of, leaf_of, nodes_of
from services.funds.tables import Cosignature, Disclosure, LogEntry, LogHead, LogKey, LogNode, LogPending

_ONE_WRITER = text("SELECT pg_try_advisory_xact_lock(hashtext('public log'))")
"""Its own lock: nobody who publishes takes it."""

_NODES = text(
    "SELECT level, place, hash FROM log_node"
    " JOIN unnest(CAST(:levels AS int[]), CAST(:places AS bigint[])) AS asked (level, place) USING (level, place)"
)

Logged = tuple[LogEntry, str | None]
"""An entry and its record's text; None where the record is gone."""


async def take_pen(session: AsyncSession) -> bool:
    """Whether this transaction may write the log; only one at a time may, and the others need not wait."""
    return bool((await session.execute(_ONE_WRITER)).scalar_one())


async def take_pending(session: AsyncSession, *, limit: int) -> Sequence[Disclosure]:
    """Records that wait to be logged, the oldest first, and off the waiting list with them."""
    query = (
        select(Disclosure)
        .join(LogPending, col(LogPending.disclosure_id) == col(Disclosure.id))
        .order_by(col(LogPending.disclosure_id))
        .limit(limit)
    )
    records = (await session.exec(query)).all()
    if records:
        await session.execute(delete(LogPending).where(col(LogPending.disclosure_id).in_([one.id for one in records])))
    return records


async def count_entries(session: AsyncSession) -> int:
    last = (await session.exec(select(func.max(LogEntry.position)))).one()
    return 0 if last is None else last + 1


async def load_nodes(session: AsyncSession, nodes: Iterable[Node]) -> dict[Node, bytes]:
    """The hashes of these nodes and leaves. Raises LogDamaged if one is not there."""
    asked = set(nodes)
    leaves = [place for level, place in asked if level == 0]
    kept = [node for node in asked if node[0] > 0]
    query = select(LogEntry.position, LogEntry.commitment).where(col(LogEntry.position).in_(leaves))
    known = {(0, position): leaf_of(commitment) for position, commitment in await session.exec(query)} if leaves else {}
    if kept:
        rows = await session.execute(_NODES, {"levels": [level for level, _ in kept], "places": [place for _, place in kept]})
        known |= {(row.level, row.place): bytes(row.hash) for row in rows}
    if len(known) < len(asked):
        raise LogDamaged(missing=len(asked) - len(known))
    return known


async def hashes_of(session: AsyncSession, parts: Sequence[Part]) -> list[str]:
    """The hashes (hex) of parts of the tree. Raises LogDamaged."""
    known = await load_nodes(session, {node for part in parts for node in nodes_of(part)})
    return [hash_of(part, known).hex() for part in parts]


async def find_last_head(session: AsyncSession) -> LogHead | None:
    return (await session.exec(select(LogHead).order_by(col(LogHead.number).desc()).limit(1))).first()


async def get_head(session: AsyncSession, number: int) -> LogHead:
    """Raises NoSuchHead."""
    head = await session.get(LogHead, number)
    if head is None:
        raise NoSuchHead(number=number)
    return head


async def find_head_of(session: AsyncSession, position: int) -> LogHead | None:
    """The first head that covers a place of the log."""
    query = select(LogHead).where(col(LogHead.size) > position).order_by(col(LogHead.size), col(LogHead.number)).limit(1)
    return (await session.exec(query)).first()


async def list_heads(session: AsyncSession, *, before: int | None, limit: int) -> Sequence[LogHead]:
    """The newest first."""
    query = select(LogHead).order_by(col(LogHead.number).desc()).limit(limit)
    if before is not None:
        query = query.where(col(LogHead.number) < before)
    return (await session.exec(query)).all()


async def list_heads_after(session: AsyncSession, number: int, *, to: int | None = None, limit: int) -> Sequence[LogHead]:
    """The oldest first."""
    query = select(LogHead).where(col(LogHead.number) > number).order_by(col(LogHead.number)).limit(limit)
    if to is not None:
        query = query.where(col(LogHead.number) <= to)
    return (await session.exec(query)).all()


async def list_cosignatures(session: AsyncSession, numbers: Sequence[int]) -> Sequence[Cosignature]:
    query = select(Cosignature).where(col(Cosignature.head_number).in_(numbers)).order_by(col(Cosignature.id))
    return (await session.exec(query)).all()


async def find_cosignature(session: AsyncSession, number: int, key_id: str) -> Cosignature | None:
    query = select(Cosignature).where(Cosignature.head_number == number, Cosignature.key_id == key_id)
    return (await session.exec(query)).first()


async def list_keys(session: AsyncSession) -> Sequence[LogKey]:
    """The first one first."""
    return (await session.exec(select(LogKey).order_by(col(LogKey.number)))).all()


async def list_logged(session: AsyncSession, *, first: int, before: int, limit: int) -> Sequence[Logged]:
    """Entries from a place on, and up to another, with their records' texts."""
    query = (
        select(LogEntry, Disclosure.canonical)
        .outerjoin(Disclosure, col(Disclosure.id) == col(LogEntry.disclosure_id))
        .where(col(LogEntry.position) >= first, col(LogEntry.position) < before)
        .order_by(col(LogEntry.position))
        .limit(limit)
    )
    return (await session.exec(query)).all()


async def find_logged(session: AsyncSession, disclosure_id: UUID) -> LogEntry | None:
    return (await session.exec(select(LogEntry).where(LogEntry.disclosure_id == disclosure_id))).first()


async def get_logged(session: AsyncSession, disclosure_id: UUID) -> LogEntry:
    """Raises NotLoggedYet."""
    entry = await find_logged(session, disclosure_id)
    if entry is None:
        raise NotLoggedYet(entry_id=str(disclosure_id))
    return entry


async def list_unlogged(session: AsyncSession, *, after: UUID | None, limit: int) -> Sequence[Disclosure]:
    """Records that stand in no place of the log, whether or not they wait for one."""
    query = (
        select(Disclosure)
        .outerjoin(LogEntry, col(LogEntry.disclosure_id) == col(Disclosure.id))
        .where(col(LogEntry.position).is_(None))
        .order_by(col(Disclosure.id))
        .limit(limit)
    )
    if after is not None:
        query = query.where(col(Disclosure.id) > after)
    return (await session.exec(query)).all()


def add_nodes(session: AsyncSession, nodes: dict[Node, bytes]) -> None:
    session.add_all(LogNode(level=level, place=place, hash=hash) for (level, place), hash in nodes.items())


# Of what the books' columns say, not of the texts: that both say the same is what a checker finds out. A text that is no JSON
# any more must not keep the archive from being read.
_TOTALS = text("""
    SELECT extract(year FROM d.published_on)::int AS year, d.region, d.kind,
           j.said ->> 'source' AS source, j.said ->> 'programme' AS programme, j.said ->> 'project' AS project,
           count(*) AS entries, sum(d.amount_fen)::bigint AS amount_fen
    FROM log_entry e JOIN disclosure d ON d.id = e.disclosure_id
    CROSS JOIN LATERAL (SELECT CASE WHEN d.canonical IS JSON THEN d.canonical::jsonb END AS said) j
    WHERE e.position < :size GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2, 3, 4, 5, 6
""")


async def list_totals(session: AsyncSession, *, size: int) -> list[dict[str, object]]:
    """What the first `size` records say together, by year, place, kind, source, programme and project."""
    return [dict(row._mapping) for row in await session.execute(_TOTALS, {"size": size})]
