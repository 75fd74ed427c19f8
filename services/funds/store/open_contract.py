"""Acts of projects as OCDS tells of them, with the contract, the amendment and the payment that each was about."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.ocds import TOLD

_ACTS = ", ".join(f"'{act.value}'" for act in TOLD)
_AT_YEAR = "extract(year FROM v.at AT TIME ZONE 'Asia/Shanghai')::int"

# A project is public from the day on that it entered the library: of what is told here only giving it up can come before. The
# n-th amendment of a contract is its n-th act of amending.
_CHANGES = f"""
    SELECT v.id, v.act, v.at, v.done_on, v.amount_fen,
           p.id AS project_id, p.number AS project, p.title, p.kind, p.region, p.unit, p.task, p.planned_fen, p.approved_fen,
           p.approved_under, p.plan_year,
           c.number, c.title AS contract_title, c.supplier, c.supplier_code, c.method, c.tender_opened_on, c.tender_closed_on,
           c.bidders, c.awarded_on, c.signed_on, c.starts_on, c.first_fen, coalesce(f.ends_before_on, c.ends_on) AS first_ends_on,
           a.sequence, a.amount_before_fen, a.amount_fen AS amended_fen, a.ends_before_on, a.ends_on AS amended_ends_on,
           s.disclosure_id,
           CASE WHEN v.act IN ('accepted', 'abandoned') THEN
               (SELECT array_agg(k.number ORDER BY k.id) FROM project_contract k WHERE k.project_id = p.id) END AS contracts
    FROM project_event v
    JOIN project p ON p.id = v.project_id
    LEFT JOIN supplier_payment s ON v.act IN ('paid', 'payment-returned') AND s.id = v.about_id
    LEFT JOIN project_contract c ON c.id = CASE WHEN v.act IN ('contracted', 'amended') THEN v.about_id ELSE s.contract_id END
    LEFT JOIN LATERAL (
        SELECT m.ends_before_on FROM project_amendment m
        WHERE v.act = 'contracted' AND m.contract_id = c.id ORDER BY m.id LIMIT 1) f ON true
    LEFT JOIN LATERAL (
        SELECT m.*, row_number() OVER (ORDER BY m.id) AS sequence FROM project_amendment m
        WHERE v.act = 'amended' AND m.contract_id = c.id ORDER BY m.id LIMIT 1 OFFSET (
            SELECT count(*) FROM project_event w
            WHERE w.project_id = v.project_id AND w.act = 'amended' AND w.about_id = v.about_id AND w.id < v.id)) a ON true
    WHERE v.act IN ({_ACTS})
      AND (v.act <> 'abandoned' OR EXISTS (SELECT FROM project_event e WHERE e.project_id = p.id AND e.act = 'entered'))
"""  # noqa: S608  our own words

_PAGE = text(f"{_CHANGES} AND v.id > :after AND {_AT_YEAR} = :year ORDER BY v.id LIMIT :limit")
_OF_PROJECTS = text(f"{_CHANGES} AND v.project_id IN :projects").bindparams(bindparam("projects", expanding=True))
_IS_ANY = text(f"SELECT EXISTS ({_CHANGES} AND {_AT_YEAR} = :year)")
_PROJECTS = text("""
    SELECT p.id FROM project p
    WHERE p.id > :after AND extract(year FROM p.proposed_on)::int = :year
      AND EXISTS (SELECT FROM project_event e WHERE e.project_id = p.id AND e.act = 'entered')
    ORDER BY p.id LIMIT :limit
""")


_YEARS = text(f"""
    SELECT DISTINCT {_AT_YEAR} AS year FROM project_event v WHERE v.act IN ({_ACTS}) AND v.act <> 'abandoned' ORDER BY 1 DESC
""")  # noqa: S608
_PROJECT_YEARS = text("""
    SELECT DISTINCT extract(year FROM p.proposed_on)::int AS year FROM project p
    WHERE EXISTS (SELECT FROM project_event e WHERE e.project_id = p.id AND e.act = 'entered') ORDER BY 1 DESC
""")


async def list_release_years(session: AsyncSession) -> list[int]:
    """The years in which something happened to a public project, the latest first."""
    return list((await session.execute(_YEARS)).scalars())


async def list_record_years(session: AsyncSession) -> list[int]:
    """The years in which public projects were proposed, the latest first."""
    return list((await session.execute(_PROJECT_YEARS)).scalars())


async def list_changes(session: AsyncSession, *, year: int, after: UUID, limit: int) -> Sequence[Any]:
    """The acts of a year, the earliest first."""
    return (await session.execute(_PAGE, {"year": year, "after": after, "limit": limit})).all()


async def has_changes(session: AsyncSession, year: int) -> bool:
    return bool((await session.execute(_IS_ANY, {"year": year})).scalar_one())


async def list_public_projects(session: AsyncSession, *, year: int, after: UUID, limit: int) -> Sequence[UUID]:
    """Projects that were proposed in a year."""
    return list((await session.execute(_PROJECTS, {"year": year, "after": after, "limit": limit})).scalars())


async def has_public_projects(session: AsyncSession, year: int) -> bool:
    return bool(await list_public_projects(session, year=year, after=UUID(int=0), limit=1))


async def list_changes_of(session: AsyncSession, projects: Sequence[UUID]) -> Sequence[Any]:
    """All acts of these projects, the earliest first."""
    rows = (await session.execute(_OF_PROJECTS, {"projects": list(projects)})).all()
    return sorted(rows, key=lambda row: row.id)  # here, for where pages are read by keys a sort is made dear
