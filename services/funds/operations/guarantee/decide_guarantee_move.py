from datetime import date, datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules import transfer
from services.funds.rules.account import SOURCE_NAMES
from services.funds.rules.disclosure import DisclosureKind, public_entry
from services.funds.rules.effect import Effect
from services.funds.rules.guarantee import FundMoveState, must_be_asked
from services.funds.rules.second_person import must_be_another
from services.funds.rules.transfer import Phase
from services.funds.schemas.guarantee import DecideGuaranteeMove
from services.funds.store.budget_line import get_lines_of
from services.funds.store.guarantee import get_fund, get_fund_move, lock_fund_move
from services.funds.store.ledger import add_transfers, get_transfer, list_legs, lock_accounts_of
from services.funds.tables import BudgetLine, Disclosure, GuaranteeFund, GuaranteeMove, Transfer
from shared import outbox
from shared.clock import china
from shared.events.funds import DisclosurePublished
from shared.ids import uuid7
from shared.regions import name_of
from shared.security import Principal


async def decide_guarantee_move(
    session: AsyncSession, move_id: UUID, form: DecideGuaranteeMove, *, by: Principal, at: datetime
) -> GuaranteeMove:
    """A second person agrees and the money moves, which the public reads of; or does not, and it is free again where it lies.

    Raises NoSuchFundMove, OutsideRegion, FundMoveDecided, SamePerson.
    """
    fund = await get_fund(session, (await get_fund_move(session, move_id)).fund_id, locked=True)
    asked = await lock_fund_move(session, move_id)
    by.must_cover(asked.region)
    [line] = await get_lines_of(session, asked.line_id)
    reserved = await get_transfer(session, asked.reserved_id)
    legs = await list_legs(session, reserved.id)
    await lock_accounts_of(session, legs)
    on = china(at).date()

    must_be_asked(asked.state)
    must_be_another(asked.asked_by, by.subject)

    moved = Transfer(
        phase=Phase.POSTED if form.is_approved else Phase.VOIDED,
        purpose=reserved.purpose,
        region=reserved.region,
        amount_fen=reserved.amount_fen,
        follows_id=reserved.id,
        about=reserved.about,
        about_id=reserved.about_id,
        memo=reserved.memo,
        made_at=at,
    )
    await add_transfers(session, (moved, transfer.post(legs) if form.is_approved else transfer.void(legs)))
    asked.state = FundMoveState.DONE if form.is_approved else FundMoveState.REFUSED
    asked.decided_by, asked.decided_at, asked.why, asked.transfer_id = by.subject, at, form.why, moved.id
    if not form.is_approved:
        await session.flush()
        return asked

    session.add(disclosure := _disclose(asked, fund, line, on=on))
    await session.flush()
    asked.disclosure_id = disclosure.id
    await session.flush()
    await outbox.record(
        session, DisclosurePublished(entry_id=disclosure.id, region=disclosure.region, kind=disclosure.kind, published_on=on)
    )
    return asked


def _disclose(asked: GuaranteeMove, fund: GuaranteeFund, line: BudgetLine, *, on: date) -> Disclosure:
    return Disclosure.of(
        public_entry(
            id=uuid7(),
            kind=DisclosureKind.LOAN,
            region=fund.region,
            region_name=name_of(fund.region),
            subject=f"小额信贷担保基金（{fund.bank}）",
            amount_fen=asked.amount_fen,
            reason="担保基金退回预算指标" if asked.is_back else "担保基金存入",
            clause=fund.agreement,
            published_on=on,
            source=SOURCE_NAMES[line.source],
            programme=line.programme_title,
            year=line.year,
            effect=Effect.RETURNED if asked.is_back else Effect.SPENT,
            line=line.number,
        )
    )
