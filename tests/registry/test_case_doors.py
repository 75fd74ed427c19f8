"""Cases through their doors: decided by those who may, seen on boards and pages, and nothing of a household in public."""

import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.case import Part, Step, What
from shared.database import set_scope, the_platform
from shared.security import Role
from tests.builders.cases import ZICHUAN, a_case, everything_done, happen
from tests.builders.registry import LONGTAN
from tests.conftest import Api

AT = datetime(2020, 6, 1, 1, tzinfo=UTC)
PAPERS = [{"title": "入户核查记录", "reference": "档案 1"}, {"title": "户主签字的帮扶结果确认单", "reference": "档案 2"}]
WELL = {"result": "救助金已领取，生活恢复正常", "papers": PAPERS}


async def test_a_case_is_closed_reopened_and_handed_over_through_its_doors(
    api: Api, session: AsyncSession, frozen_at: Any
) -> None:
    case = await a_case(session, at=AT, village=ZICHUAN)
    await happen(session, case.id, *everything_done(AT))
    await session.commit()
    town = api.as_(Role.TOWN, region="370302001", subject="镇干部")
    with frozen_at("2020-06-05T09:00:00+08:00"):
        assert (await town.get(f"/cases/{case.id}")).json()["state_name"] == "待结案"
        bare = await town.post(f"/cases/{case.id}/closing", json=WELL | {"papers": PAPERS[:1]})
        assert (bare.status_code, bare.json()["code"]) == (422, "evidence-missing")
        closed = await town.post(f"/cases/{case.id}/closing", json=WELL)
        assert closed.json()["state"] == "completed"
        again = await town.post(f"/cases/{case.id}/reopening", json={"reason": "屋面仍渗漏", "parts": ["housing-survey"]})
        assert again.json() == {"case_id": str(case.id), "state": "open", "round": 2, "region": ZICHUAN}
        handed = await town.post(f"/cases/{case.id}/handover", json={"reason": "收入无法恢复"})
        assert handed.status_code == 200
        told = (await town.get(f"/cases/{case.id}")).json()
    assert [act["title"] for act in told["acts"]] == ["结案", "重新启动", "移交识别程序"]
    shown = (await town.get(f"/cases/{case.id}/page")).text
    assert "屋面仍渗漏" in shown and "入户核查记录" in shown


@pytest.mark.parametrize("door", ["closing", "reopening", "withdrawal", "handover", "move"])
async def test_the_village_that_helps_does_not_decide_how_its_case_ends(api: Api, session: AsyncSession, door: str) -> None:
    case = await a_case(session, at=AT)
    await session.commit()
    village = api.as_(Role.VILLAGE, region=LONGTAN)
    assert (await village.post(f"/cases/{case.id}/{door}", json={})).status_code == 403


async def test_the_board_says_what_is_late_and_whose_it_is(api: Api, session: AsyncSession, frozen_at: Any) -> None:
    case = await a_case(session, at=AT)
    order = Step(Part.WORK_ORDERS, What.OPENED, AT, task="a", who="health", due_at=AT + timedelta(hours=30))
    await happen(session, case.id, order)
    await session.commit()
    county = api.as_(Role.COUNTY)
    with frozen_at("2020-06-02T16:00:00+08:00"):
        board = (await county.get("/cases/deadlines")).json()
        late = [(one["who_name"], one["step_name"], one["overdue"]) for one in board["late"]]
        assert late == [("镇街", "先行救助（24 小时）", "7 小时 0 分"), ("卫生健康", "部门工单", "1 小时 0 分")]
        by_department = {one["who"]: (one["owed"], one["late"]) for one in board["counts"]}
        assert by_department["health"] == by_department["town"] == (1, 1)
        assert by_department["rural-revitalisation"] == (1, 0)
        assert len((await county.get("/cases/deadlines", params={"who": "health"})).json()["late"]) == 1
        other = api.as_(Role.COUNTY, region="371402")
        assert (await other.get("/cases/deadlines")).json()["counts"] == []
        page = await county.get("/cases/deadlines/page")
        assert page.status_code == 200 and "先行救助（24 小时）" in page.text
        book = load_workbook(io.BytesIO((await county.get("/cases/deadlines.xlsx")).content))
        assert (book.sheetnames, book["逾期事项"].max_row) == (["各地各部门", "逾期事项", "说明"], 3)
        assert (await county.get(f"/cases/{case.id}")).json()["level_name"] == "镇街"


