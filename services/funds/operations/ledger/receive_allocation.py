from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules import budget, transfer
from services.funds.rules.account import AccountKey, AccountKind, Source
from services.funds.rules.transfer import About, Phase, Purpose
from services.funds.schemas.ledger import ReceiveAllocation
from services.funds.store.budget import find_receipt_of_document
from services.funds.store.budget_policy import get_budget_policy
from services.funds.store.ledger import add_transfers, lock_accounts
from services.funds.tables import MoneyReceipt, Transfer
from shared.clock import china
from shared.ids import uuid7
from shared.security import Principal


async def receive_allocation(session: AsyncSession, form: ReceiveAllocation, *, by: Principal, at: datetime) -> Transfer:
    """Enter money that the treasury has sent into the county pool.

    Money of a named source is noted: it is on its way to the pool of its source, programme and year until another person confirms
    it (`confirm_receipt`). Raises OutsideRegion, NoBudgetRule, ProgrammeUnknown, SourceMayNotPay, ReceiptTwice.
    """
    by.must_cover(form.county, pointer="/county")
    source, year = form.source or Source.UNNAMED, form.year or 0
    policy, version = get_budget_policy(form.county, china(at).date()) if form.source else (None, "")
    treasury, pool = await lock_accounts(
        session,
        AccountKey(AccountKind.TREASURY, form.county),
        budget.pool_key(form.county, source, form.programme, year),
    )

    if policy and form.programme:
        budget.programme_of(policy, form.programme, source)
    if form.source and await _is_known(session, form, source, year):
        raise budget.ReceiptTwice(pointer="/document_number", document=form.document_number)
    legs = (transfer.reserve if policy else transfer.move)(treasury, pool, form.amount_fen)

    receipt_id = uuid7() if policy else None
    noted = Transfer(
        phase=Phase.RESERVED if policy else Phase.MOVED,
        purpose=Purpose.ALLOCATION,
        region=form.county,
        amount_fen=form.amount_fen,
        about=About.ALLOCATION if receipt_id else About.NOTHING,
        about_id=receipt_id,
        memo=form.memo,
        made_at=at,
    )
    await add_transfers(session, (noted, legs))
    if policy is None or receipt_id is None:
        return noted
    session.add(
        MoneyReceipt(
            id=receipt_id,
            region=form.county,
            source=source,
            programme=form.programme,
            year=year,
            document_number=form.document_number,
            issued_on=form.issued_on,
            instalment=form.instalment,
            amount_fen=form.amount_fen,
            memo=form.memo,
            policy=policy.policy,
            policy_version=version,
            transfer_id=noted.id,
            received_by=by.subject,
            received_at=at,
        )
    )
    await session.flush()
    return noted


async def _is_known(session: AsyncSession, form: ReceiveAllocation, source: Source, year: int) -> bool:
    known = await find_receipt_of_document(
        session,
        region=form.county,
        document_number=form.document_number,
        source=source,
        programme=form.programme,
        year=year,
        instalment=form.instalment,
    )
    return known is not None
