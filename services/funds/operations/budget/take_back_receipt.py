from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules import transfer
from services.funds.rules.budget import ReceiptTakenBack, must_fit_fee
from services.funds.rules.disclosure import DisclosureKind, PublicEntry
from services.funds.rules.transfer import About, Phase, Purpose
from services.funds.schemas.budget import TakeBackReceipt
from services.funds.store.budget import lock_budget_year, lock_receipt
from services.funds.store.budget_policy import get_budget_policy
from services.funds.store.disclosure import get_entry
from services.funds.store.ledger import add_transfers, list_legs, lock_accounts_of
from services.funds.tables import Disclosure, MoneyReceipt, Transfer
from shared import outbox
from shared.clock import china
from shared.events.funds import DisclosurePublished
from shared.ids import uuid7
from shared.security import Principal


async def take_back_receipt(
    session: AsyncSession, receipt_id: UUID, form: TakeBackReceipt, *, by: Principal, at: datetime
) -> MoneyReceipt:
    """Money that was entered by mistake goes back, while the pool still has it; the public is told so.

    Raises NoSuchReceipt, ReceiptTakenBack, Overdrawn, FeeAboveCeiling where the year's management fee would no longer fit.
    """
    receipt = await lock_receipt(session, receipt_id)
    legs_done = await list_legs(session, receipt.transfer_id)
    holdings = await lock_accounts_of(session, legs_done)
    counted = await lock_budget_year(session, receipt.region, receipt.source, receipt.year)
    policy, _ = get_budget_policy(receipt.region, china(at).date())
    published = PublicEntry.read((await get_entry(session, receipt.disclosure_id)).canonical)

    if receipt.taken_back_id is not None:
        raise ReceiptTakenBack
    left_fen = counted.received_fen - receipt.amount_fen
    must_fit_fee(policy.fee_ceiling(receipt.source), received_fen=left_fen, fee_fen=counted.fee_fen)
    legs = transfer.reverse(legs_done, holdings)

    reversal = Transfer(
        phase=Phase.REVERSED,
        purpose=Purpose.ALLOCATION,
        region=receipt.region,
        amount_fen=receipt.amount_fen,
        follows_id=receipt.transfer_id,
        about=About.ALLOCATION,
        about_id=receipt.id,
        memo=form.reason,
        made_at=at,
    )
    await add_transfers(session, (reversal, legs))
    counted.received_fen = left_fen
    receipt.taken_back_id, receipt.taken_back_at = reversal.id, at
    receipt.taken_back_by, receipt.reason = by.subject, form.reason
    entry = published.taken_back(id=uuid7(), kind=DisclosureKind.CORRECTION, published_on=china(at).date())
    disclosure = Disclosure.of(entry)
    session.add(disclosure)
    await session.flush()

    await outbox.record(
        session,
        DisclosurePublished(
            entry_id=disclosure.id, region=disclosure.region, kind=disclosure.kind, published_on=disclosure.published_on
        ),
    )
    return receipt
