"""Immediate-assistance cases, their facts, steps and parts."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, or_, text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.case import Part, Standing, Step, What
from services.registry.tables import Case, CaseFact, CasePart, CaseStep, ReliefReport
from shared.errors import NotFound
from shared.rows import as_json, insertion, recordset

_LOCK_CASE = text("SELECT id, household_id, region, detected_at, closed_at FROM relief_case WHERE id = :id FOR UPDATE")
_CLOSE_CASE = text("UPDATE relief_case SET closed_at = :at WHERE id = :id")
_STEPS = text("SELECT part, what, at, task, who, note, due_at, done_on, is_late FROM case_step WHERE case_id = :case_id")
_WRITE_STEPS = text(f"""
WITH added AS ({insertion(CaseStep)} ON CONFLICT ON CONSTRAINT case_step_once DO NOTHING)
UPDATE case_part part
SET state = new.state, due_at = new.due_at, started_at = new.started_at, done_at = new.done_at, is_late = new.is_late
FROM {recordset(CasePart)} new WHERE part.case_id = :case_id AND part.part = new.part
""")  # noqa: S608  the only interpolations are names of our own tables and columns


class NoSuchCase(NotFound):
    """没有找到这份台账"""


@dataclass(frozen=True)
class LockedCase:
    """A case whose timeline nobody else writes on until this transaction ends."""

    id: UUID
    household_id: UUID
    region: str
    detected_at: datetime
    closed_at: datetime | None


async def get_case(session: AsyncSession, case_id: UUID) -> Case:
    """Raises NoSuchCase, also for one that the asker may not see."""
    case = await session.get(Case, case_id)
    if case is None:
        raise NoSuchCase(case_id=case_id)
    return case


async def lock_case(session: AsyncSession, case_id: UUID) -> LockedCase:
    """Raises NoSuchCase."""
    row = (await session.execute(_LOCK_CASE, {"id": case_id})).first()
    if row is None:
        raise NoSuchCase(case_id=case_id)
    return LockedCase(**row._mapping)


async def find_open_case(session: AsyncSession, household_id: UUID) -> Case | None:
    """The household is locked by the caller, so that nobody opens one meanwhile."""
    return (
        await session.exec(select(Case).where(Case.household_id == household_id, col(Case.closed_at).is_(None)))
    ).one_or_none()


async def find_report(session: AsyncSession, region: str, report_id: UUID) -> ReliefReport | None:
    query = select(ReliefReport).where(ReliefReport.region == region, ReliefReport.report_id == report_id)
    return (await session.exec(query)).one_or_none()


async def list_facts(session: AsyncSession, case_id: UUID) -> list[CaseFact]:
    return list(await session.exec(select(CaseFact).where(CaseFact.case_id == case_id).order_by(col(CaseFact.id))))


async def list_steps(session: AsyncSession, case_id: UUID) -> list[CaseStep]:
    """In the order in which they happened, whatever the order in which we heard of them."""
    query = select(CaseStep).where(CaseStep.case_id == case_id).order_by(col(CaseStep.at), col(CaseStep.due_at), col(CaseStep.id))
    return list(await session.exec(query))


async def list_parts(session: AsyncSession, case_ids: Collection[UUID]) -> list[CasePart]:
    """In the fixed order of the parts."""
    found = await session.exec(select(CasePart).where(col(CasePart.case_id).in_(case_ids)))
    order = list(Part)
    return sorted(found, key=lambda part: order.index(part.part))


async def list_cases(
    session: AsyncSession, *, region: str | None, is_open: bool | None, late_at: datetime | None, after: UUID | None, limit: int
) -> list[Case]:
    """One more than `limit`, so that the caller sees whether there is a next page. `late_at`: only cases that are late then."""
    query = select(Case).order_by(col(Case.id)).limit(limit + 1)
    if region:
        query = query.where(col(Case.region).startswith(region, autoescape=True))
    if is_open is not None:
        query = query.where(col(Case.closed_at).is_(None) if is_open else col(Case.closed_at).is_not(None))
    if late_at is not None:
        overdue = col(CasePart.done_at).is_(None) & (col(CasePart.due_at) < late_at)
        query = query.where(exists().where(col(CasePart.case_id) == Case.id, or_(col(CasePart.is_late), overdue)))
    if after:
        query = query.where(Case.id > after)
    return list(await session.exec(query))


async def list_known_steps(session: AsyncSession, case_id: UUID) -> list[Step]:
    """What has happened, for the rules. Not read together with the lock: it must see what was done while that waited."""
    rows = await session.execute(_STEPS, {"case_id": case_id})
    return [Step(**{**row, "part": Part(row["part"]), "what": What(row["what"])}) for row in rows.mappings()]


async def write_steps(session: AsyncSession, case_id: UUID, steps: Iterable[CaseStep], standings: Iterable[Standing]) -> None:
    """Add steps (one that is already there stays as it is) and bring these parts up to date."""
    added, parts = [step.model_dump() for step in steps], [vars(standing) for standing in standings]
    await session.execute(_WRITE_STEPS, {"case_id": case_id, "case_step": as_json(added), "case_part": as_json(parts)})


async def close_case(session: AsyncSession, case_id: UUID, at: datetime) -> None:
    await session.execute(_CLOSE_CASE, {"id": case_id, "at": at})


def step_of(row: CaseStep) -> Step:
    """A row as the rules see it."""
    return Step(
        part=row.part,
        what=row.what,
        at=row.at,
        task=row.task,
        who=row.who,
        note=row.note,
        due_at=row.due_at,
        done_on=row.done_on,
        is_late=row.is_late,
    )
