"""Orders that ask money back, their parts and what came in."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.account import AccountKey
from services.funds.rules.aid_policy import AidPolicy
from services.funds.rules.grant import GrantState
from services.funds.rules.number import Series
from services.funds.rules.recovery import Instalment, NoSuchRecovery, RecoveryState, RecoveryWhy, due_on
from services.funds.rules.transfer import About
from services.funds.store.ledger import get_account
from services.funds.store.number import take_numbers
from services.funds.store.reserve import reserve_key
from services.funds.tables import EmergencyGrant, Payment, RecoveryInstalment, RecoveryOrder, RecoveryReceipt
from shared.clock import china
from shared.regions import county_of, town_of

GRANTS = (About.EMERGENCY_GRANT, About.GRANT_APPLICATION)
ASKED_BACK = (*GRANTS, About.HOUSING)
"""Whose payments are asked back this way: what was paid for a house by what turned out to be wrong, too."""
HOUSE_CLAUSE = "财政违法行为处罚处分条例第十四条：以虚报、冒领等手段骗取的财政资金予以追回（平台推定，由县区核对）"


async def add_recovery(
    session: AsyncSession,
    payment: Payment,
    *,
    why: RecoveryWhy,
    policy: AidPolicy,
    by: str,
    at: datetime,
    application_id: UUID | None = None,
    state: RecoveryState = RecoveryState.OPEN,
    amount_fen: int | None = None,
    clause: str | None = None,
) -> RecoveryOrder:
    """Ask a payment back, or what is left of it, in the name of whoever orders it; the caller has judged that it may be.

    `amount_fen`: less than that. `clause`: by which law, where it is not that of temporary aid.
    """
    on = china(at).date()
    [number] = await take_numbers(session, Series.RECOVERY, county_of(payment.region), on.year)
    is_first_aid, is_grant = payment.about is About.EMERGENCY_GRANT, payment.about in GRANTS
    order = RecoveryOrder(
        number=number,
        payment_id=payment.id,
        grant_id=payment.about_id if is_first_aid else None,
        application_id=payment.about_id if is_grant and not is_first_aid else application_id,
        household_id=payment.household_id,
        region=payment.region,
        town=town_of(payment.region),
        why=why,
        amount_fen=amount_fen or payment.amount_fen - await sum_recovered(session, payment.id),
        clause=clause or (HOUSE_CLAUSE if payment.about is About.HOUSING else policy.source(policy.recovery).spoken),
        policy=policy.policy,
        state=state,
        due_on=due_on(policy, on=on),
        ordered_by=by,
        ordered_at=at,
    )
    session.add(order)
    await session.flush()
    return order


def matter_told(payment: Payment) -> dict[str, Any]:
    """What the events of an order say of the matter that was paid, for the service that asked for it: housing knows its own."""
    return {"about": payment.about.value, "about_id": payment.about_id} if payment.about is About.HOUSING else {}


async def account_paying(session: AsyncSession, payment: Payment) -> AccountKey:
    """Out of which a payment went, and into which it comes back. Raises NoSuchAccount for one that the asker may not see."""
    if payment.account_id is None:
        return reserve_key(town_of(payment.region))
    return (await get_account(session, payment.account_id)).holding.key


async def get_recovery(session: AsyncSession, id: UUID) -> RecoveryOrder:
    """Raises NoSuchRecovery."""
    return _there(await session.get(RecoveryOrder, id), id)


async def lock_recovery(session: AsyncSession, id: UUID) -> RecoveryOrder:
    """Raises NoSuchRecovery."""
    return _there(await session.get(RecoveryOrder, id, with_for_update=True, populate_existing=True), id)


def _there(order: RecoveryOrder | None, id: UUID) -> RecoveryOrder:
    if order is None:
        raise NoSuchRecovery(order_id=str(id))
    return order


async def sum_recovered(session: AsyncSession, payment_id: UUID) -> int:
    """What has come in of a payment, by whichever order."""
    query = select(func.coalesce(func.sum(RecoveryOrder.recovered_fen), 0)).where(RecoveryOrder.payment_id == payment_id)
    return int((await session.exec(query)).one())


async def is_recovered(session: AsyncSession, payment_id: UUID) -> bool:
    """Whether a payment is being asked back, or something of it has come in."""
    return await find_open_recovery(session, payment_id) is not None or await sum_recovered(session, payment_id) > 0


async def find_open_recovery(session: AsyncSession, payment_id: UUID) -> RecoveryOrder | None:
    """One that runs, or that waits for somebody's decision."""
    running = col(RecoveryOrder.state).in_([RecoveryState.OPEN, RecoveryState.PROPOSED])
    return (await session.exec(select(RecoveryOrder).where(RecoveryOrder.payment_id == payment_id, running))).first()


