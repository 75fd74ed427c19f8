from collections.abc import Iterable, Mapping
from dataclasses import replace
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.disclosure import DisclosureKind, PublicEntry
from services.funds.rules.flow import Laid, Part, Stage, parts_of
from services.funds.rules.flow_search import words_of
from services.funds.rules.reserve_entry import ReserveBook, is_reserve
from services.funds.store.flow import (
    Line,
    add_lines,
    list_laid,
    list_names,
    list_project_ids,
    open_reserve_books,
    put_names,
    take_pen,
    take_pending,
)
from services.funds.tables import FlowName

ENTRIES_AT_ONCE = 1_000
"""Laid in some tenths of a second."""


async def lay_flow(session: AsyncSession) -> int | None:
    """Lay out what was published and waits: its totals and their lines, and what projects and lines are called.

    Returns how many entries were laid; None where another is at it. What is shown is of entries alone, so it can be laid again.
    """
    if not await take_pen(session):
        return None
    records = await take_pending(session, limit=ENTRIES_AT_ONCE)
    if not records:
        return 0
    entries = [PublicEntry.read(record.canonical) for record in records]
    mentioned = {number for entry in entries for number in (entry.line, entry.line_to, entry.project) if number}
    laid = await list_laid(session, mentioned)
    known = await list_names(session, mentioned)
    books = await open_reserve_books(session, {number for number in mentioned if is_reserve(number)})
    projects = await list_project_ids(session, {entry.project for entry in entries if entry.project})

    names: dict[str, FlowName] = {}
    lines: list[Line] = []
    for entry in entries:
        for name in _names(entry, known | names, projects):
            names[name.number] = name
            laid[name.number] = Laid(name.region, name.project)
        for at, part in enumerate(_sourced(parts_of(entry, laid), books)):
            words = words_of(entry) if at == 0 else None
            lines.append((UUID(entry.id), at, part.facets, part.amount_fen, entry.number, words))

    await put_names(session, names)
    await add_lines(session, lines)
    return len(records)


def _sourced(parts: Iterable[Part], books: Mapping[str, ReserveBook]) -> list[Part]:
    """The same, what was spent out of a town's reserve parted by the sources of what came to it."""
    done: list[Part] = []
    for part in parts:
        book, stage = books.get(part.facets.line), part.facets.stage
        if book is not None and stage is Stage.SPENT:
            done += [Part(replace(part.facets, source=source), fen) for source, fen in book.spend(part.amount_fen)]
            continue
        if book is not None and stage is Stage.ALLOCATED:
            book.come(part.facets.source, part.amount_fen)
        done.append(part)
    return done


def _names(entry: PublicEntry, known: Mapping[str, FlowName], projects: Mapping[str, UUID]) -> Iterable[FlowName]:
    """What the entry tells a name of: a project by its own entries, a line by the one that set it down or carried it over."""
    match DisclosureKind(entry.kind):
        case DisclosureKind.PROJECT | DisclosureKind.SUPPLIER_PAYMENT if entry.project:
            region = entry.village or entry.region
            yield FlowName(number=entry.project, title=entry.subject, region=region, about_id=projects.get(entry.project))
        case DisclosureKind.BUDGET if entry.line:
            yield FlowName(number=entry.line, title=entry.subject, region=entry.region, project=entry.project or "")
        case DisclosureKind.RESERVE_FILLED:
            number = entry.line_to or entry.line or ""
            yield FlowName(number=number, title=entry.subject, region=entry.region)
        case DisclosureKind.BUDGET_CHANGED if entry.line_to and entry.line and entry.line_to not in known and entry.line in known:
            before, own = known[entry.line], entry.project
            title = entry.subject if own else before.title
            yield FlowName(number=entry.line_to, title=title, region=before.region, project=own or before.project)
