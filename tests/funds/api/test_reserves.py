"""Reserves over HTTP: what lies in them, refills, the month; who may and who sees what."""

import io

import pytest
from openpyxl import load_workbook

from services.funds import jobs
from shared.database import set_scope, the_platform
from shared.security import Role
from tests.builders.funds import OTHER_TOWN, TOWN, a_filled_reserve
from tests.builders.funds_grants import JUNE_3, an_aid_line, first_aid

JUNE = "2020-06"


@pytest.fixture
async def filled(session):
    """30,000 yuan in a town's reserve, one grant paid, a line that pays for more."""
    await a_filled_reserve(session)
    await first_aid(session)
    await an_aid_line(session)
    await session.commit()


@pytest.fixture
def town(api):
    return api.as_(Role.TOWN, region=TOWN, subject="镇街经办")


@pytest.fixture
def county(api):
    return api.as_(Role.COUNTY, subject="县区经办")


async def run(session, job) -> None:
    await set_scope(session, the_platform("test", "test"))
    await job(session, JUNE_3)
    await session.commit()


async def test_a_reserve_says_what_is_in_it_and_by_which_clause(town, filled):
    reserve = (await town.get(f"/reserves/{TOWN}")).json()

    assert (reserve["balance_yuan"], reserve["most_yuan"], reserve["room_yuan"]) == ("27000.00", "200000.00", "173000.00")
    assert "平台推定" in reserve["clause"] and (reserve["waiting"], reserve["refill"]) == (0, None)
    listed = (await town.get("/reserves")).json()
    assert [one["town"] for one in listed["rows"]] == [TOWN]


async def test_a_small_refill_comes_by_itself_and_a_larger_one_by_the_countys_word(town, county, session, filled, frozen_at):
    with frozen_at("2020-06-03T10:00:00+08:00"):
        small = await town.post(f"/reserves/{TOWN}/refills", json={"amount_yuan": "3000", "reason": "六月用量"})
        again = await town.post(f"/reserves/{TOWN}/refills", json={"amount_yuan": "1", "reason": "六月用量"})
        await run(session, jobs.fill_reserves)
        large = await town.post(f"/reserves/{TOWN}/refills", json={"amount_yuan": "60000", "reason": "汛期"})
        form = {"is_agreed": True, "said": "同意"}
        refused = await town.post(f"/reserve-refills/{large.json()['id']}/decision", json=form)
        decided = await county.post(f"/reserve-refills/{large.json()['id']}/decision", json=form)
        await run(session, jobs.fill_reserves)

    assert (small.status_code, small.json()["state_name"]) == (201, "待拨付")
    assert (again.status_code, again.json()["code"]) == (409, "refill-open")
    assert (large.json()["state_name"], refused.status_code, decided.status_code) == ("待县区确认", 403, 201)
    rows = (await town.get("/reserve-refills")).json()["rows"]
    assert [(row["amount_yuan"], row["state_name"]) for row in rows] == [("60000.00", "已拨付"), ("3000.00", "已拨付")]
    assert (await town.get(f"/reserves/{TOWN}")).json()["balance_yuan"] == "90000.00"


async def test_above_the_ceiling_takes_the_countys_reason(county, filled):
    fill = {"town": TOWN, "amount_yuan": "173000.01", "memo": "汛期备用金"}
    await county.post("/allocations", json={"county": "371311", "amount_yuan": "900000", "memo": "预算"})

    refused = await county.post("/fills", json=fill)
    taken = await county.post("/fills", json=fill | {"above_ceiling": "七月洪灾"})

    assert (refused.status_code, refused.json()["code"], refused.json()["room_yuan"]) == (
        409,
        "reserve-above-ceiling",
        "173000.00",
    )
    assert (taken.status_code, taken.json()["memo"]) == (201, "汛期备用金（超限额：七月洪灾）")


async def test_a_month_is_read_handed_in_and_accepted(town, county, filled, frozen_at):
    with frozen_at("2020-07-09T10:00:00+08:00"):
        month = (await town.get(f"/reserves/{TOWN}/months/{JUNE}")).json()
        early = await town.post(f"/reserves/{TOWN}/months/2020-07/account", json={})
        handed = await town.post(f"/reserves/{TOWN}/months/{JUNE}/account", json={"said": "手续逾期 1 户"})
        decided = await county.post(
            f"/reserves/{TOWN}/months/{JUNE}/account/decision", json={"is_accepted": True, "said": "与账相符"}
        )

    assert (month["opening_yuan"], month["filled_yuan"], month["granted_yuan"]) == ("0.00", "30000.00", "3000.00")
    assert (month["closing_yuan"], month["grants"], month["without_papers"]) == ("27000.00", 1, 1)
    assert [(move["in_yuan"], move["out_yuan"]) for move in month["moves"]] == [("30000.00", "0.00"), ("0.00", "3000.00")]
    assert early.json()["code"] == "reserve-month-not-over"
    assert (handed.status_code, decided.json()["state_name"]) == (201, "县区已审核")


async def test_the_month_is_a_page_and_a_workbook(town, filled, frozen_at):
    with frozen_at("2020-06-20T10:00:00+08:00"):
        page = await town.get(f"/reserves/{TOWN}/months/{JUNE}/page")
        every = await town.get("/reserves/page")
        book = await town.get(f"/reserves/{TOWN}/months/{JUNE}.xlsx")

    assert page.status_code == every.status_code == 200
    assert "27,000.00" in page.text and "到期未补" in page.text and "罗庄街道" in every.text
    sheets = load_workbook(io.BytesIO(book.content))
    assert sheets.sheetnames == ["汇总", "逐笔", "先行救助", "说明"]
    assert [row[1].value for row in sheets["汇总"].iter_rows(min_row=2)][-1] == 27_000


async def test_nobody_sees_or_fills_another_towns_reserve(api, filled):
    elsewhere = api.as_(Role.TOWN, region=OTHER_TOWN)

    assert (await elsewhere.get(f"/reserves/{TOWN}")).json()["code"] == "no-such-reserve"
    assert (await elsewhere.get("/reserves")).json()["rows"] == []
    form = {"amount_yuan": "1", "reason": "六月用量"}
    assert (await elsewhere.post(f"/reserves/{TOWN}/refills", json=form)).status_code == 403
    for role in (Role.VILLAGE, Role.HOSPITAL):
        assert (await api.as_(role).get("/reserves")).status_code == 403
    assert (await api.as_(Role.AUDITOR).post(f"/reserves/{TOWN}/refills", json=form)).status_code == 403


@pytest.mark.parametrize("month", ["2020-13", "20-06", "2020-6"])
async def test_a_month_that_is_none_is_refused(town, filled, month):
    assert (await town.get(f"/reserves/{TOWN}/months/{month}")).status_code == 422
