from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.notice import NoticeAbout, Subject
from services.funds.rules.public_text import Line
from services.funds.store.commissioned_notice import find_commission
from services.funds.store.notice import add_notice
from services.funds.tables import CommissionedNotice


async def open_commissioned_notice(
    session: AsyncSession,
    matter_id: UUID,
    about: NoticeAbout,
    *,
    region: str,
    title: str,
    lines: list[Line],
    on: date,
    by: str,
    days: int | None,
    working_days: int | None,
) -> CommissionedNotice:
    """Another service's matter has to be shown before it goes on: its notice is opened as ours are, once, and its end is told.

    Without `days` or `working_days` it stands as long as the place says. Raises NoticeSaysNothing, NoNoticeRule and the
    PUBLIC_TEXT_LAWS.
    """
    known = await find_commission(session, matter_id)
    if known is not None:
        return known

    notice = await add_notice(
        session,
        Subject(about, matter_id),
        region=region,
        title=title,
        lines=lines,
        opened_on=on,
        by=by,
        days=days,
        working_days=working_days,
    )
    commission = CommissionedNotice(id=matter_id, notice_id=notice.id, region=region)
    session.add(commission)
    await session.flush()
    return commission
