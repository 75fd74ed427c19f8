from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.notice import NoticeAbout, Subject
from services.funds.rules.public_text import Line, PublicText
from services.funds.schemas.notice import OpenNotice
from services.funds.store.notice import add_notice
from services.funds.tables import Notice
from shared.ids import uuid7
from shared.security import Principal


async def open_notice(session: AsyncSession, form: OpenNotice, *, by: Principal, on: date) -> Notice:
    """Post what is said in words: a plan, the library of projects, what a year came to. Other matters open their own notices.

    Nobody else is told. Raises OutsideRegion, NoNoticeRule and the PUBLIC_TEXT_LAWS.
    """
    by.must_cover(form.region, pointer="/region")
    lines = [
        Line(
            PublicText.of(line.who, pointer=f"/lines/{at}/who"),
            PublicText.of(line.says, pointer=f"/lines/{at}/says"),
            line.amount_fen,
        )
        for at, line in enumerate(form.lines)
    ]

    subject = Subject(NoticeAbout.PLAN, uuid7())
    return await add_notice(session, subject, region=form.region, title=form.title, lines=lines, opened_on=on, by=by.subject)
