from datetime import date, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules import budget, transfer
from services.funds.rules.account import SOURCE_NAMES, AccountKey, AccountKind, Source
from services.funds.rules.budget_policy import BudgetPolicy
from services.funds.rules.disclosure import DisclosureKind, public_entry
from services.funds.rules.transfer import About, Phase, Purpose
from services.funds.schemas.ledger import ReceiveAllocation
from services.funds.store.budget import find_receipt_of_document, lock_budget_year
from services.funds.store.budget_policy import get_budget_policy
from services.funds.store.ledger import add_transfers, lock_accounts
from services.funds.tables import Disclosure, MoneyReceipt, Transfer
from shared import outbox
from shared.clock import china
from shared.events.funds import DisclosurePublished
from shared.ids import uuid7
from shared.regions import name_of
from shared.security import Principal


async def receive_allocation(session: AsyncSession, form: ReceiveAllocation, *, by: Principal, at: datetime) -> Transfer:
    """Enter money that the treasury has sent into the county pool.

    Money of a named source lies in the pool by source, programme and year, is counted to the county's year, and is made public.
    Raises OutsideRegion, NoBudgetRule, ProgrammeUnknown, SourceMayNotPay, ReceiptTwice.
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
    legs = transfer.move(treasury, pool, form.amount_fen)

    receipt_id = uuid7() if policy else None
    moved = Transfer(
        phase=Phase.MOVED,
        purpose=Purpose.ALLOCATION,
        region=form.county,
        amount_fen=form.amount_fen,
        about=About.ALLOCATION if receipt_id else About.NOTHING,
        about_id=receipt_id,
        memo=form.memo,
        made_at=at,
    )
    await add_transfers(session, (moved, legs))
    if policy is None or receipt_id is None:
        return moved
    disclosure = _disclose(form, source, policy, on=china(at).date())
    session.add(disclosure)
    await session.flush()
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
            transfer_id=moved.id,
            disclosure_id=disclosure.id,
            received_by=by.subject,
            received_at=at,
        )
    )
    ceiling = policy.fee_ceiling(source)
    limit = ceiling.per_10000 if ceiling else None
    counted = await lock_budget_year(session, form.county, source, year, fee_limit_per_10000=limit)
    counted.received_fen += form.amount_fen
    await session.flush()

    await outbox.record(
        session,
        DisclosurePublished(
            entry_id=disclosure.id, region=disclosure.region, kind=disclosure.kind, published_on=disclosure.published_on
        ),
    )
    return moved


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


def _disclose(form: ReceiveAllocation, source: Source, policy: BudgetPolicy, *, on: date) -> Disclosure:
    programme = policy.programme_of(form.programme)
    return Disclosure.of(
        public_entry(
            id=uuid7(),
            kind=DisclosureKind.MONEY_RECEIVED,
            region=form.county,
            region_name=name_of(form.county),
            subject=f"{SOURCE_NAMES[source]}资金",
            amount_fen=form.amount_fen,
            reason=f"{form.document_number}，第{form.instalment}批" if form.instalment > 1 else form.document_number,
            clause=form.document_number,
            published_on=on,
            source=SOURCE_NAMES[source],
            programme=programme.title if programme else None,
            year=form.year,
        )
    )
