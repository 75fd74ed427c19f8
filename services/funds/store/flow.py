"""What waits to be laid out, and the totals with their lines as they are laid."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlalchemy import delete, text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.flow import Facets, Laid, Stage
from services.funds.rules.reserve_entry import ReserveBook
from services.funds.tables import Disclosure, Flow, FlowName, FlowPending, FlowTotal, Project
from shared import rows
from shared.ids import uuid7

_ONE_WRITER = text("SELECT pg_try_advisory_xact_lock(hashtext('public flow'))")
"""Its own lock: nobody who publishes takes it."""
_FACETS = ("year", "region", "stage", "kind", "source", "programme", "project", "line", "what")
_FLOW = {"entry_id": "uuid", "part": "smallint", "total_id": "uuid", "amount_fen": "bigint", "number": "text"}
_LINES_OF_A_PROJECT = 50
_TOTALS_AT_ONCE = 1_000
"""PostgreSQL takes 32,767 parameters."""

Line = tuple[UUID, int, Facets, int, str, list[str] | None]
"""An entry's id, which of its parts, where it belongs, the amount, its public number, and what it is found by."""


async def take_pen(session: AsyncSession) -> bool:
    """Whether this transaction may lay out; only one at a time may, and the others need not wait."""
    return bool((await session.execute(_ONE_WRITER)).scalar_one())


async def take_pending(session: AsyncSession, *, limit: int) -> Sequence[Disclosure]:
    """Entries that wait, the oldest first, and off the waiting list with them."""
    query = (
        select(Disclosure)
        .join(FlowPending, col(FlowPending.disclosure_id) == col(Disclosure.id))
        .order_by(col(FlowPending.disclosure_id))
        .limit(limit)
    )
    records = (await session.exec(query)).all()
    if records:
        await session.execute(delete(FlowPending).where(col(FlowPending.disclosure_id).in_([one.id for one in records])))
    return records


async def list_laid(session: AsyncSession, numbers: Collection[str]) -> dict[str, Laid]:
    """Where these budget lines lie, as far as they are known."""
    found = await list_names(session, numbers)
    return {number: Laid(name.region, name.project) for number, name in found.items()}


async def list_names(session: AsyncSession, numbers: Collection[str]) -> dict[str, FlowName]:
    """What these projects and lines are called."""
    query = select(FlowName).where(col(FlowName.number).in_(numbers))
    return {name.number: name for name in await session.exec(query)} if numbers else {}


async def list_titles(session: AsyncSession, numbers: Collection[str]) -> dict[str, str]:
    """The same, the titles alone: a page has hundreds."""
    query = select(FlowName.number, FlowName.title).where(col(FlowName.number).in_(numbers))
    return {number: title for number, title in await session.exec(query)} if numbers else {}


async def find_name(session: AsyncSession, number: str) -> FlowName | None:
    return await session.get(FlowName, number)


async def list_lines_of_project(session: AsyncSession, number: str) -> Sequence[FlowName]:
    """The budget lines that were set down for a project, by their numbers."""
    query = select(FlowName).where(FlowName.project == number).order_by(col(FlowName.number)).limit(_LINES_OF_A_PROJECT)
    return (await session.exec(query)).all()


async def list_project_ids(session: AsyncSession, numbers: Collection[str]) -> dict[str, UUID]:
    """Projects by their public numbers."""
    query = select(Project.number, Project.id).where(col(Project.number).in_(numbers))
    return dict((await session.exec(query)).all()) if numbers else {}


async def open_reserve_books(session: AsyncSession, numbers: Collection[str]) -> dict[str, ReserveBook]:
    """What is laid out of these reserves: what came, the first first, and what was spent of each source."""
    came: dict[str, list[tuple[str, int]]] = {number: [] for number in numbers}
    spent: dict[str, dict[str, int]] = {number: {} for number in numbers}
    if not numbers:
        return {}
    lines = (
        select(FlowTotal.line, FlowTotal.source, Flow.amount_fen)
        .join(Flow, col(Flow.total_id) == col(FlowTotal.id))
        .where(col(FlowTotal.line).in_(numbers), FlowTotal.stage == Stage.ALLOCATED)
        .order_by(col(Flow.entry_id), col(Flow.part))
    )
    for number, source, fen in await session.exec(lines):
        came[number].append((source, fen))
    totals = select(FlowTotal.line, FlowTotal.source, FlowTotal.amount_fen)
    for number, source, fen in await session.exec(totals.where(col(FlowTotal.line).in_(numbers), FlowTotal.stage == Stage.SPENT)):
        spent[number][source] = spent[number].get(source, 0) + fen
    return {number: ReserveBook.of(came[number], spent[number]) for number in numbers}


async def put_names(session: AsyncSession, names: Mapping[str, FlowName]) -> None:
    """A project that is called otherwise by now is called so."""
    if names:
        put = insert(FlowName).values([name.model_dump() for name in names.values()])
        changed = {column: put.excluded[column] for column in ("title", "region", "project", "about_id")}
        await session.execute(put.on_conflict_do_update(index_elements=["number"], set_=changed))


async def add_lines(session: AsyncSession, lines: Sequence[Line]) -> None:
    """The lines, and the totals that they belong to, together."""
    counts: dict[Facets, int] = defaultdict(int)
    sums: dict[Facets, int] = defaultdict(int)
    for _, _, facets, amount_fen, _, _ in lines:
        counts[facets] += 1
        sums[facets] += amount_fen
    totals = [
        FlowTotal(id=uuid7(), **asdict(facets), lines=count, amount_fen=sums[facets]).model_dump()
        for facets, count in counts.items()
    ]
    ids: dict[tuple[object, ...], UUID] = {}
    for at in range(0, len(totals), _TOTALS_AT_ONCE):
        put: Any = insert(FlowTotal).values(totals[at : at + _TOTALS_AT_ONCE])
        more = {"lines": FlowTotal.lines + put.excluded.lines, "amount_fen": FlowTotal.amount_fen + put.excluded.amount_fen}
        answer = await session.execute(
            put.on_conflict_do_update(index_elements=_FACETS, set_=more).returning(
                FlowTotal.id, *(getattr(FlowTotal, facet) for facet in _FACETS)
            )
        )
        ids |= {tuple(row[1:]): row[0] for row in answer}
    placed = [(entry, part, ids[_key(facets)], fen, number) for entry, part, facets, fen, number, _ in lines]
    worded = [(*line, rows.array_text(words)) for line, (*_, words) in zip(placed, lines, strict=True) if words is not None]
    wordless = [line for line, (*_, words) in zip(placed, lines, strict=True) if words is None]
    await rows.insert_columns(session, "flow", _FLOW, wordless)
    await rows.insert_columns(session, "flow", _FLOW | {"words": "text::text[]"}, worded)


def _key(facets: Facets) -> tuple[object, ...]:
    return tuple(getattr(facets, facet) for facet in _FACETS)
