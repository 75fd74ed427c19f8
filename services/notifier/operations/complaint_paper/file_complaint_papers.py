"""Add photos and papers to a complaint: by whoever complains, with its form or later by the receipt, or by the desk."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules.complaint_paper import (
    TITLE,
    SentPaper,
    allowed_in,
    must_be_carried,
    must_fit,
    must_have_room,
    must_take_papers,
)
from services.notifier.store import complaint_paper as store
from services.notifier.store.complaint import get_complaint, get_complaint_policy
from services.notifier.tables import ComplaintPaper
from shared.clock import china
from shared.errors import Refusal
from shared.filing.forms import DescribePaper
from shared.security import Principal
from shared.vault import seal


async def file_complaint_papers(
    session: AsyncSession, complaint_id: UUID, sent: Sequence[SentPaper], *, by: Principal | None = None, at: datetime
) -> list[ComplaintPaper]:
    """All of them or none; what is there already is not filed again, so that a form may be sent twice. What a photo tells beside
    the picture (place, time, telephone) never stays: it could say who took it. `by`: None for whoever complains.

    Raises NoSuchComplaint, ComplaintTakesNoMore, TooMuchAtOnce, ComplaintPapersFull, StrangersSendTooMuch, DeskShut,
    NoComplaintPolicy and the CONTENT_LAWS, which say of which file they are.
    """
    if not sent:
        return []
    await store.lock_papers(session, complaint_id)
    complaint = await get_complaint(session, complaint_id)
    heard = await get_complaint(session, complaint.repeats_id) if complaint.repeats_id else complaint
    most = get_complaint_policy(complaint.region, china(at).date()).papers.most
    there = await store.list_digests(session, complaint_id)
    fresh = {digest: each for each in sent if (digest := sha256(each.content).hexdigest()) not in there}
    size = sum(len(each.content) for each in fresh.values())

    if not fresh:
        return []
    must_take_papers(heard.state)
    must_be_carried(size)
    must_fit(len(there), len(fresh), most=allowed_in(heard.round, most=most))
    if by is None:
        must_have_room(await store.count_strangers_bytes(session, at=at), size)

    file = {"complaint_id": complaint_id}
    return [await _put_in(session, each, file, region=complaint.region, by=by, at=at) for each in fresh.values()]


async def _put_in(
    session: AsyncSession, sent: SentPaper, file: dict[str, UUID], *, region: str, by: Principal | None, at: datetime
) -> ComplaintPaper:
    try:
        return await store.cabinet.put_in(
            session,
            DescribePaper(title=TITLE),
            sent.content,
            file,
            region=region,
            by=by,
            at=at,
            name_sealed=seal(sent.name),
        )
    except Refusal as refusal:
        refusal.facts["file"] = sent.name  # one of several is wrong
        raise
