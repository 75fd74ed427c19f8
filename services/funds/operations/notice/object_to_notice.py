"""Take in what anybody has to say against a notice: without an account, with a receipt, and the notice is held at once."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.notice import must_take_objection
from services.funds.schemas.notice import ObjectToNotice
from services.funds.store import notice as notices
from services.funds.tables import Objection, ObjectionLetter
from shared import outbox
from shared.events.funds import ObjectionReceived
from shared.ids import uuid7
from shared.receipts import hash_key, hash_receipt
from shared.vault import seal


@dataclass(frozen=True)
class Received:
    """What an objector takes home."""

    receipt: str
    due_on: date
    is_held: bool


async def object_to_notice(session: AsyncSession, form: ObjectToNotice, *, notice_id: UUID, on: date, at: datetime) -> Received:
    """The same form sent twice is one objection, with the same receipt.

    A stranger may only add rows: that the notice is held is not written anywhere, it follows from the open objection. Raises
    NoSuchNotice, NoticeOver or NotOnThatNotice.
    """
    await notices.lock_notice(session, notice_id)
    notice = await notices.get_notice(session, notice_id)
    policy, rule = notices.policy_of(notice), notices.rule_of(notice)
    sent = await notices.find_sent(session, form.key)
    if sent is not None and sent.notice_id == notice_id:
        return Received(notices.receipt_of(sent.id), sent.due_on, rule.holds)
    lines = await notices.list_lines(session, notice_id)
    standing = notices.standing_of(notice, await notices.list_objections(session, [notice_id]))

    must_take_objection(standing, form.line_id, {line.id for line in lines}, on=on)

    id, due_on = uuid7(), policy.ends_on(rule.answer, on)
    receipt = notices.receipt_of(id)
    objection = Objection(
        id=id,
        notice_id=notice.id,
        line_id=form.line_id,
        region=notice.region,
        receipt_hash=hash_receipt(receipt),
        sent_hash=hash_key(form.key),
        received_at=at,
        received_on=on,
        due_on=due_on,
        escalates_on=policy.escalates_on(due_on),
    )
    session.add(objection)
    await session.flush()
    session.add(
        ObjectionLetter(
            objection_id=id,
            region=notice.region,
            said_sealed=seal(form.said),
            contact_sealed=seal(form.contact) if form.contact else None,
        )
    )
    await session.flush()

    await outbox.record(
        session,
        ObjectionReceived(objection_id=id, notice_id=notice.id, region=notice.region, is_held=rule.holds, due_on=due_on),
    )
    return Received(receipt, due_on, rule.holds)