async def lock_open_recovery(session: AsyncSession, payment_id: UUID) -> RecoveryOrder | None:
    query = select(RecoveryOrder).where(RecoveryOrder.payment_id == payment_id, RecoveryOrder.state == RecoveryState.OPEN)
    return (await session.exec(query.with_for_update().execution_options(populate_existing=True))).first()


async def list_recoveries(
    session: AsyncSession, *, region: str, state: RecoveryState | None, after: UUID | None, limit: int
) -> Sequence[RecoveryOrder]:
    """The oldest first."""
    query = select(RecoveryOrder).order_by(col(RecoveryOrder.id)).limit(limit)
    query = query.where(col(RecoveryOrder.region).startswith(region, autoescape=True)) if region else query
    query = query.where(RecoveryOrder.state == state) if state else query
    return (await session.exec(query.where(col(RecoveryOrder.id) > after) if after else query)).all()


async def list_recoveries_of(session: AsyncSession, payment_ids: Collection[UUID]) -> Sequence[RecoveryOrder]:
    """All that ask these payments back, the oldest first."""
    query = select(RecoveryOrder).where(col(RecoveryOrder.payment_id).in_(payment_ids)).order_by(col(RecoveryOrder.id))
    return (await session.exec(query)).all()


async def list_plan(session: AsyncSession, order_id: UUID) -> Sequence[RecoveryInstalment]:
    """The parts that count now, in their order."""
    last = select(func.max(RecoveryInstalment.plan)).where(RecoveryInstalment.order_id == order_id).scalar_subquery()
    query = select(RecoveryInstalment).where(RecoveryInstalment.order_id == order_id, RecoveryInstalment.plan == last)
    return (await session.exec(query.order_by(col(RecoveryInstalment.position)))).all()


def parts_of(order: RecoveryOrder, plan: Sequence[RecoveryInstalment]) -> tuple[list[Instalment], int]:
    """What is owed by when, and what came in before that was agreed."""
    if not plan:
        return [Instalment(order.due_on, order.amount_fen)], 0
    return [Instalment(part.due_on, part.amount_fen) for part in plan], plan[0].before_fen


async def list_receipts(session: AsyncSession, order_id: UUID) -> Sequence[RecoveryReceipt]:
    """Oldest first."""
    query = select(RecoveryReceipt).where(RecoveryReceipt.order_id == order_id).order_by(col(RecoveryReceipt.id))
    return (await session.exec(query)).all()


async def list_grants_to_ask_back(session: AsyncSession, *, due_before: date, limit: int) -> Sequence[Payment]:
    """First aid whose papers were due before this day and are not there, and that is not asked back yet, nor let go."""
    asked = select(RecoveryOrder.id).where(RecoveryOrder.payment_id == Payment.id)
    query = (
        select(Payment)
        .join(EmergencyGrant, col(EmergencyGrant.id) == col(Payment.about_id))
        .where(
            Payment.about == About.EMERGENCY_GRANT,
            EmergencyGrant.state == GrantState.PAID,
            col(EmergencyGrant.papers_filed_on).is_(None),
            col(EmergencyGrant.papers_due_on) < due_before,
            ~asked.exists(),
        )
        .order_by(col(Payment.id))
        .limit(limit)
        .with_for_update(of=EmergencyGrant, skip_locked=True)
    )
    return (await session.exec(query)).all()
