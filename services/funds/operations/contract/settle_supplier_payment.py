from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules import transfer
from services.funds.rules.account import SOURCE_NAMES, AccountKind
from services.funds.rules.contract import PAY_KIND_NAMES, PayState, become
from services.funds.rules.project import Act, act_on
from services.funds.rules.project_entry import project_entry
from services.funds.rules.second_person import must_be_another
from services.funds.rules.transfer import Phase
from services.funds.store.budget_policy import title_of_programme
from services.funds.store.contract import get_contract, get_supplier_payment, lock_supplier_payment
from services.funds.store.ledger import add_transfers, get_account, get_transfer, list_legs, lock_accounts_of
from services.funds.store.project import add_event, known_as, lock_project
from services.funds.tables import Disclosure, SupplierPayment, Transfer
from shared import outbox
from shared.clock import china
from shared.events.funds import DisclosurePublished
from shared.ids import uuid7
from shared.security import Principal

_STEPS = {
    PayState.PAID: (Act.PAID, Phase.POSTED),
    PayState.REFUSED: (Act.PAYMENT_REFUSED, Phase.VOIDED),
    PayState.RETURNED: (Act.PAYMENT_RETURNED, Phase.REVERSED),
}

Outcome = Literal[PayState.PAID, PayState.REFUSED, PayState.RETURNED]


async def settle_supplier_payment(
    session: AsyncSession, payment_id: UUID, outcome: Outcome, *, why: str | None = None, by: Principal, at: datetime
) -> SupplierPayment:
    """Pay what was asked for, refuse it, or take back what was paid; who asked never decides. The public sees money that moved.

    Raises NoSuchSupplierPayment, ProjectStateForbids, PayStateForbids, SamePerson, Overdrawn.
    """
    contract = await get_contract(session, (await get_supplier_payment(session, payment_id)).contract_id)
    project = await lock_project(session, contract.project_id)
    payment = await lock_supplier_payment(session, payment_id)
    act, phase = _STEPS[outcome]
    before = await get_transfer(session, payment.transfer_id or payment.reserved_id)
    before_legs = await list_legs(session, before.id)
    holdings = await lock_accounts_of(session, before_legs)

    act_on(project.state, act)
    state = become(payment.state, outcome)
    must_be_another(payment.asked_by, by.subject)
    match outcome:
        case PayState.PAID:
            legs = transfer.post(before_legs)
        case PayState.REFUSED:
            legs = transfer.void(before_legs)
        case PayState.RETURNED:
            legs = transfer.reverse(before_legs, holdings)

    moved = Transfer(
        phase=phase,
        purpose=before.purpose,
        region=before.region,
        amount_fen=before.amount_fen,
        follows_id=before.id,
        about=before.about,
        about_id=before.about_id,
        memo=before.memo,
        made_at=at,
    )
    await add_transfers(session, (moved, legs))
    on = china(at).date()
    payment.state, payment.decided_by, payment.decided_at = state, by.subject, at
    payment.why = why or payment.why
    if outcome is PayState.PAID:
        payment.transfer_id, payment.paid_on = moved.id, on
    elif outcome is PayState.RETURNED:
        payment.returned_id = moved.id
    session.add(payment)
    said = "：".join(filter(None, (f"{contract.number} {PAY_KIND_NAMES[payment.kind]}", why)))
    add_event(session, project, act, on=on, by=by, at=at, said=said, amount_fen=payment.amount_fen, about_id=payment.id)
    if outcome is PayState.REFUSED:
        await session.flush()
        return payment

    account = await get_account(session, payment.account_id)
    entry = project_entry(
        known_as(project),
        act,
        id=uuid7(),
        amount_fen=payment.amount_fen,
        clause=contract.number,
        on=on,
        said=f"{contract.supplier} {PAY_KIND_NAMES[payment.kind]}",
        source=SOURCE_NAMES[account.source] if account.source else None,
        programme=title_of_programme(project.region, account.programme, on),
        year=account.year or None,
        line=account.holder if account.kind is AccountKind.BUDGET_LINE else None,
        corrects_id=payment.disclosure_id if outcome is PayState.RETURNED else None,
    )
    session.add(disclosure := Disclosure.of(entry))
    await session.flush()
    if outcome is PayState.PAID:
        payment.disclosure_id = disclosure.id
    await session.flush()
    await outbox.record(
        session, DisclosurePublished(entry_id=disclosure.id, region=disclosure.region, kind=disclosure.kind, published_on=on)
    )
    return payment
