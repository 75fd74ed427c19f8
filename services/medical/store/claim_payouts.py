"""What payers are asked to pay to people for bills on paper."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules.payout import ON_ITS_WAY, NoSuchPayout, PayoutState
from services.medical.tables import ClaimPayout, PaperClaim


async def find_claim_of(session: AsyncSession, admission_id: UUID) -> PaperClaim | None:
    """The claim of a visit, locked; None where the visit is of a hospital."""
    query = select(PaperClaim).where(PaperClaim.admission_id == admission_id).with_for_update()
    return (await session.exec(query.execution_options(populate_existing=True))).first()


async def sum_asked(session: AsyncSession, claim_id: UUID) -> dict[str, int]:
    """By payer, what is paid or on its way."""
    asked: defaultdict[str, int] = defaultdict(int)
    for payout in await list_of_claim(session, claim_id):
        if payout.state in ON_ITS_WAY:
            asked[payout.payer] += payout.pay_fen
    return dict(asked)


async def list_of_claim(session: AsyncSession, claim_id: UUID) -> Sequence[ClaimPayout]:
    """The first asked first."""
    query = select(ClaimPayout).where(ClaimPayout.claim_id == claim_id).order_by(col(ClaimPayout.id))
    return (await session.exec(query.execution_options(populate_existing=True))).all()


async def list_awaiting(session: AsyncSession, settlement_id: UUID) -> Sequence[ClaimPayout]:
    """What funds was asked to pay by this settlement and has not answered."""
    query = select(ClaimPayout).where(ClaimPayout.settlement_id == settlement_id, ClaimPayout.state == PayoutState.AWAITING)
    return (await session.exec(query.where(col(ClaimPayout.household_id).is_not(None)).order_by(ClaimPayout.payer))).all()


async def find_standing(session: AsyncSession, claim_id: UUID, payer: str) -> ClaimPayout | None:
    """What was last said of a payer."""
    of_payer = (ClaimPayout.claim_id == claim_id, ClaimPayout.payer == payer)
    return (await session.exec(select(ClaimPayout).where(*of_payer).order_by(col(ClaimPayout.id).desc()).limit(1))).first()


async def replace_refused(session: AsyncSession, claim_id: UUID) -> None:
    """What was refused is contained in what the claim asks for now."""
    refused = (col(ClaimPayout.claim_id) == claim_id, col(ClaimPayout.state) == PayoutState.REFUSED)
    await session.execute(update(ClaimPayout).where(*refused).values(state=PayoutState.REPLACED))


async def get_claim_id(session: AsyncSession, payout_id: UUID) -> UUID:
    """Raises NoSuchPayout."""
    found = (await session.exec(select(ClaimPayout.claim_id).where(ClaimPayout.id == payout_id))).one_or_none()
    if found is None:
        raise NoSuchPayout(payout_id=payout_id)
    return found


async def list_payouts(
    session: AsyncSession, *, claim_id: UUID | None, state: PayoutState | None, payer: str, after: UUID | None, limit: int
) -> Sequence[ClaimPayout]:
    """The first asked first."""
    query = select(ClaimPayout).order_by(col(ClaimPayout.id)).limit(limit)
    if claim_id is not None:
        query = query.where(ClaimPayout.claim_id == claim_id)
    if state is not None:
        query = query.where(ClaimPayout.state == state)
    if payer:
        query = query.where(ClaimPayout.payer == payer)
    if after is not None:
        query = query.where(col(ClaimPayout.id) > after)
    return (await session.exec(query)).all()
