from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules import transfer
from services.funds.rules.account import SOURCE_NAMES
from services.funds.rules.budget_line import line_key
from services.funds.rules.disclosure import DisclosureKind, public_entry
from services.funds.rules.effect import Effect
from services.funds.rules.guarantee import line_for_loans, must_stay_covered
from services.funds.rules.transfer import About, Phase, Purpose
from services.funds.schemas.guarantee import MoveGuarantee
from services.funds.store.budget_line import get_line
from services.funds.store.guarantee import get_fund
from services.funds.store.ledger import add_transfers, lock_accounts
from services.funds.tables import Disclosure, GuaranteeFund, Transfer
from shared import outbox
from shared.clock import china
from shared.events.funds import DisclosurePublished
from shared.ids import uuid7
from shared.regions import name_of
from shared.security import Principal


async def move_guarantee(
    session: AsyncSession, fund_id: UUID, form: MoveGuarantee, *, is_back: bool, by: Principal, at: datetime
) -> GuaranteeFund:
    """Put money of a budget line into a guarantee fund, or (`is_back`) give back what its loans do not need.

    The public reads of it.

    Raises NoSuchGuaranteeFund, OutsideRegion, NoSuchLine, LineNotForLoans, NothingToMove, Overdrawn, GuaranteeExhausted.
    """
    fund = await get_fund(session, fund_id, locked=True)
    by.must_cover(fund.region)
    line = await get_line(session, form.line, pointer="/line")
    from_line, account = await lock_accounts(session, line_key(line.region, line.number, line.bound), fund.key)
    on = china(at).date()

    line_for_loans(line.use, is_of_county=line.county == fund.region)
    if is_back:
        legs = transfer.move(account, from_line, form.amount_fen)
        must_stay_covered(account.after(legs).sums.available_fen, fund.guaranteed_fen, multiple=fund.multiple)
    else:
        legs = transfer.move(from_line, account, form.amount_fen)

    moved = Transfer(
        phase=Phase.MOVED,
        purpose=Purpose.GUARANTEE,
        region=fund.region,
        amount_fen=form.amount_fen,
        about=About.LOAN,
        about_id=fund.id,
        memo=form.memo,
        made_at=at,
    )
    await add_transfers(session, (moved, legs))
    entry = public_entry(
        id=uuid7(),
        kind=DisclosureKind.LOAN,
        region=fund.region,
        region_name=name_of(fund.region),
        subject=f"小额信贷担保基金（{fund.bank}）",
        amount_fen=form.amount_fen,
        reason="担保基金退回预算指标" if is_back else "担保基金存入",
        clause=fund.agreement,
        published_on=on,
        source=SOURCE_NAMES[line.source],
        programme=line.programme_title,
        year=line.year,
        effect=Effect.RETURNED if is_back else Effect.SPENT,
        line=line.number,
    )
    session.add(disclosure := Disclosure.of(entry))
    await session.flush()
    await outbox.record(
        session, DisclosurePublished(entry_id=disclosure.id, region=disclosure.region, kind=disclosure.kind, published_on=on)
    )
    return fund
