from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.donation import DonatedTomorrow, DonorKind
from services.funds.rules.donation_trace import TicketIncomplete, TicketIssued, TicketSamePerson, TicketUsed
from services.funds.schemas.donation_trace import WriteTicket
from services.funds.store.donation import get_donation, lock_donation
from services.funds.store.donation_trace import find_ticket, find_ticket_numbered
from services.funds.tables import DonationTicket
from shared.security import Principal
from shared.vault import seal


async def write_ticket(session: AsyncSession, number: str, form: WriteTicket, *, by: Principal, on: date) -> DonationTicket:
    """Write the official receipt of a donation beside it, with every field that it prints (财综〔2024〕1号第六条). Once.

    Raises NoSuchDonation, OutsideRegion, TicketIssued, TicketUsed, TicketIncomplete, TicketSamePerson, DonatedTomorrow.
    """
    given = await lock_donation(session, (await get_donation(session, number)).id)
    issued = await find_ticket(session, given.id)
    other = await find_ticket_numbered(session, form.code, form.number)
    by.must_cover(given.region)

    if issued is not None:
        raise TicketIssued(number=issued.number)
    if other is not None:
        raise TicketUsed(pointer="/number")
    if given.donor_kind is DonorKind.ORGANISATION and not form.payer_code:
        raise TicketIncomplete(pointer="/payer_code")
    if form.received_by == form.checked_by:
        raise TicketSamePerson(pointer="/checked_by")
    if form.issued_on > on:
        raise DonatedTomorrow(pointer="/issued_on")

    ticket = DonationTicket(
        **form.model_dump(exclude={"payer_code"}),
        donation_id=given.id,
        region=given.region,
        payer_code_sealed=seal(form.payer_code) if form.payer_code else None,
        written_by=by.subject,
    )
    session.add(ticket)
    await session.flush()
    return ticket
