"""Who answers for what, what came of it in a year, and the calendar of reports, at the doors."""

from datetime import timedelta
from io import BytesIO

from openpyxl import load_workbook

from services.notifier.operations.order.accept_order import accept_order
from services.notifier.operations.order.complete_order import complete_order
from services.notifier.operations.order.open_reports import open_reports
from services.notifier.operations.order.open_work_orders import open_work_orders
from services.notifier.operations.post.put_post import put_post
from services.notifier.schemas.order import CompleteOrder
from shared import database
from shared.security import Principal, Role
from tests.builders.notifier import COUNTY, COUNTY_OFFICER, MONDAY, VILLAGE, a_contact, a_detection, by_log

ZIBO_COUNTY = "370302"
OFFICER = Principal("淄川小马", Role.COUNTY, ZIBO_COUNTY)


def county(api, region=COUNTY):
    return api.as_(Role.COUNTY, region=region)


async def test_a_county_reads_who_leads_by_which_clause(api) -> None:
    rows = (await county(api).get("/responsibilities")).json()
    housing = next(row for row in rows if row["rule"] == "housing")
    assert housing["answers"][0] == "区住建局"
    assert "第16条" in housing["reference"]
    page = await county(api).get("/responsibilities/page")
    assert "农村危房改造" in page.text and "罗庄区" in page.text
    book = load_workbook(BytesIO((await county(api).get("/responsibilities/list.xlsx")).content)).active
    assert (book.max_row, book["D2"].value) == (20, "区农业局")


async def test_another_county_s_list_is_not_shown(api) -> None:
    refused = await county(api).get("/responsibilities", params={"region": ZIBO_COUNTY})
    assert (refused.status_code, refused.json()["code"]) == (403, "outside-region")


async def test_what_came_of_a_duty_in_a_year_is_counted(api, sessions) -> None:
    async with database.transaction(sessions, database.the_platform("test", "test")) as session:
        orders = {one.department: one for one in await open_work_orders(session, [a_detection(at=MONDAY)], at=MONDAY)}
        for department, days in {"civil-affairs": 0, "health": 30}.items():
            order, at = orders[department], MONDAY + timedelta(days=days)
            await accept_order(session, order.id, by=COUNTY_OFFICER, at=at)
            await complete_order(session, order.id, CompleteOrder(result="已办理"), by=COUNTY_OFFICER, at=at)
    rows = {row["rule"]: row for row in (await county(api).get("/responsibilities/years/2020")).json()}
    figures = ("asked", "done", "late", "owed")
    assert [rows["protection"][name] for name in figures] == [1, 1, 0, 0]
    assert [rows["medical"][name] for name in figures] == [1, 1, 1, 0]
    assert [rows["schooling"][name] for name in figures] == [0, 0, 0, 0]
    before = {row["rule"]: row for row in (await county(api).get("/responsibilities/years/2019")).json()}
    assert before["medical"]["asked"] == 0
    sheet = load_workbook(BytesIO((await county(api).get("/responsibilities/years/2020/report.xlsx")).content)).active
    told = {row[1]: row[9:] for row in sheet.iter_rows(min_row=2, values_only=True)}
    assert told["医疗保障"] == (1, 1, 1, 0)
    assert told["农产品营销"] == (None,) * 4


async def test_the_calendar_says_what_is_due_when_and_how_far_it_is(api, sessions) -> None:
    at = MONDAY.replace(year=2020, month=12, day=5)
    async with database.transaction(sessions, database.the_platform("test", "test")) as session:
        await put_post(session, ZIBO_COUNTY, None, a_contact(by_log()), allowed=(), by=OFFICER, at=at)
        await open_reports(session, at=at)
    who = county(api, ZIBO_COUNTY)
    rows = {row["title"]: row for row in (await who.get("/responsibilities/calendar", params={"year": 2020})).json()}
    yearly = rows["扶贫脱贫进展年度报告"]
    assert (yearly["due_on"], yearly["opens_on"], yearly["ordered"]) == ("2020-12-31", "2020-12-01", 1)
    assert yearly["is_inferred"]
    assert rows["自查评估整改情况报告"]["is_inferred"] is False
    assert rows["自查评估整改情况报告"]["says"] == "还没有派出"
    assert "工作成效自查评估报告" not in rows
    page = (await who.get("/responsibilities/calendar/page", params={"year": 2020})).text
    assert "派出 1 件，已报送 0 件" in page
    duties = {row["rule"]: row for row in (await who.get("/responsibilities/years/2020")).json()}
    assert duties["yearly-report"]["asked"] == 1


async def test_a_village_sees_the_list_of_its_county(api) -> None:
    rows = (await api.as_(Role.VILLAGE, region=VILLAGE).get("/responsibilities")).json()
    assert {row["list_code"] for row in rows} == {"responsibilities-luozhuang"}
