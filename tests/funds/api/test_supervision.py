"""Supervision at its doors: findings explained by one and accepted by another, boards whose numbers lead to their lists."""

from datetime import timedelta
from html import unescape
from io import BytesIO
from re import findall

import pytest
from openpyxl import load_workbook
from sqlmodel import col, select

from services.funds.jobs import look_over_money_asked, order_daily_looks
from services.funds.tables import MoneyLook
from shared.database import set_scope, the_platform
from shared.security import Role
from tests.builders.funds import COUNTY, OTHER_TOWN, TOWN
from tests.builders.funds_budget import IN_MARCH
from tests.builders.funds_budget import a_line as a_budget_line
from tests.builders.funds_payments import JULY_1, LINE, a_member, asked
from tests.builders.funds_payments import a_line as a_paying_line
from tests.builders.funds_projects import an_asked_payment
from tests.builders.funds_supervision import a_finding, looked

PAYING = LINE._replace(holder="B-371311-2020-0900")
"""A line beside those that get their numbers from the series."""

EXPLANATION = {"explanation": "施工单位已进场，十一月底前支出到位"}
REASON = {"reason": "已核对进场记录，情况属实"}


async def test_a_finding_is_explained_by_one_and_accepted_by_another(api, session):
    session.add(finding := a_finding(at=IN_MARCH))
    await session.commit()
    town = api.as_(Role.TOWN, region=COUNTY, subject="甲")
    first, second = (api.as_(Role.COUNTY, subject=subject) for subject in ("甲", "乙"))
    where = f"/supervision/findings/{finding.id}"

    assert (await second.post(f"{where}/acceptance", json=REASON)).json()["code"] == "not-explained-yet"
    assert (await town.post(f"{where}/explanation", json=EXPLANATION)).json()["state"] == "explained"
    assert (await town.post(f"{where}/acceptance", json=REASON)).status_code == 403
    assert (await first.post(f"{where}/acceptance", json=REASON)).json()["code"] == "same-person"
    accepted = (await second.post(f"{where}/acceptance", json=REASON)).json()
    assert (accepted["state"], accepted["accepted_by"], accepted["acceptance"]) == ("accepted", "乙", REASON["reason"])
    assert (await town.post(f"{where}/explanation", json=EXPLANATION)).json()["code"] == "accepted-before"
    assert (await first.post(f"{where}/acceptance/withdrawal")).json()["state"] == "explained"
    assert (await first.post(f"{where}/acceptance/withdrawal")).json()["code"] == "not-accepted-yet"


async def test_an_auditor_reads_all_of_it_and_changes_nothing_and_a_town_sees_its_own(api, session):
    session.add_all([a_finding(at=IN_MARCH, region=TOWN), a_finding(at=IN_MARCH, region=OTHER_TOWN)])
    await session.commit()
    auditor, town = api.as_(Role.AUDITOR), api.as_(Role.TOWN, region=TOWN)
    rows = (await auditor.get("/supervision/findings")).json()["rows"]
    assert len(rows) == 2
    assert (await auditor.post(f"/supervision/findings/{rows[0]['id']}/explanation", json=EXPLANATION)).status_code == 403
    assert (await auditor.post("/supervision/looks", json={"county": COUNTY})).status_code == 403
    assert [row["region"] for row in (await town.get("/supervision/findings")).json()["rows"]] == [TOWN]
    assert (await town.get("/supervision/findings", params={"region": OTHER_TOWN})).json()["code"] == "outside-region"
    assert (await api.as_(Role.VILLAGE, region="371311001001").get("/supervision/findings")).status_code == 403


async def test_a_look_is_asked_for_once_and_the_platform_does_it(api, session):
    await a_budget_line(session)
    await session.commit()
    county = api.as_(Role.COUNTY)
    first = await county.post("/supervision/looks", json={"county": COUNTY})
    assert (first.status_code, first.json()["done_at"]) == (202, None)
    assert (await county.post("/supervision/looks", json={"county": COUNTY})).json()["id"] == first.json()["id"]
    elsewhere = await county.post("/supervision/looks", json={"county": "371312"})
    assert elsewhere.json()["code"] == "outside-region"

    await set_scope(session, the_platform("test", "test"))
    assert await look_over_money_asked(session, JULY_1)
    assert not await look_over_money_asked(session, JULY_1)
    await session.commit()
    [look] = (await county.get("/supervision/looks")).json()["rows"]
    assert look["done_at"] and look["things"] == 2 and look["found"] >= 1


async def test_every_county_with_money_is_looked_at_once_a_day(session):
    await a_budget_line(session)
    for hour in (0, 1, 5):
        await order_daily_looks(session, JULY_1.replace(hour=hour))
    assert await look_over_money_asked(session, JULY_1)
    assert not await look_over_money_asked(session, JULY_1)
    await order_daily_looks(session, JULY_1 + timedelta(days=1))
    look = (await session.exec(select(MoneyLook).where(col(MoneyLook.done_at).is_(None)))).one()
    assert (look.region, look.is_daily, look.asked_by) == (COUNTY, True, "平台")


