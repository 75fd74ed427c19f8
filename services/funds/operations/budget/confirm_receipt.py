from datetime import date, datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules import transfer
from services.funds.rules.account import SOURCE_NAMES
from services.funds.rules.budget import ReceiptState, must_be_noted
from services.funds.rules.budget_policy import BudgetPolicy
from services.funds.rules.disclosure import DisclosureKind, public_entry
from services.funds.rules.second_person import must_be_another
from services.funds.rules.transfer import About, Phase, Purpose
from services.funds.store.budget import lock_budget_year, lock_receipt
from services.funds.store.budget_policy import get_budget_policy
from services.funds.store.ledger import add_transfers, list_legs, lock_accounts_of
from services.funds.tables import Disclosure, MoneyReceipt, Transfer
from shared import outbox
from shared.clock import china
from shared.events.funds import DisclosurePublished
from shared.ids import uuid7
from shared.regions import name_of
from shared.security import Principal


async def confirm_receipt(session: AsyncSession, receipt_id: UUID, *, by: Principal, at: datetime) -> MoneyReceipt:
    """A second person has seen the money: it is in the pool, is counted to the county's year, and the public is told.

    Raises NoSuchReceipt, ReceiptConfirmed, ReceiptTakenBack, SamePerson, NoBudgetRule.
    """
    receipt = await lock_receipt(session, receipt_id)
    reserved = await list_legs(session, receipt.transfer_id)
    await lock_accounts_of(session, reserved)
    policy, _ = get_budget_policy(receipt.region, china(at).date())
    ceiling = policy.fee_ceiling(receipt.source)
    limit = ceiling.per_10000 if ceiling else None
    counted = await lock_budget_year(session, receipt.region, receipt.source, receipt.year, fee_limit_per_10000=limit)

    must_be_noted(receipt.state)
    must_be_another(receipt.received_by, by.subject)
    legs = transfer.post(reserved)

    posted = Transfer(
        phase=Phase.POSTED,
        purpose=Purpose.ALLOCATION,
        region=receipt.region,
        amount_fen=receipt.amount_fen,
        follows_id=receipt.transfer_id,
        about=About.ALLOCATION,
        about_id=receipt.id,
        memo=receipt.memo,
        made_at=at,
    )
    await add_transfers(session, (posted, legs))
    disclosure = _disclose(receipt, policy, on=china(at).date())
    session.add(disclosure)
    await session.flush()
    counted.received_fen += receipt.amount_fen
    receipt.state, receipt.posted_id, receipt.disclosure_id = ReceiptState.CONFIRMED, posted.id, disclosure.id
    receipt.confirmed_by, receipt.confirmed_at = by.subject, at
    await session.flush()

    await outbox.record(
        session,
        DisclosurePublished(
            entry_id=disclosure.id, region=disclosure.region, kind=disclosure.kind, published_on=disclosure.published_on
        ),
    )
    return receipt


def _disclose(receipt: MoneyReceipt, policy: BudgetPolicy, *, on: date) -> Disclosure:
    programme = policy.programme_of(receipt.programme)
    said = receipt.document_number
    return Disclosure.of(
        public_entry(
            id=uuid7(),
            kind=DisclosureKind.MONEY_RECEIVED,
            region=receipt.region,
            region_name=name_of(receipt.region),
            subject=f"{SOURCE_NAMES[receipt.source]}资金",
            amount_fen=receipt.amount_fen,
            reason=f"{said}，第{receipt.instalment}批" if receipt.instalment > 1 else said,
            clause=said,
            published_on=on,
            source=SOURCE_NAMES[receipt.source],
            programme=programme.title if programme else None,
            year=receipt.year,
        )
    )
