from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules import guarantee as rules
from services.funds.rules import transfer
from services.funds.rules.disclosure import DisclosureKind, public_entry
from services.funds.rules.loan import LoanState, become
from services.funds.rules.second_person import must_be_another
from services.funds.rules.transfer import Phase
from services.funds.schemas.guarantee import DecideCompensation
from services.funds.store.guarantee import get_compensation, get_fund, lock_compensation
from services.funds.store.ledger import add_transfers, get_transfer, list_legs, lock_accounts_of
from services.funds.store.loan import lock_loan
from services.funds.tables import Compensation, Disclosure, Transfer
from shared import outbox
from shared.clock import china
from shared.events.funds import DisclosurePublished
from shared.ids import uuid7
from shared.regions import name_of
from shared.security import Principal


async def decide_compensation(
    session: AsyncSession, compensation_id: UUID, form: DecideCompensation, *, by: Principal, at: datetime
) -> Compensation:
    """Pay the bank what the fund stands in for, or set the money free; who asked never decides. The public reads of it.

    Raises NoSuchCompensation, OutsideRegion, CompensationDecided, SamePerson, LoanStateForbids, CompensationOutdated.
    """
    loan = await lock_loan(session, (await get_compensation(session, compensation_id)).loan_id)
    compensation = await lock_compensation(session, compensation_id)
    by.must_cover(loan.region)
    fund = await get_fund(session, compensation.fund_id, locked=True)
    reserved = await get_transfer(session, compensation.reserved_id)
    legs = await list_legs(session, reserved.id)
    await lock_accounts_of(session, legs)
    on = china(at).date()

    rules.must_be_undecided(compensation.state)
    must_be_another(compensation.asked_by, by.subject)
    if form.is_approved:
        rules.must_still_be_owed(compensation.principal_fen, loan.outstanding_fen)
        loan.state = become(loan.state, LoanState.COMPENSATED)
        session.add(loan)

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
    compensation.state = rules.CompensationState.PAID if form.is_approved else rules.CompensationState.REFUSED
    compensation.decided_by, compensation.decided_at, compensation.why = by.subject, at, form.why
    session.add(compensation)
    if not form.is_approved:
        await session.flush()
        return compensation

    compensation.transfer_id = moved.id
    entry = public_entry(
        id=uuid7(),
        kind=DisclosureKind.LOAN,
        region=fund.region,
        region_name=name_of(fund.region),
        subject=f"小额信贷担保基金（{fund.bank}）",
        amount_fen=compensation.fund_fen,
        reason="担保基金代偿 1 笔",
        clause=fund.agreement,
        published_on=on,
        year=on.year,
    )
    session.add(disclosure := Disclosure.of(entry))
    await session.flush()
    compensation.disclosure_id = disclosure.id
    await session.flush()
    await outbox.record(
        session, DisclosurePublished(entry_id=disclosure.id, region=disclosure.region, kind=disclosure.kind, published_on=on)
    )
    return compensation
