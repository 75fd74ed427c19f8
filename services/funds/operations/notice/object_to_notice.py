"""Take in what anybody has to say against a notice: without an account, with a receipt, and the notice is held at once."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.notice import must_take_objection
from services.funds.store import notice as notices
from services.funds.store.notice import letterbox
from shared import outbox
from shared.events.funds import ObjectionReceived
from shared.notices.forms import ObjectToNotice


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
    await letterbox.lock_notice(session, notice_id)
    notice = await letterbox.get_notice(session, notice_id)
    policy, rule = notices.policy_of(notice), notices.rule_of(notice)
    sent = await letterbox.find_sent(session, form.key)
    if sent is not None and sent.notice_id == notice_id:
        return Received(letterbox.receipt_of(sent.id), sent.due_on, rule.holds)
    lines = await notices.list_lines(session, notice_id)
    standing = notices.standing_of(notice, await letterbox.list_objections(session, [notice_id]))

    must_take_objection(standing, form.line_id, {line.id for line in lines}, on=on)

    due_on = policy.ends_on(rule.answer, on)
    objection = await letterbox.take_in(
        session,
        form,
        notice_id=notice.id,
        region=notice.region,
        on=on,
        due_on=due_on,
        at=at,
        escalates_on=policy.escalates_on(due_on),
    )

    await outbox.record(
        session,
        ObjectionReceived(
            objection_id=objection.id, notice_id=notice.id, region=notice.region, is_held=rule.holds, due_on=due_on
        ),
    )
    return Received(letterbox.receipt_of(objection.id), due_on, rule.holds)
