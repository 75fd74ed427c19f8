"""Instalment plans, their dates and payments."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from uuid import UUID

from sqlmodel import col, or_, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules.instalment import REMIND_AGAIN_DAYS, Due, NoSuchPlan, PlanStatus
from services.medical.tables import Instalment, InstalmentPayment, InstalmentPlan


async def get_plan(session: AsyncSession, plan_id: UUID) -> InstalmentPlan:
    """Raises NoSuchPlan."""
    plan = await session.get(InstalmentPlan, plan_id, populate_existing=True)
    if plan is None:
        raise NoSuchPlan(plan_id=plan_id)
    return plan


async def lock_plan(session: AsyncSession, plan_id: UUID) -> InstalmentPlan:
    """Raises NoSuchPlan."""
    plan = await session.get(InstalmentPlan, plan_id, with_for_update=True, populate_existing=True)
    if plan is None:
        raise NoSuchPlan(plan_id=plan_id)
    return plan


async def find_active_plan(session: AsyncSession, settlement_id: UUID) -> InstalmentPlan | None:
    query = select(InstalmentPlan).where(
        InstalmentPlan.settlement_id == settlement_id, InstalmentPlan.status == PlanStatus.ACTIVE
    )
    return (await session.exec(query)).one_or_none()


async def list_instalments(session: AsyncSession, plan_id: UUID) -> list[Instalment]:
    query = select(Instalment).where(Instalment.plan_id == plan_id).order_by(col(Instalment.number))
    return list(await session.exec(query))


async def list_payments(session: AsyncSession, plan_id: UUID) -> list[InstalmentPayment]:
    query = select(InstalmentPayment).where(InstalmentPayment.plan_id == plan_id).order_by(col(InstalmentPayment.id))
    return list(await session.exec(query))


async def list_plans(
    session: AsyncSession, *, status: PlanStatus | None, overdue_on: date | None, after: UUID | None, limit: int
) -> list[InstalmentPlan]:
    """Oldest first, one more than `limit`; with `overdue_on` those with something overdue on that day."""
    query = select(InstalmentPlan)
    if status is not None:
        query = query.where(InstalmentPlan.status == status)
    if overdue_on is not None:
        late = select(Instalment.plan_id).where(
            Instalment.plan_id == InstalmentPlan.id,
            col(Instalment.due_on) < overdue_on,
            col(Instalment.upto_fen) > InstalmentPlan.paid_fen,
        )
        query = query.where(InstalmentPlan.status == PlanStatus.ACTIVE, late.exists())
    if after is not None:
        query = query.where(col(InstalmentPlan.id) > after)
    return list(await session.exec(query.order_by(col(InstalmentPlan.id)).limit(limit + 1)))


async def lock_to_tell(session: AsyncSession, *, on: date, limit: int) -> list[tuple[Instalment, InstalmentPlan]]:
    """Instalments that are overdue on a day and were not spoken of lately, with their plans; those of others are skipped."""
    query = (
        select(Instalment, InstalmentPlan)
        .join(InstalmentPlan, col(InstalmentPlan.id) == col(Instalment.plan_id))
        .where(
            InstalmentPlan.status == PlanStatus.ACTIVE,
            col(Instalment.due_on) < on,
            col(Instalment.upto_fen) > InstalmentPlan.paid_fen,
            or_(
                col(Instalment.told_on).is_(None),
                col(Instalment.told_on) <= on - timedelta(days=REMIND_AGAIN_DAYS),
            ),
        )
        .order_by(col(Instalment.due_on), col(Instalment.id))
        .limit(limit)
        .with_for_update(of=Instalment, skip_locked=True)
    )
    return [(instalment, plan) for instalment, plan in await session.exec(query)]


async def void_plans(session: AsyncSession, settlement_ids: Collection[UUID]) -> list[UUID]:
    """A settlement that is taken back owes nothing any more; what was paid stays on record. Gives the plans."""
    voided = await session.execute(
        update(InstalmentPlan)
        .where(col(InstalmentPlan.settlement_id).in_(settlement_ids), col(InstalmentPlan.status) == PlanStatus.ACTIVE)
        .values(status=PlanStatus.VOID)
        .returning(col(InstalmentPlan.id))
    )
    return list(voided.scalars())


def dues(instalments: Sequence[Instalment]) -> list[Due]:
    return [Due(one.number, one.due_on, one.amount_fen, one.upto_fen, one.told_on) for one in instalments]
