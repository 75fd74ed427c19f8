from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules import transfer
from services.funds.rules.budget_line import line_key
from services.funds.rules.guarantee import line_for_loans, must_stay_covered
from services.funds.rules.transfer import About, Phase, Purpose
from services.funds.schemas.guarantee import MoveGuarantee
from services.funds.store.budget_line import get_line
from services.funds.store.guarantee import get_fund
from services.funds.store.ledger import add_transfers, lock_accounts
from services.funds.tables import GuaranteeMove, Transfer
from shared.security import Principal


async def ask_guarantee_move(
    session: AsyncSession, fund_id: UUID, form: MoveGuarantee, *, is_back: bool, by: Principal, at: datetime
) -> GuaranteeMove:
    """Ask that money of a budget line go into a guarantee fund, or (`is_back`) that what its loans do not need go back. It is set
    aside until another person decides (`decide_guarantee_move`).

    Raises NoSuchGuaranteeFund, OutsideRegion, NoSuchLine, LineNotForLoans, NothingToMove, Overdrawn, GuaranteeExhausted.
    """
    fund = await get_fund(session, fund_id, locked=True)
    by.must_cover(fund.region)
    line = await get_line(session, form.line, pointer="/line")
    from_line, account = await lock_accounts(session, line_key(line.region, line.number, line.bound), fund.key)

    line_for_loans(line.use, is_of_county=line.county == fund.region)
    if is_back:
        legs = transfer.reserve(account, from_line, form.amount_fen)
        must_stay_covered(account.after(legs).sums.available_fen, fund.guaranteed_fen, multiple=fund.multiple)
    else:
        legs = transfer.reserve(from_line, account, form.amount_fen)

    reserved = Transfer(
        phase=Phase.RESERVED,
        purpose=Purpose.GUARANTEE,
        region=fund.region,
        amount_fen=form.amount_fen,
        about=About.LOAN,
        about_id=fund.id,
        memo=form.memo,
        made_at=at,
    )
    await add_transfers(session, (reserved, legs))
    asked = GuaranteeMove(
        fund_id=fund.id,
        region=fund.region,
        line_id=line.id,
        is_back=is_back,
        amount_fen=form.amount_fen,
        memo=form.memo,
        reserved_id=reserved.id,
        asked_by=by.subject,
        asked_at=at,
    )
    session.add(asked)
    await session.flush()
    return asked
