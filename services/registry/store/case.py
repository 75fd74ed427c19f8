"""Immediate-assistance cases, their facts, steps and parts."""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, or_
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.case import Part, Step, progress
from services.registry.rules.sighting import Sighting
from services.registry.tables import Case, CaseFact, CasePart, CaseStep, Household, ReliefReport
from shared.errors import NotFound
from shared.ids import uuid7


class NoSuchCase(NotFound):
    """没有找到这份台账"""


async def get_case(session: AsyncSession, case_id: UUID) -> Case:
    """Raises NoSuchCase, also for one that the asker may not see."""
    case = await session.get(Case, case_id)
    if case is None:
        raise NoSuchCase(case_id=case_id)
    return case


async def lock_case(session: AsyncSession, case_id: UUID) -> Case:
    """Raises NoSuchCase."""
    case = await session.get(Case, case_id, with_for_update=True)
    if case is None:
        raise NoSuchCase(case_id=case_id)
    return case


async def find_open_case(session: AsyncSession, household_id: UUID) -> Case | None:
    """The household is locked by the caller, so that nobody opens one meanwhile."""
    return (
        await session.exec(select(Case).where(Case.household_id == household_id, col(Case.closed_at).is_(None)))
    ).one_or_none()


async def add_sighting(
    session: AsyncSession, household: Household, sighting: Sighting, *, by: str, at: datetime
) -> tuple[Case, bool]:
    """The open case of a household that the caller has locked, with this sighting among its facts; and whether it is new."""
    case = await find_open_case(session, household.id)
    is_new = case is None
    if case is None:
        case = Case(
            household_id=household.id, region=household.region, trigger=sighting.trigger, origin=sighting.origin, detected_at=at
        )
        session.add(case)
        await session.flush()
        session.add_all(
            CasePart(case_id=case.id, region=case.region, part=standing.part, state=standing.state, due_at=standing.due_at)
            for standing in progress(at, [])
        )
    session.add(
        CaseFact(
            case_id=case.id,
            region=case.region,
            trigger=sighting.trigger,
            origin=sighting.origin,
            happened_on=sighting.happened_on,
            burden_fen=sighting.burden_fen,
            reported_as=sighting.reported_as,
            noted_by=by,
            noted_at=at,
        )
    )
    await session.flush()
    return case, is_new


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


async def write_steps(session: AsyncSession, steps: Iterable[dict[str, object]]) -> None:
    """Add steps; one that is already there stays as it is."""
    rows = [{"id": uuid7(), **step} for step in steps]
    if rows:
        await session.execute(insert(CaseStep).on_conflict_do_nothing(constraint="case_step_once"), rows)


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
