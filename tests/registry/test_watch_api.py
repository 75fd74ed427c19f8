"""Monitoring and income at the doors: who may, what they see, and what they are told."""

import io
import re
from datetime import timedelta
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.clock import today
from shared.security import Role
from tests.builders.pages import ticket_in
from tests.builders.registry import LONGTAN
from tests.builders.watch import a_household_in_the_register


async def test_income_is_recorded_listed_and_exported(api: Any, session: AsyncSession) -> None:
    household, [head, _] = await a_household_in_the_register(session)
    await session.commit()
    village = api.as_(Role.VILLAGE, region=LONGTAN)
    form = {
        "entries": [
            {"kind": "wages", "source": "在厂务工", "amount_yuan": "24000.00", "person_id": str(head.id), "months": 10},
            {"kind": "costs", "source": "化肥", "amount_yuan": "1000", "papers": ["发票"]},
        ]
    }
    made = await village.post(f"/households/{household.id}/income/2018", json=form)
    assert made.status_code == 201, made.text
    told = made.json()
    assert (told["net_yuan"], told["per_head_yuan"], told["line_yuan"]) == ("23000.00", "11500.00", "3609.00")
    assert (told["is_below_line"], told["version"], told["entries"][0]["kind_name"]) == (False, 1, "工资性收入")
    assert (await village.get(f"/households/{household.id}/income/2018")).json() == told
    assert len((await village.get(f"/households/{household.id}/income")).json()) == 1
    again = await village.post(f"/households/{household.id}/income/2018", json=form)
    assert (again.status_code, again.json()["code"]) == (409, "income-changed-meanwhile")
    [row] = (await village.get("/incomes", params={"year": 2018})).json()["rows"]
    assert row["per_head_yuan"] == "11500.00"
    file = await village.get("/incomes.xlsx", params={"year": 2018})
    sheet = load_workbook(io.BytesIO(file.content))["收入台账"]
    [heads, row] = list(sheet.iter_rows(min_row=4, values_only=True))
    assert row[heads.index("人均纯收入（元）")] == 11500


async def test_another_village_s_income_is_not_there(api: Any, session: AsyncSession) -> None:
    household, _ = await a_household_in_the_register(session)
    await session.commit()
    stranger = api.as_(Role.VILLAGE, region="371311001002")
    form = {"entries": [{"kind": "wages", "source": "务工", "amount_yuan": "1"}]}
    assert (await stranger.post(f"/households/{household.id}/income/2018", json=form)).status_code == 404
    assert (await stranger.get(f"/households/{household.id}/income/2018")).json()["code"] == "no-such-income-book"


async def test_lines_show_what_other_documents_print_and_why_one_was_chosen(api: Any) -> None:
    county = api.as_(Role.COUNTY)
    [line] = [
        each for each in (await county.get("/lines", params={"region": "43", "year": 2018})).json() if each["kind"] == "poverty"
    ]
    assert (line["amount_yuan"], line["others"][0]["amount_yuan"]) == ("3200.00", "2995.00")
    assert line["why"]
    page = (await county.get("/lines/page")).text
    assert "3,609.00" in page
    assert "选用理由" in page


async def test_an_alert_is_listed_shown_and_counted_for_its_rule(api: Any, session: AsyncSession) -> None:
    household, _ = await a_household_in_the_register(session)
    await session.commit()
    department = api.as_(Role.DEPARTMENT, org="labour")
    fact = {"household_id": str(household.id), "kind": "job-loss", "happened_on": today().isoformat()}
    [alert_id] = (await department.post("/watch/facts", json=fact)).json()["alert_ids"]
    assert (await department.post("/watch/facts", json=fact)).json()["alert_ids"] == []

    town = api.as_(Role.TOWN, region="371311001")
    [row] = (await town.get("/watch/alerts", params={"decided": False})).json()["rows"]
    assert (row["alert_id"], row["outcome_name"], row["trigger_name"]) == (alert_id, "待核实", "因失业")
    assert (await town.get("/watch/alerts", params={"overdue": True})).json()["rows"] == []
    early = await town.post(f"/watch/alerts/{alert_id}/decision", json={"is_confirmed": True, "reason": "属实"})
    assert (early.status_code, early.json()["code"]) == (409, "not-seen-at-home")
    found = {"visited_on": today().isoformat(), "found": "确已失业，无其他收入", "is_in_need": True}
    await town.post(f"/watch/alerts/{alert_id}/visits", json=found)
    await town.post(f"/watch/alerts/{alert_id}/decision", json={"is_confirmed": True, "reason": "属实"})
    shown = (await town.get(f"/watch/alerts/{alert_id}")).json()
    assert (shown["outcome_name"], len(shown["visits"])) == ("属实", 1)

    operator = api.as_(Role.OPERATOR, region="*")
    board = (await operator.get("/watch/board")).json()
    [rule] = board["rules"]
    assert (rule["title"], rule["alerts"], rule["confirmed"], rule["precision_per_mille"]) == ("主要劳动力失业", 1, 1, 1000)
    assert "100.0%" in (await operator.get("/watch/board/page")).text
    assert "确" not in (await town.get("/watch/alerts/page")).text.partition("<h1>")[2].partition("为什么")[0]
    assert "主要劳动力失业" in (await town.get("/watch/alerts/page", params={"show": "decided"})).text


