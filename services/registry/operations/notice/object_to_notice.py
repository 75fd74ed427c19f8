"""Take in what anybody has to say against a notice: without an account, with a receipt, and the notice is held at once."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.notice import check_objection
from services.registry.store import judging
from services.registry.store import notice as notices
from services.registry.store.notice import letterbox
from shared import clock
from shared.notices.forms import ObjectToNotice
from shared.policy.term import last_day


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
    await letterbox.lock_notice(session, notice_id)
    sent = await letterbox.find_sent(session, form.key)
    if sent is not None and sent.notice_id == notice_id:
        return Received(letterbox.receipt_of(sent.id), sent.due_on)
    notice = await letterbox.get_notice(session, notice_id)
    lines = await notices.list_lines(session, [notice_id])

    ended = {line.id: line.ended_on is not None for line in lines}
    check_objection(form.line_id, ended)

    policy, rule = judging.get_notice_rule(notice.policy, notice.procedure_kind, notice.stage)
    objection = await letterbox.take_in(
        session,
        form,
        notice_id=notice.id,
        region=next((line.region for line in lines if line.id == form.line_id), notice.region),
        on=on,
        due_on=last_day(on, rule.answer, policy.calendar),
        at=clock.now(),
    )
    return Received(letterbox.receipt_of(objection.id), objection.due_on)