async def test_what_is_late_is_turned_over_page_by_page_and_nothing_is_left_out(
    api: Api, session: AsyncSession, frozen_at: Any
) -> None:
    for number in range(2):
        case = await a_case(session, at=AT, person=f"{number}" * 64)
        orders = [
            Step(Part.WORK_ORDERS, What.OPENED, AT, task=who, who=who, due_at=AT) for who in ("health", "housing", "labour")
        ]
        await happen(session, case.id, *orders)
    await session.commit()
    county = api.as_(Role.COUNTY)
    with frozen_at("2020-06-02T16:00:00+08:00"):
        whole = (await county.get("/cases/deadlines")).json()
        seen, after = [], {}
        while True:
            found = (await county.get("/cases/deadlines", params={"limit": 3, **after})).json()
            seen += found["late"]
            if found["next"] is None:
                break
            after = {"after": found["next"]}
        page = (await county.get("/cases/deadlines/page", params=after)).text
        bad = await county.get("/cases/deadlines/page", params={"after": "seite-2"})
    assert whole["next"] is None and len(whole["late"]) == 8
    assert seen == whole["late"]
    assert "回到开头" in page and "下一页" not in page and "各地各部门" not in page
    assert (bad.status_code, bad.json()["code"]) == (400, "unreadable-cursor")


async def test_how_fast_help_comes_is_shown_to_officers_and_in_public_only_of_five_households(
    api: Api, session: AsyncSession, frozen_at: Any
) -> None:
    for number in range(4):
        case = await a_case(session, at=AT + timedelta(minutes=number), person=f"{number}" * 64)
        paid = case.detected_at + timedelta(milliseconds=40 * (number + 1))
        await happen(session, case.id, Step(Part.EMERGENCY_GRANT, What.OPENED, paid))
    await session.commit()
    county = api.as_(Role.COUNTY)
    with frozen_at("2020-06-30T09:00:00+08:00"):
        rows = (await county.get("/cases/statistics")).json()["rows"]
        whole = next(row for row in rows if row["by"] == "all")
        assert (whole["cases"], whole["money"]["median_ms"], whole["money"]["p95_ms"]) == (4, 80, 160)
        assert {(row["by"], row["name"]) for row in rows} >= {("kind", "因病"), ("month", "2020-06")}
        assert (await api.get("/cases/statistics/public")).json()["rows"] == []
        page = await county.get("/cases/statistics/page")
        assert page.status_code == 200 and "<svg" in page.text
        assert (await county.get("/cases/statistics.xlsx")).status_code == 200
        backwards = await county.get("/cases/statistics", params={"since": "2020-06-02", "until": "2020-06-01"})
        assert backwards.json()["code"] == "period-backwards"

        await set_scope(session, the_platform("test", "one more"))
        await a_case(session, at=AT, person="9" * 64)
        await session.commit()
        [public] = (await api.get("/cases/statistics/public")).json()["rows"]
        assert (public["cases"], public["kind_name"], public["money"]) == (5, "因病", None)


async def test_an_unsafe_house_is_a_kind_of_its_own_and_a_disaster_s_list_is_answered_row_by_row(
    api: Api, frozen_at: Any
) -> None:
    flood = {
        "disaster_id": "0190b8a4-7c1e-7d3a-9f60-2b1c6a3f5e10",
        "happened_on": "2020-06-01",
        "households": [{"village": LONGTAN, "household_code": "3713110000000001"}],
    }
    with frozen_at("2020-06-01T09:00:00+08:00"):
        answer = (await api.as_(Role.TOWN, region=LONGTAN[:9]).post("/cases/disasters", json=flood)).json()
    assert (answer["refused"], answer["households"][0]["code"]) == (1, "unknown-household")
    assert answer["households"][0]["mend"]