async def test_an_alert_is_seen_at_home_and_decided_in_a_browser(api: Any, session: AsyncSession) -> None:
    household, _ = await a_household_in_the_register(session)
    await session.commit()
    fact = {"household_id": str(household.id), "kind": "job-loss", "happened_on": today().isoformat()}
    [alert_id] = (await api.as_(Role.DEPARTMENT, org="labour").post("/watch/facts", json=fact)).json()["alert_ids"]
    village, town = api.as_(Role.VILLAGE, region=LONGTAN), api.as_(Role.TOWN, region="371311001")
    assert f'href="{alert_id}/page"' in (await village.get("/watch/alerts/page")).text
    address = f"/watch/alerts/{alert_id}"
    page = (await village.get(f"{address}/page")).text
    found = {"visited_on": (today() + timedelta(days=1)).isoformat(), "found": "确已失业，无其他收入", "in_need": "yes"}
    refused = await village.post(f"{address}/visits/page", data={"ticket": ticket_in(page), **found})
    assert (refused.status_code, "没有办成：" in refused.text, ">确已失业，无其他收入</textarea>" in refused.text) == (
        422,
        True,
        True,
    )
    found |= {"visited_on": today().isoformat()}
    seen = await village.post(f"{address}/visits/page", data={"ticket": ticket_in(refused.text), **found})
    assert (seen.status_code, "确有困难" in seen.text, "作出结论</h2>" in seen.text) == (201, True, False)

    _, ticket = re.findall(r'name="ticket" value="([^"]+)"', (await town.get(f"{address}/page")).text)
    against = await town.post(f"{address}/decision/page", data={"ticket": ticket, "outcome": "dismissed", "reason": "没有困难"})
    assert (against.status_code, "没有办成：" in against.text) == (422, True)
    _, ticket = re.findall(r'name="ticket" value="([^"]+)"', against.text)
    done = await town.post(f"{address}/decision/page", data={"ticket": ticket, "outcome": "confirmed", "reason": "属实"})
    assert (done.status_code, "已定为属实" in done.text, "<form" in done.text) == (201, True, False)
    assert (await town.get(address)).json()["outcome_name"] == "属实"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"kind": "hospital-bill"}, "fact-of-another-service"),
        ({"kind": "house-grade", "word": "E"}, "fact-not-complete"),
        ({"happened_on": "2001-01-01"}, "happened-too-long-ago"),
        ({"person_id": "0190b8a4-7c1e-7d3a-9f60-2b1c6a3f5e10"}, "person-elsewhere"),
        ({"household_id": "0190b8a4-7c1e-7d3a-9f60-2b1c6a3f5e10"}, "no-such-household"),
    ],
)
async def test_a_fact_that_cannot_be_taken_says_why(api: Any, session: AsyncSession, changed: dict[str, str], code: str) -> None:
    household, _ = await a_household_in_the_register(session)
    await session.commit()
    fact = {"household_id": str(household.id), "kind": "job-loss", "happened_on": today().isoformat()} | changed
    assert (await api.as_(Role.TOWN, region="371311001").post("/watch/facts", json=fact)).json()["code"] == code


async def test_a_place_shows_its_own_rules(api: Any) -> None:
    county = api.as_(Role.COUNTY)
    names = {rule["rule"] for rule in (await county.get("/watch/rules", params={"region": "130727"})).json()}
    assert {"yangyuan-burden-enrolled", "disaster"} <= names
    assert "stay-over-10000" not in names
