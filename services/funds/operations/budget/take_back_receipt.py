from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules import transfer
from services.funds.rules.budget import ReceiptState, must_fit_fee, must_stand
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
    """Money that was entered by mistake goes back, while the pool still has it; the public is told so. What nobody has confirmed
    yet was in no pool and before no public: it is let go without a word.

    Raises NoSuchReceipt, ReceiptTakenBack, Overdrawn, FeeAboveCeiling where the year's management fee would no longer fit.
    """
    receipt = await lock_receipt(session, receipt_id)
    legs_done = await list_legs(session, receipt.posted_id or receipt.transfer_id)
    holdings = await lock_accounts_of(session, legs_done)
    counted = await lock_budget_year(session, receipt.region, receipt.source, receipt.year)
    policy, _ = get_budget_policy(receipt.region, china(at).date())

    must_stand(receipt.state)
    was_in_pool = receipt.state is ReceiptState.CONFIRMED
    left_fen = counted.received_fen - (receipt.amount_fen if was_in_pool else 0)
    must_fit_fee(policy.fee_ceiling(receipt.source), received_fen=left_fen, fee_fen=counted.fee_fen)
    legs = transfer.reverse(legs_done, holdings) if was_in_pool else transfer.void(legs_done)

    back = Transfer(
        phase=Phase.REVERSED if was_in_pool else Phase.VOIDED,
        purpose=Purpose.ALLOCATION,
        region=receipt.region,
        amount_fen=receipt.amount_fen,
        follows_id=receipt.posted_id or receipt.transfer_id,
        about=About.ALLOCATION,
        about_id=receipt.id,
        memo=form.reason,
        made_at=at,
    )
    await add_transfers(session, (back, legs))
    counted.received_fen = left_fen
    receipt.state, receipt.taken_back_id, receipt.taken_back_at = ReceiptState.TAKEN_BACK, back.id, at
    receipt.taken_back_by, receipt.reason = by.subject, form.reason
    await session.flush()
    if receipt.disclosure_id is None:
        return receipt
    published = PublicEntry.read((await get_entry(session, receipt.disclosure_id)).canonical)
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
