"""The receipt that an officer prints for a household: its payment, the public entry of it, and how to check that entry."""

from typing import Annotated
from uuid import UUID

from fastapi import Path as Segment
from fastapi.responses import HTMLResponse

from services.funds.rules.disclosure import PublicEntry
from services.funds.rules.head import NotLoggedYet
from services.funds.rules.payment import METHOD_NAMES, PAYMENT_STATE_NAMES, NoSuchPayment
from services.funds.rules.receipt import NotPublishedYet
from services.funds.store.log import find_head_of, get_logged, list_keys
from services.funds.store.receipt import get_published_payment
from shared.clock import now
from shared.html import page
from shared.security import Principal, Role, may
from shared.service import Transaction, door, refuses
from shared.settings import current
from shared.sheets import qr_code

router = door("/disclosure-receipts", "公示凭条")

PaymentId = Annotated[UUID, Segment(title="发放编号")]


@router.get(
    "/{payment_id}/page",
    summary="公示凭条（网页，可打印）",
    response_class=HTMLResponse,
    responses=refuses(NoSuchPayment, NotPublishedYet, NotLoggedYet),
)
async def show_receipt(
    payment_id: PaymentId, session: Transaction, by: Annotated[Principal, may(Role.TOWN, Role.COUNTY)]
) -> HTMLResponse:
    """发放后由镇街或县区经办打印，交给本户。凭条上的发放编号和户标识只在凭条上，不对外公布。"""
    payment, entry = await get_published_payment(session, payment_id)
    logged = await get_logged(session, entry.id)
    keys = await list_keys(session)
    address = f"{current().base_url.rstrip('/')}/funds/disclosures/{entry.id}"
    return page(
        "funds",
        "receipt.html",
        payment=payment,
        method=METHOD_NAMES[payment.method],
        state=PAYMENT_STATE_NAMES[payment.state],
        entry=PublicEntry.read(entry.canonical),
        canonical=entry.canonical,
        logged=logged,
        head=await find_head_of(session, logged.position),
        key=keys[0].public if keys else "",
        address=address,
        code=qr_code(address),
        at=now(),
    )