async def test_every_number_of_the_board_leads_to_its_list(api, session, frozen_at):
    with frozen_at("2020-07-15T09:00:00+08:00"):
        await a_budget_line(session, 10_000_000, region=TOWN)
        await a_paying_line(session, key=PAYING)
        await asked(session, [await a_member(session, count) for count in (1, 2)], at=IN_MARCH, key=PAYING)
        await looked(session, JULY_1 + timedelta(days=14))
        await session.commit()
        county = api.as_(Role.COUNTY)
        board = (await county.get("/supervision/page")).text
        assert "到户发放提出后迟迟没有审核" in board
        figures = findall(r'<a(?: class="figure")? href="(findings/page\?[^"]+)">(?:[^<]*<b class="[^"]*">)?([\d,]+)<', board)
        assert len(figures) >= 6
        for address, number in figures:
            listed = (await county.get(f"/supervision/{unescape(address)}")).text
            assert listed.count('class="what"') == int(number), address
        things = findall(r'<td class="thing"><a href="\.\./\.\./([^"]+)"', (await county.get("/supervision/findings/page")).text)
        assert things and {(await county.get(f"/{unescape(link)}")).status_code for link in things} == {200}
        told = (await county.get("/supervision/board")).json()
        assert told["open"] == told["standing"] == sum(month["found"] for month in told["months"])
        book = load_workbook(BytesIO((await county.get("/supervision/board.xlsx")).content))
        assert book.sheetnames == ["各规则", "各地", "逐月", "说明"]


async def test_a_finding_s_page_tells_its_story_and_leads_to_the_thing(api, session):
    _, payment, _ = await an_asked_payment(session)
    await looked(session, JULY_1 + timedelta(days=200))
    await session.commit()
    county = api.as_(Role.COUNTY)
    rows = (await county.get("/supervision/findings", params={"rule": "supplier-payment-waits"})).json()["rows"]
    assert rows[0]["subject_id"] == str(payment.id)
    assert (await county.get(f"/{rows[0]['link']}")).status_code == 200
    shown = (await county.get(f"/supervision/findings/{rows[0]['id']}/page")).text
    assert "项目付款申请后迟迟没有复核" in shown and "还没有人说明情况" in shown and "不要拖欠企业账款" in shown
    taken = load_workbook(BytesIO((await county.get("/supervision/findings.xlsx")).content))
    assert taken["监督发现"].max_row == 1 + len((await county.get("/supervision/findings")).json()["rows"])


async def test_speed_holds_lines_against_the_calendar_and_the_year_before(api, session, frozen_at):
    with frozen_at("2020-07-01T09:00:00+08:00"):
        await a_budget_line(session, 10_000_000, region=TOWN)
        await a_budget_line(session, 5_000_000, region=TOWN, year=2019)
        await session.commit()
        county = api.as_(Role.COUNTY)
        told = (await county.get("/supervision/speed", params={"group": "town"})).json()
        [row] = told["rows"]
        assert (row["key"], row["budget_yuan"], row["spent_yuan"], row["is_behind"]) == (TOWN, "100000.00", "0.00", True)
        assert (row["last_budget_yuan"], told["calendar"]) == ("0.00", "50%")  # what was set down later was not there yet
        lines = (await county.get("/supervision/speed/page", params={"group": "line"})).text
        assert "农村危房改造补助" in lines and "时间进度 50%" in lines


async def test_idle_and_late_money_is_told_by_age_with_its_list(api, session, frozen_at):
    with frozen_at("2020-09-15T09:00:00+08:00"):
        await a_budget_line(session, 10_000_000, region=TOWN)
        await a_paying_line(session, key=PAYING)
        await asked(session, [await a_member(session)], key=PAYING)
        await session.commit()
        county = api.as_(Role.COUNTY)
        idle = (await county.get("/supervision/idle")).json()
        assert {one["key"]: one["many"] for one in idle["buckets"]}["d181"] == 1
        narrowed = (await county.get("/supervision/idle", params={"age": "d181"})).json()
        assert [(row["name"], row["days"], row["free_yuan"]) for row in narrowed["rows"]] == [
            ("农村危房改造补助", 197, "100000.00")
        ]
        late = (await county.get("/supervision/late", params={"stage": "payment-asked"})).json()
        assert late["stages"][0]["many"] == 1 and late["rows"][0]["working_days"] > 50
        assert "到户发放待审核" in (await county.get("/supervision/late/page")).text
        assert (await county.get(f"/{late['rows'][0]['link']}")).status_code == 200


async def test_concentration_tells_the_first_ten_and_the_index(api, session):
    county = api.as_(Role.COUNTY)
    empty = (await county.get("/supervision/concentration", params={"of": "payee", "year": "2020"})).json()
    assert (empty["many"], empty["herfindahl"], empty["reading"]) == (0, 0, "没有支付")


@pytest.mark.parametrize("board", ["speed", "idle", "late", "concentration"])
async def test_every_board_is_a_page_and_a_workbook_also_when_there_is_nothing(api, board):
    auditor = api.as_(Role.AUDITOR)
    assert (await auditor.get(f"/supervision/{board}/page")).status_code == 200
    load_workbook(BytesIO((await auditor.get(f"/supervision/{board}.xlsx")).content))
    assert (await api.as_(Role.TOWN, region=TOWN).get(f"/supervision/{board}", params={"region": COUNTY})).status_code == 403
