"""A notice that another service asked for: opened once, told of once, whatever ends it."""

from datetime import date

from sqlmodel import select

from services.funds.rules.notice import NoticeAbout
from services.funds.tables import Notice, NoticeLine
from tests.builders.funds_notices import a_renovation_shown


async def test_a_renovation_is_shown_by_its_number_for_the_days_it_asks(session, deliver):
    event = a_renovation_shown()

    await deliver(event)
    await deliver(event)

    notice = (await session.exec(select(Notice))).one()
    line = (await session.exec(select(NoticeLine))).one()
    assert (notice.about, notice.about_id, notice.until_on) == (NoticeAbout.RENOVATION, event.matter_id, date(2020, 6, 15))
    assert (line.who, line.says, line.amount_fen) == ("申请编号 G-371311-2020-0001", "D级危房，拆除重建", 18000_00)
