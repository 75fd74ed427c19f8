"""Plans and their measures: found by household and year, listed by place, department and state."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.measure import Nature
from services.registry.rules.plan import OPEN, MeasureState, NoSuchMeasure, NoSuchPlan, PlanStanding
from services.registry.tables import Household, Plan, PlanMeasure, PlanStep

STEPS_SHOWN = 500


async def find_plan(session: AsyncSession, household_id: UUID, year: int) -> Plan | None:
    return (await session.exec(select(Plan).where(Plan.household_id == household_id, Plan.year == year))).first()


async def get_plan(session: AsyncSession, household_id: UUID, year: int) -> Plan:
    """Raises NoSuchPlan, also for a household that the asker may not see."""
    plan = await find_plan(session, household_id, year)
    if plan is None:
        raise NoSuchPlan(household_id=household_id, year=year)
    return plan


async def lock_plan(session: AsyncSession, household_id: UUID, year: int) -> Plan:
    """Raises NoSuchPlan."""
    query = select(Plan).where(Plan.household_id == household_id, Plan.year == year).with_for_update()
    plan = (await session.exec(query)).first()
    if plan is None:
        raise NoSuchPlan(household_id=household_id, year=year)
    return plan


async def list_plans_of(session: AsyncSession, household_id: UUID) -> list[Plan]:
    """Every year's, the newest first."""
    return list(await session.exec(select(Plan).where(Plan.household_id == household_id).order_by(col(Plan.year).desc())))


async def list_measures(session: AsyncSession, plan_id: UUID) -> list[PlanMeasure]:
    return list(await session.exec(select(PlanMeasure).where(PlanMeasure.plan_id == plan_id).order_by(col(PlanMeasure.number))))


async def get_measure(session: AsyncSession, plan_id: UUID, number: int) -> PlanMeasure:
    """Raises NoSuchMeasure."""
    query = select(PlanMeasure).where(PlanMeasure.plan_id == plan_id, PlanMeasure.number == number)
    measure = (await session.exec(query)).first()
    if measure is None:
        raise NoSuchMeasure(number=number)
    return measure


async def list_steps(session: AsyncSession, plan_id: UUID) -> list[PlanStep]:
    """The newest `STEPS_SHOWN`, in the order in which they were recorded."""
    newest = select(PlanStep).where(PlanStep.plan_id == plan_id).order_by(col(PlanStep.id).desc()).limit(STEPS_SHOWN)
    return list(await session.exec(newest))[::-1]


@dataclass(frozen=True)
class WantedPlans:
    """Which plans are asked for; None is any."""

    year: int
    region: str | None = None
    standing: PlanStanding | None = None


async def list_plans(
    session: AsyncSession, wanted: WantedPlans, *, after: UUID | None, limit: int
) -> Sequence[tuple[Plan, Household]]:
    """One more than `limit`."""
    query = (
        select(Plan, Household)
        .join(Household, col(Household.id) == col(Plan.household_id))
        .where(Plan.year == wanted.year)
        .order_by(col(Plan.id))
        .limit(limit + 1)
    )
    if wanted.region:
        query = query.where(col(Household.region).startswith(wanted.region, autoescape=True))
    match wanted.standing:
        case PlanStanding.DRAFT:
            query = query.where(col(Plan.agreed_at).is_(None))
        case PlanStanding.VALID:
            query = query.where(col(Plan.agreed_at) >= col(Plan.changed_at))
        case PlanStanding.OUTDATED:
            query = query.where(col(Plan.agreed_at) < col(Plan.changed_at))
    if after:
        query = query.where(Plan.id > after)
    return [(plan, household) for plan, household in await session.exec(query)]


@dataclass(frozen=True)
class WantedMeasures:
    """Which measures are asked for; None is any. `late_on`: only those that are open and were due before this day."""

    year: int
    region: str | None = None
    department: str | None = None
    nature: Nature | None = None
    state: MeasureState | None = None
    late_on: date | None = None


async def list_planned(
    session: AsyncSession, wanted: WantedMeasures, *, after: UUID | None, limit: int
) -> Sequence[tuple[PlanMeasure, Plan, Household]]:
    """One more than `limit`."""
    query = (
        select(PlanMeasure, Plan, Household)
        .join(Plan, col(Plan.id) == col(PlanMeasure.plan_id))
        .join(Household, col(Household.id) == col(Plan.household_id))
        .where(Plan.year == wanted.year)
        .order_by(col(PlanMeasure.id))
        .limit(limit + 1)
    )
    if wanted.region:
        query = query.where(col(Household.region).startswith(wanted.region, autoescape=True))
    for column, value in ((PlanMeasure.department, wanted.department), (PlanMeasure.nature, wanted.nature)):
        if value is not None:
            query = query.where(col(column) == value)
    if wanted.state is not None:
        query = query.where(PlanMeasure.state == wanted.state)
    if wanted.late_on is not None:
        query = query.where(or_(*(PlanMeasure.state == state for state in OPEN)), PlanMeasure.due_on < wanted.late_on)
    if after:
        query = query.where(PlanMeasure.id > after)
    return [(measure, plan, household) for measure, plan, household in await session.exec(query)]
