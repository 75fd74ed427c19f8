"""What is said in words is posted by its town or county, and checked like everything that anyone may read."""

import pytest

from services.funds.operations.notice.open_notice import open_notice
from services.funds.rules.public_text import DetailInPublicText, NumberInPublicText
from services.funds.schemas.notice import OpenNotice, PlanLine
from services.funds.store.notice import list_lines
from shared.security import OutsideRegion
from tests.builders.funds import OTHER_TOWN, TOWN
from tests.builders.funds_notices import LAST_DAY, OPENED_ON, TOWN_OFFICER

LINE = PlanLine(who="龙潭社区光伏电站扩建", says="100 千瓦，2020年9月建成", amount_yuan="350000.00")


def a_plan(*lines: PlanLine, region: str = TOWN) -> OpenNotice:
    return OpenNotice(region=region, title="2020年帮扶项目年度计划公示", lines=list(lines or (LINE,)))


async def test_a_plan_stands_as_long_as_its_place_says(session):
    notice = await open_notice(session, a_plan(), by=TOWN_OFFICER, on=OPENED_ON)

    [line] = await list_lines(session, notice.id)
    assert (notice.until_on, notice.opened_by, line.amount_fen) == (LAST_DAY, TOWN_OFFICER.subject, 35_000_000)


async def test_another_towns_plan_is_not_theirs_to_post(session):
    with pytest.raises(OutsideRegion):
        await open_notice(session, a_plan(region=OTHER_TOWN), by=TOWN_OFFICER, on=OPENED_ON)


@pytest.mark.parametrize(
    ("line", "law", "pointer"),
    [
        (PlanLine(who="张三 13953312345", says="补助"), NumberInPublicText, "/lines/1/who"),
        (PlanLine(who="某户", says="患有尿毒症"), DetailInPublicText, "/lines/1/says"),
    ],
)
async def test_what_is_nobodys_business_is_refused_with_its_place(session, line, law, pointer):
    with pytest.raises(law) as refused:
        await open_notice(session, a_plan(LINE, line), by=TOWN_OFFICER, on=OPENED_ON)

    assert refused.value.pointer == pointer
