"""Take in what anybody says to 12317, on the page or through the desk: sealed to the desk's own key, with a receipt."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules.complaint import Channel, ComplaintState
from services.notifier.schemas.complaint import Complain
from services.notifier.store import complaint as store
from services.notifier.tables import Complaint, ComplaintLetter
from shared.clock import china
from shared.ids import uuid7
from shared.receipts import hash_key, hash_receipt


@dataclass(frozen=True)
class Received:
    """What whoever complained takes home."""

    id: UUID
    receipt: str
    accept_by: date


async def receive_complaint(
    session: AsyncSession, form: Complain, *, at: datetime, channel: Channel = Channel.PAGE, by: str = ""
) -> Received:
    """The same form sent twice is one complaint; the same words sent by others within thirty days point at the first.

    A stranger only adds rows. Raises DeskShut, NoComplaintPolicy.
    """
    sent = await store.find_sent(session, form.key)
    if sent is not None:
        return Received(sent.id, store.receipt(sent.id), sent.accept_by)
    on = china(at).date()
    policy = store.get_complaint_policy(form.region, on)
    said_hash = store.hash_said(form.said)
    first = await store.find_same_words(session, said_hash, form.region, at=at)

    id = uuid7()
    complaint = Complaint(
        id=id,
        region=form.region,
        channel=channel,
        is_anonymous=not (form.name or form.contact),
        about=form.about,
        about_number=form.about_number,
        receipt_hash=hash_receipt(store.receipt(id)),
        sent_hash=hash_key(form.key),
        said_hash=said_hash,
        repeats_id=first.id if first else None,
        received_at=at,
        received_by=by,
        accept_by=first.accept_by if first else on + timedelta(days=policy.terms.accept_days.days),
        state=ComplaintState.RECEIVED,
    )
    sealed = store.seal_letter({"said": form.said, "name": form.name, "contact": form.contact})
    session.add(complaint)
    await session.flush()
    session.add(ComplaintLetter(complaint_id=id, region=form.region, round=1, sealed=sealed))
    await session.flush()
    return Received(id, store.receipt(id), complaint.accept_by)
