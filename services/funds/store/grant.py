"""Emergency grants and the payments that they became."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.account import AccountKind
from services.funds.rules.grant import GrantState, NoSuchGrant
from services.funds.tables import Account, EmergencyGrant, Payment


async def lock_grant_of_case(session: AsyncSession, case_id: UUID) -> EmergencyGrant | None:
    """As it is once the lock is ours, whatever this session has read before."""
    query = select(EmergencyGrant).where(EmergencyGrant.case_id == case_id).with_for_update()
    return (await session.exec(query.execution_options(populate_existing=True))).first()


async def get_grant(session: AsyncSession, id: UUID) -> EmergencyGrant:
    """Raises NoSuchGrant."""
    return _there(await session.get(EmergencyGrant, id), id)


async def lock_grant(session: AsyncSession, id: UUID) -> EmergencyGrant:
    """Raises NoSuchGrant."""
    return _there(await session.get(EmergencyGrant, id, with_for_update=True, populate_existing=True), id)


def _there(grant: EmergencyGrant | None, id: UUID) -> EmergencyGrant:
    if grant is None:
        raise NoSuchGrant(grant_id=str(id))
    return grant


async def find_payable_grant(session: AsyncSession) -> EmergencyGrant | None:
    """The longest-waiting grant that its town's reserve could pay now. Not locked: the accounts have to be locked first."""
    available = col(Account.debits_posted_fen) - col(Account.credits_posted_fen) - col(Account.credits_pending_fen)
    rows = await session.exec(
        select(EmergencyGrant)
        .join(Account, (col(Account.region) == col(EmergencyGrant.town)) & (col(Account.kind) == AccountKind.TOWN_RESERVE))
        .where(EmergencyGrant.state == GrantState.WAITING, available >= col(EmergencyGrant.amount_fen))
        .order_by(col(EmergencyGrant.id))
        .limit(1)
    )
    return rows.first()


async def lock_grants_to_mark(session: AsyncSession, *, on: date, limit: int) -> Sequence[EmergencyGrant]:
    """Paid grants whose papers were due before this day, are not there, and have not been marked yet."""
    rows = await session.exec(
        select(EmergencyGrant)
        .where(
            EmergencyGrant.state == GrantState.PAID, col(EmergencyGrant.papers_filed_on).is_(None),
            col(EmergencyGrant.papers_overdue_on).is_(None), col(EmergencyGrant.papers_due_on) < on,
        )
        .order_by(col(EmergencyGrant.id))
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return rows.all()


async def list_grants(
    session: AsyncSession, *, state: GrantState | None, has_overdue_papers: bool | None, on: date, after: UUID | None, limit: int
) -> Sequence[EmergencyGrant]:
    query = select(EmergencyGrant).order_by(col(EmergencyGrant.id)).limit(limit)
    if after is not None:
        query = query.where(col(EmergencyGrant.id) > after)
    if state is not None:
        query = query.where(EmergencyGrant.state == state)
    if has_overdue_papers is not None:
        overdue = (
            (col(EmergencyGrant.state) == GrantState.PAID)
            & col(EmergencyGrant.papers_filed_on).is_(None)
            & (col(EmergencyGrant.papers_due_on) < on)
        )
        query = query.where(overdue if has_overdue_papers else ~overdue)
    return (await session.exec(query)).all()


async def find_payment_of_transfer(session: AsyncSession, transfer_id: UUID) -> Payment | None:
    return (await session.exec(select(Payment).where(Payment.transfer_id == transfer_id).with_for_update())).first()


async def find_payment_of_grant(session: AsyncSession, grant_id: UUID) -> Payment | None:
    return (await session.exec(select(Payment).where(Payment.grant_id == grant_id))).first()
