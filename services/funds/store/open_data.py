"""What the open data is made of: of each table the columns that are public, page by page in the order of ids.

The books of projects, donations and assets are closed to the public by row-level security, and single columns of them are open.
So these statements are read as the platform, in transactions that cannot write; nothing else may be asked in that scope.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.open_package import Edition
from services.funds.store import open_sum
from services.funds.store.log import find_last_head
from services.funds.store.open_sum import COVERED as _COVERED
from services.funds.store.open_sum import LOGGED as _LOGGED
from shared.clock import now
from shared.database import set_scope, the_platform

SCOPE = the_platform("open-data", "public columns alone")
FIRST = UUID(int=0)
EVERYTHING = 2**53

_ENTERED = "EXISTS (SELECT FROM project_event v WHERE v.project_id = p.id AND v.act = 'entered')"
"""A project is public from the day on that it entered the library; an abandoned one may never have."""


def _in_year(day: str) -> str:
    return f"(CAST(:year AS int) = 0 OR extract(year FROM {day})::int = :year)"


_FROM = {
    "disclosures": ("d.id, d.canonical, e.position", f"disclosure d {_LOGGED} WHERE {_COVERED}", "d.published_on", "d.id"),
    "projects": (
        "p.id, p.number, p.title, p.kind, p.region, p.state, p.unit, p.task, p.standard, p.mechanism, p.households, "
        "p.persons, p.planned_fen, p.approved_fen, p.approved_under, p.approved_on, p.plan_year, p.starts_on, "
        "p.ends_on, p.accepted_on, p.handed_over_on",
        f"project p WHERE {_ENTERED}",
        "",
        "p.id",
    ),
    "project_sources": (
        "s.id, p.number AS project, s.source, s.amount_fen, s.approved_fen",
        f"project_source s JOIN project p ON p.id = s.project_id WHERE {_ENTERED}",
        "",
        "s.id",
    ),
    "contracts": (
        "c.id, c.number, c.title, c.supplier, c.supplier_code, c.method, c.tender_opened_on, c.tender_closed_on, "
        "c.bidders, c.awarded_on, c.signed_on, c.starts_on, c.ends_on, c.first_fen, c.amount_fen, c.warranty_days, "
        "p.number AS project",
        f"project_contract c JOIN project p ON p.id = c.project_id WHERE {_ENTERED}",
        "c.signed_on",
        "c.id",
    ),
    "contract_amendments": (
        "a.id, a.signed_on, a.amount_before_fen, a.amount_fen, a.ends_before_on, a.ends_on, c.number AS contract,"
        " (SELECT count(*) FROM project_amendment b WHERE b.contract_id = a.contract_id AND b.id <= a.id)"
        " AS sequence",
        "project_amendment a JOIN project_contract c ON c.id = a.contract_id WHERE true",
        "a.signed_on",
        "a.id",
    ),
    "contract_payments": (
        "s.id, s.kind, s.amount_fen, s.paid_on, s.line, s.disclosure_id, c.number AS contract,"
        " CASE WHEN s.state = 'returned' THEN (s.decided_at AT TIME ZONE 'Asia/Shanghai')::date END AS returned_on",
        "supplier_payment s JOIN project_contract c ON c.id = s.contract_id JOIN disclosure d ON d.id = s.disclosure_id"
        f" {_LOGGED} WHERE {_COVERED}",
        "s.paid_on",
        "s.id",
    ),
    "budget_lines": (
        "b.id, b.number, b.region, b.title, b.source, b.programme_title, b.use_title, b.year, b.money_of_year, "
        "b.project,"
        " (SELECT coalesce(sum(m.amount_fen), 0)::bigint FROM budget_move m WHERE m.line_id = b.id) AS amount_fen",
        "budget_line b WHERE true",
        "make_date(b.year, 1, 1)",
        "b.id",
    ),
    "donations": (
        "g.id, g.number, g.kind, g.amount_fen, g.goods, g.quantity, g.unit, g.earmark_kind, g.earmark_title, g.donated_on,"
        " f.number AS fund, f.title AS fund_title, d.canonical",
        "donation g JOIN donation_fund f ON f.id = g.fund_id JOIN disclosure d ON d.id = g.disclosure_id"
        f" {_LOGGED} WHERE {_COVERED}",
        "g.donated_on",
        "g.id",
    ),
    "donation_uses": (
        "u.id, u.number, u.kind, u.title, u.amount_fen, u.quantity, u.approved_on, f.number AS fund, f.title AS fund_title,"
        " d.canonical",
        "donation_use u JOIN donation_fund f ON f.id = u.fund_id JOIN disclosure d ON d.id = u.disclosure_id"
        f" {_LOGGED} WHERE u.state = 'approved' AND {_COVERED}",
        "u.approved_on",
        "u.id",
    ),
    "assets": (
        "a.id, a.number, a.title, a.kind, a.region, a.state, a.value_fen, a.acquired_on, a.project, a.disposed_on",
        "asset a WHERE a.kind <> 'household'",
        "a.acquired_on",
        "a.id",
    ),
    "asset_titles": (
        "t.id, t.kind, t.holder, t.holder_region, t.share, t.from_on, t.until_on, a.number AS asset",
        "asset_title t JOIN asset a ON a.id = t.asset_id WHERE a.kind <> 'household'",
        "",
        "t.id",
    ),
    "asset_income": (
        "p.id, p.number, p.region, p.collective, p.year, p.pool_fen, p.households_fen, p.collective_fen, p.households, p.paid_on",
        "distribution_plan p WHERE p.state = 'paid'",
        "make_date(p.year, 1, 1)",
        "p.id",
    ),
    "grants": ("g.*", f"{open_sum.GRANTS} g WHERE true", "make_date(g.year, 1, 1)", "g.id"),
    "loans": ("l.*", f"{open_sum.LOANS} l WHERE true", "make_date(l.year, 1, 1)", "l.id"),
    "guarantee_funds": ("f.*", f"{open_sum.GUARANTEE_FUNDS} f WHERE true", "", "f.id"),
    "recoveries": ("r.*", f"{open_sum.RECOVERIES} r WHERE true", "make_date(r.year, 1, 1)", "r.id"),
    "renovations": (
        "s.id, s.number, s.region, s.year, s.grade, s.mode, s.state, s.standard_fen, s.progressed_on, s.is_paid,"
        " s.is_partly_paid",
        "shown_renovation s WHERE true",
        "make_date(s.year, 1, 1)",
        "s.id",
    ),
}  # fmt: skip


def _page(name: str) -> str:
    columns, source, day, key = _FROM[name]
    year = f" AND {_in_year(day)}" if day else ""
    return f"SELECT {columns} FROM {source} AND {key} > :after{year} ORDER BY {key} LIMIT :limit"  # noqa: S608  our own text


_PAGES = {name: text(_page(name)) for name in _FROM}
_COUNTS = {name: text(f"SELECT count(*) FROM {source}") for name, (_, source, _, _) in _FROM.items()}  # noqa: S608
_LAST_ACT = text("SELECT id FROM project_event ORDER BY id DESC LIMIT 1")
_LAST_TOLD = text("SELECT CAST(extract(epoch FROM max(told_at)) * 1000000 AS bigint) FROM shown_renovation")
_READ_ONLY = text("SET TRANSACTION READ ONLY")
_PAGE_BY_PAGE = text("""
    SELECT set_config('transaction_read_only', 'on', true), set_config('enable_hashjoin', 'off', true),
           set_config('enable_mergejoin', 'off', true), set_config('enable_sort', 'off', true)
