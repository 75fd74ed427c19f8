from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules import transfer
from services.funds.rules.budget_line import AdjustmentState, must_be_asked
from services.funds.rules.second_person import must_be_another
from services.funds.rules.transfer import About, Phase, Purpose
from services.funds.schemas.budget_line import DecideAdjustment
from services.funds.store.budget_line import lock_adjustment
from services.funds.store.ledger import add_transfers, list_legs, lock_accounts_of
from services.funds.tables import BudgetAdjustment, Transfer
from shared.security import Principal


async def refuse_adjustment(
    session: AsyncSession, adjustment_id: UUID, form: DecideAdjustment, *, by: Principal, at: datetime
) -> BudgetAdjustment:
    """A second person does not agree: the money is free again in the line that it was to leave.

    Raises NoSuchAdjustment, AdjustmentDecided, SamePerson.
    """
    adjustment = await lock_adjustment(session, adjustment_id)
    reserved = await list_legs(session, adjustment.reserved_id)
    await lock_accounts_of(session, reserved)

    must_be_asked(adjustment.state)
    must_be_another(adjustment.asked_by, by.subject)
    legs = transfer.void(reserved)

    freed = Transfer(
        phase=Phase.VOIDED,
        purpose=Purpose.BUDGET,
        region=adjustment.region,
        amount_fen=adjustment.amount_fen,
        follows_id=adjustment.reserved_id,
        about=About.ALLOCATION,
        about_id=adjustment.id,
        memo=f"未同意调剂：{adjustment.reason}"[:200],
        made_at=at,
    )
    await add_transfers(session, (freed, legs))
    adjustment.state, adjustment.decision = AdjustmentState.REFUSED, form.decision
    adjustment.decided_by, adjustment.decided_at = by.subject, at
    await session.flush()
    return adjustment
