"""Totals by what they are asked for, and the public entries behind each: the sum of the lines is the total."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import tuple_
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.disclosure import DisclosureKind
from services.funds.rules.flow import Stage
from services.funds.tables import Disclosure, Flow, FlowPending, FlowTotal

T = FlowTotal


@dataclass(frozen=True, slots=True)
class Which:
    """What totals are narrowed by; None does not matter, an empty text is money of which nothing is said."""

    year: int | None = None
    region: str | None = None
    """A place and all that lies in it."""
    is_own: bool = False
    """The place itself alone."""
    stage: Stage | None = None
    kind: DisclosureKind | None = None
    source: str | None = None
    programme: str | None = None
    project: str | None = None
    line: str | None = None
    what: str | None = None


@dataclass(frozen=True, slots=True)
class Total:
    """A sum in fen of so many lines; `region` cut to the digits that were asked for, longer ones of the place itself kept."""

    stage: Stage
    kind: DisclosureKind
    source: str
    programme: str
    project: str
    line: str
    what: str
    region: str
    lines: int
    amount_fen: int


@dataclass(frozen=True, slots=True)
class Behind:
    """A line of a total: an entry, which of its parts, and what it adds."""

    entry_id: UUID
    part: int
    amount_fen: int
    canonical: str


def conditions(which: Which) -> list[Any]:
    """What a query of totals is narrowed by."""
    wanted: list[Any] = [
        getattr(T, name) == value
        for name in ("year", "stage", "kind", "source", "programme", "project", "line", "what")
        if (value := getattr(which, name)) is not None
    ]
    if which.region is not None and which.is_own:
        wanted.append(T.region == which.region)
    elif which.region:
        wanted.append(col(T.region).startswith(which.region, autoescape=True))
    return wanted


async def list_totals(session: AsyncSession, which: Which, *, digits: int) -> list[Total]:
    """What was published, by its facets and by places of so many digits."""
    place = func.substr(T.region, 1, digits)
    by = (T.stage, T.kind, T.source, T.programme, T.project, T.line, T.what, place)
    query: Any = select(*by, func.sum(T.lines), func.sum(T.amount_fen)).where(*conditions(which)).group_by(*by)  # type: ignore[call-overload]
    return [
        Total(stage, kind, source, programme, project, line, what, region, int(lines), int(fen))
        for stage, kind, source, programme, project, line, what, region, lines, fen in await session.execute(query)
    ]


async def list_years(session: AsyncSession, region: str | None) -> list[tuple[int, Stage, int, int]]:
    """Year, stage, lines and fen of a place, the newest year first."""
    query: Any = (
        select(T.year, T.stage, func.sum(T.lines), func.sum(T.amount_fen))
        .where(*conditions(Which(region=region)), T.stage != Stage.TOLD)
        .group_by(col(T.year), col(T.stage))
        .order_by(col(T.year).desc())
    )
    return [(year, stage, int(lines), int(fen)) for year, stage, lines, fen in await session.execute(query)]


async def sum_totals(session: AsyncSession, which: Which) -> tuple[int, int]:
    """Lines and fen as the totals keep them."""
    query = select(func.sum(T.lines), func.sum(T.amount_fen)).where(*conditions(which))
    lines, fen = (await session.exec(query)).one()
    return int(lines or 0), int(fen or 0)


async def sum_lines(session: AsyncSession, which: Which) -> tuple[int, int]:
    """Lines and fen added up anew from the lines themselves."""
    query = select(func.count(), func.sum(Flow.amount_fen)).where(_of(which))
    lines, fen = (await session.exec(query)).one()
    return int(lines), int(fen or 0)


async def list_behind(session: AsyncSession, which: Which, *, after: tuple[UUID, int] | None, limit: int) -> list[Behind]:
    """The lines of a total, the newest first."""
    query = (
        select(Flow.entry_id, Flow.part, Flow.amount_fen, Disclosure.canonical)
        .join(Disclosure, col(Disclosure.id) == col(Flow.entry_id))
        .where(_of(which))
        .order_by(col(Flow.entry_id).desc(), col(Flow.part).desc())
        .limit(limit)
    )
    if after is not None:
        query = query.where(tuple_(col(Flow.entry_id), col(Flow.part)) < after)
    return [Behind(*row) for row in await session.exec(query)]


def _of(which: Which) -> Any:
    return col(Flow.total_id).in_(select(T.id).where(*conditions(which)))


async def list_places(session: AsyncSession) -> Sequence[str]:
    """Every place that has a total."""
    return (await session.exec(select(T.region).distinct().order_by(T.region))).all()


async def count_waiting(session: AsyncSession) -> int:
    """Entries that were published and are not laid out yet: seconds old, where the clock runs."""
    return (await session.exec(select(func.count()).select_from(FlowPending))).one()
