"""Take in what anybody has to say against a notice: without an account, with a receipt, and the notice is held at once."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.notice import check_objection
from services.registry.schemas.notice import ObjectToNotice
from services.registry.store import judging
from services.registry.store import notice as notices
from services.registry.tables import Objection, ObjectionLetter
from shared import clock
from shared.ids import uuid7
from shared.policy.term import last_day
from shared.receipts import hash_key, hash_receipt
from shared.vault import seal


@dataclass(frozen=True)
class Received:
    """What an objector takes home."""

    receipt: str
    due_on: date


async def object_to_notice(session: AsyncSession, form: ObjectToNotice, *, notice_id: UUID, on: date) -> Received:
    """The same form sent twice is one objection, with the same receipt.

    A stranger may only add rows: that the notice is held is not written anywhere, it follows from the open objection. Raises
    NoSuchNotice, NoticeOver or NotOnThatNotice.
    """
    await notices.lock_notice(session, notice_id)
    sent = await notices.find_sent(session, form.key)
    if sent is not None and sent.notice_id == notice_id:
        return Received(notices.receipt_of(sent.id), sent.due_on)
    notice = await notices.get_notice(session, notice_id)
    lines = await notices.list_lines(session, [notice_id])

    ended = {line.id: line.ended_on is not None for line in lines}
    check_objection(form.line_id, ended)

    policy, rule = judging.get_notice_rule(notice.policy, notice.procedure_kind, notice.stage)
    id = uuid7()
    objection = Objection(
        id=id,
        notice_id=notice.id,
        line_id=form.line_id,
        region=next((line.region for line in lines if line.id == form.line_id), notice.region),
        receipt_hash=hash_receipt(notices.receipt_of(id)),
        sent_hash=hash_key(form.key),
        received_at=clock.now(),
        received_on=on,
        due_on=last_day(on, rule.answer, policy.calendar),
    )
    letter = ObjectionLetter(
        objection_id=objection.id,
        region=objection.region,
        said_sealed=seal(form.said),
        contact_sealed=seal(form.contact) if form.contact else None,
    )
    session.add(objection)
    await session.flush()
    session.add(letter)
    await session.flush()
    return Received(notices.receipt_of(objection.id), objection.due_on)
