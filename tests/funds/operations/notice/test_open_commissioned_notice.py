"""A notice that another service asked for: opened once, told of once, whatever ends it."""

from datetime import date

import pytest
from sqlmodel import select

from services.funds.rules.notice import NoticeAbout
from services.funds.tables import Notice, NoticeLine
from shared.events.housing import RelocationNoticeAsked, RelocationNoticeDropped, ShownLine
from shared.ids import uuid7
from tests.builders.funds_notices import a_renovation_shown


async def test_a_renovation_is_shown_by_its_number_for_the_days_it_asks(session, deliver):
    event = a_renovation_shown()

    await deliver(event)
    await deliver(event)

    notice = (await session.exec(select(Notice))).one()
    line = (await session.exec(select(NoticeLine))).one()
    assert (notice.about, notice.about_id, notice.until_on) == (NoticeAbout.RENOVATION, event.matter_id, date(2020, 6, 15))
    assert (line.who, line.says, line.amount_fen) == ("申请编号 G-371311-2020-0001", "D级危房，拆除重建", 18000_00)


@pytest.mark.parametrize("about", ["relocation-list", "relocation-lot", "relocation-draw"])
async def test_households_that_move_and_their_lot_are_shown_by_number_and_digest(session, deliver, about):
    letters = "".join("abcdefghijklmnop"[at % 16] for at in range(64))
    lines = {
        "relocation-list": [ShownLine(who="搬迁编号 Q-371311-2020-0001", says="3 人，地质灾害危险")],
        "relocation-lot": [ShownLine(who="名单摘要（字母写法）", says=letters)],
        "relocation-draw": [ShownLine(who="搬迁编号 Q-371311-2020-0001", says="分得 12号楼3单元1502")],
    }[about]
    event = RelocationNoticeAsked(
        matter_id=uuid7(),
        about=about,
        region="371311001001",
        heading="抽签分房结果公示（K-371311-2020-0001）",
        lines=lines,
        days=10,
        shown_on=date(2020, 7, 20),
    )

    for _ in range(2):
        [delivery] = await deliver(event)
        assert delivery.settled == ["ack"]

    notice = (await session.exec(select(Notice))).one()
    [line] = (await session.exec(select(NoticeLine))).all()
    assert (notice.about, notice.until_on, line.who) == (about, date(2020, 7, 30), lines[0].who)


async def test_what_is_shown_of_a_lot_that_is_not_drawn_ends(session, deliver):
    matter, region = uuid7(), "371311001001"
    shown = [ShownLine(who="抽签编号 K-371311-2020-0001", says="参加抽签 12 户，房源 15 套")]
    told = {"about": "relocation-lot", "heading": "抽签分房名单和承诺公示", "lines": shown, "days": 3}
    await deliver(RelocationNoticeAsked(matter_id=matter, region=region, shown_on=date(2020, 7, 10), **told))

    await deliver(RelocationNoticeDropped(matter_id=matter, region=region, ended_on=date(2020, 7, 12)))

    notice = (await session.exec(select(Notice).execution_options(populate_existing=True))).one()
    assert (notice.is_stopped, notice.ended_on) == (True, date(2020, 7, 12))