""")
"""A page is a thousand rows by the order of a key, and what belongs to each is found by a key too. The planner, which does not
know what `:limit` will be, would read whole tables for every page: a hundred thousand payments took 87 s, not 12."""
_YEARS = text("""
    SELECT min(extract(year FROM published_on))::int AS first, max(extract(year FROM published_on))::int AS last FROM disclosure
""")


async def open_books(session: AsyncSession) -> Edition:
    """Let this transaction read what the open data is made of, and nothing be written in it; the log's state now."""
    await set_scope(session, SCOPE)
    await session.execute(_READ_ONLY)
    head = await find_last_head(session)
    # What changes a table without an entry (a contract's amendment) is an act of a project.
    act = (await session.execute(_LAST_ACT)).scalar_one_or_none()
    tag = f"{head.number if head else 0}-{act.hex[-12:] if act else 0}"
    # How far a house is comes of another service's news, which has neither.
    if told := (await session.execute(_LAST_TOLD)).scalar_one():
        tag = f"{tag}-{told}"
    if head is None:
        return Edition(0, 0, "", now(), "")
    return Edition(head.number, head.size, head.root.hex(), head.signed_at, tag)


async def read_pages(session: AsyncSession) -> None:
    """Let this transaction read pages, each at the price of its own rows, and write nothing."""
    await session.execute(_PAGE_BY_PAGE)


def covered(edition: Edition) -> dict[str, int]:
    """The parameters that bound a statement to what the head covers."""
    return {"size": edition.size if edition.head else EVERYTHING, "unlogged": EVERYTHING if edition.head else 0}


async def list_rows(
    session: AsyncSession, table: str, edition: Edition, *, year: int = 0, after: UUID = FIRST, limit: int
) -> Sequence[Any]:
    """A page of a table; `year` 0 is all of them. Where a table has no year, `year` says nothing."""
    asked: dict[str, Any] = covered(edition) | {"after": after, "limit": limit, "year": year}
    statement = _PAGES[table]
    return (await session.execute(statement, {name: asked[name] for name in statement._bindparams})).all()


async def count_rows(session: AsyncSession, table: str, edition: Edition) -> int:
    if table == "disclosures" and edition.head:
        return edition.size
    statement = _COUNTS[table]
    asked = {name: value for name, value in covered(edition).items() if name in statement._bindparams}
    rows: int = (await session.execute(statement, asked)).scalar_one()
    return rows


async def list_years(session: AsyncSession) -> list[int]:
    """The years in which something was published, the latest first."""
    found = (await session.execute(_YEARS)).one()
    return list(range(found.last, found.first - 1, -1)) if found.first else []
