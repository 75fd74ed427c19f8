from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules import transfer
from services.funds.rules.budget_line import AdjustmentState, line_key, must_be_akin
from services.funds.rules.transfer import About, Phase, Purpose
from services.funds.schemas.budget_line import AskAdjustment
from services.funds.store.budget_line import get_line
from services.funds.store.ledger import add_transfers, lock_accounts
from services.funds.tables import BudgetAdjustment, Transfer
from shared.ids import uuid7
from shared.security import Principal


async def ask_adjustment(session: AsyncSession, form: AskAdjustment, *, by: Principal, at: datetime) -> BudgetAdjustment:
    """Ask that money goes from one line to another of the same earmark; it is set aside until a second person decides.

    Raises NoSuchLine, OutsideRegion, LinesNotAkin, SameAccount, Overdrawn.
    """
    source = await get_line(session, form.from_line, pointer="/from_line")
    target = await get_line(session, form.to_line, pointer="/to_line")
    by.must_cover(source.county, pointer="/from_line")
    must_be_akin(source.bound, target.bound)
    giving, taking = await lock_accounts(
        session,
        line_key(source.region, source.number, source.bound),
        line_key(target.region, target.number, target.bound),
    )

    legs = transfer.reserve(giving, taking, form.amount_fen)

    adjustment_id = uuid7()
    reserved = Transfer(
        phase=Phase.RESERVED,
        purpose=Purpose.BUDGET,
        region=source.county,
        amount_fen=form.amount_fen,
        about=About.ALLOCATION,
        about_id=adjustment_id,
        memo=form.reason,
        made_at=at,
    )
    await add_transfers(session, (reserved, legs))
    asked = BudgetAdjustment(
        id=adjustment_id,
        region=source.county,
        from_line_id=source.id,
        to_line_id=target.id,
        amount_fen=form.amount_fen,
        reason=form.reason,
        document_number=form.document_number,
        state=AdjustmentState.ASKED,
        reserved_id=reserved.id,
        asked_by=by.subject,
        asked_at=at,
    )
    session.add(asked)
    await session.flush()
    return asked
