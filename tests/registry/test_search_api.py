"""The doors of searching and of taking lists out, as officers, auditors and their browsers use them."""

import io
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.poverty import PovertyState
from services.registry.store.facts import facts_of_person
from services.registry.tables import ListExport, Person
from shared.clock import today
from shared.database import set_scope, the_platform
from shared.security import Role
from shared.vault import unseal
from tests.builders.registry import LONGTAN
from tests.builders.registry_file import a_file


def sheet_of(answer: Any) -> list[tuple[Any, ...]]:
    assert answer.status_code == 200, answer.text
    book = load_workbook(io.BytesIO(answer.content))
    return list(book.worksheets[0].iter_rows(values_only=True))


@pytest.fixture
async def people(session: AsyncSession) -> list[Person]:
    _, people = await a_file(session)
    await session.commit()
    return people


async def test_an_officer_finds_a_person_by_what_they_know_and_sees_the_number_in_part(api: Any, people: list[Person]) -> None:
    village = api.as_(Role.VILLAGE, region=LONGTAN)
    for q in ("王小明", "wxm", "wangxiaoming", "王 1970年"):
        rows = (await village.get("/persons", params={"q": q})).json()["rows"]
        assert [row["name"] for row in rows][:1] == ["王小明"], q
    [row] = (await village.get("/persons", params={"q": "王小明"})).json()["rows"]
    assert row["household_id"] and row["standing_name"] == "在册" and row["household_code"] == "3713110000000001"
    assert row["id_number"].count("*") == 10
    assert (await api.as_(Role.COUNTY, region="371402").get("/persons", params={"q": "王小明"})).json()["rows"] == []


async def test_an_auditor_sees_names_in_part(api: Any, people: list[Person]) -> None:
    [row] = (await api.as_(Role.AUDITOR).get("/persons", params={"q": "王小明"})).json()["rows"]
    assert row["name"] == "王*明"


async def test_a_whole_number_is_asked_for_in_the_body_and_never_in_an_address(api: Any, people: list[Person]) -> None:
    county = api.as_(Role.COUNTY)
    number = str(facts_of_person(people[0])["id_number"])
    refused = await county.get("/persons", params={"q": number})
    assert (refused.status_code, refused.json()["code"]) == (422, "whole-number-in-address")
    [row] = (await county.post("/persons/search", json={"id_number": number})).json()["rows"]
    assert row["person_id"] == str(people[0].id)


@pytest.mark.parametrize("after", ["x", "AAAA", "_" * 40, "é"])
async def test_a_place_that_is_none_is_refused(api: Any, after: str) -> None:
    for path in ("/persons?q=王小", "/persons?region=371311", "/households?region=371311"):
        answer = await api.as_(Role.COUNTY).get(path, params={**dict([path.split("?")[1].split("=")]), "after": after})
        assert (answer.status_code, answer.json()["code"]) == (400, "unreadable-cursor"), answer.text


async def test_the_place_of_one_kind_of_list_does_not_serve_another(api: Any, session: AsyncSession) -> None:
    for at in range(3):
        await a_file(session, code=f"37131100000000{at:02d}", first_sequence=11 + 20 * at)
    await session.commit()
    county = api.as_(Role.COUNTY)
    listed = (await county.get("/persons", params={"limit": 2})).json()
    assert len(listed["rows"]) == 2 and listed["next"]
    wrong = await county.get("/persons", params={"q": "王小", "after": listed["next"]})
    assert (wrong.status_code, wrong.json()["code"]) == (400, "unreadable-cursor")


@pytest.mark.parametrize(
    "asked", ["/persons?q=%00", "/persons/page?q=%00", "/persons.xlsx?why=%00", "/persons.xlsx?q=%00", "/households?cause=%00"]
)
async def test_what_nobody_can_type_is_refused(api: Any, asked: str) -> None:
    answer = await api.as_(Role.COUNTY).get(asked)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid-input")


async def test_who_looked_for_whom_is_listed_for_auditors_alone(api: Any, people: list[Person]) -> None:
    await api.as_(Role.VILLAGE, region=LONGTAN, subject="村干部 周").get("/persons", params={"q": "王小明 1970年"})
    auditor = api.as_(Role.AUDITOR)
    [trace] = (await auditor.get("/persons/searches")).json()["rows"]
    assert (trace["searched_by"], trace["kinds"], trace["seen"]) == ("村干部 周", ["姓名", "出生年份", "辖区"], 1)
    assert "王小明" not in str(trace)
    assert (await api.as_(Role.COUNTY).get("/persons/searches")).status_code == 403
    assert sheet_of(await auditor.get("/persons/searches.xlsx"))[3][0] == "查找时间"


async def test_the_search_page_works_without_a_script_and_leads_to_the_household(api: Any, people: list[Person]) -> None:
    village = api.as_(Role.VILLAGE, region=LONGTAN)
    empty = await village.get("/persons/page")
    assert empty.status_code == 200 and "可以输入" in empty.text and "<script" not in empty.text
    found = await village.get("/persons/page", params={"q": "wxm"})
    assert f"../households/{people[0].household_id}/page" in found.text and "王小明" in found.text
    assert (found.headers["cache-control"], found.headers["referrer-policy"]) == ("no-store", "no-referrer")
    nobody = await village.get("/persons/page", params={"q": "赵六"})
    assert "没有找到这样的人" in nobody.text
    wrong = await village.get("/persons/page", params={"q": "w<"})
    assert wrong.status_code == 200 and "一个字母不足以查找" in wrong.text and "w&lt;" in wrong.text


async def test_households_are_listed_by_what_is_known_of_them(api: Any, session: AsyncSession) -> None:
    await a_file(session)
    disabled, _ = await a_file(session, code="3713110000000002", first_sequence=51)
    await session.commit()
    county = api.as_(Role.COUNTY)
    cause = {"happened_on": "2020-06-02", "facts": {"main_cause": "因残"}, "reason": "入户核实"}
    assert (await county.post(f"/households/{disabled.id}/changes", json=cause)).status_code == 200
    assert len((await county.get("/households")).json()["rows"]) == 2
    [row] = (await county.get("/households", params={"cause": "因残"})).json()["rows"]
    assert (row["head"], row["members"], row["causes"], row["poverty"]) == ("王小明", 3, ["因残"], "一般农户")
    assert (await county.get("/households", params={"cause": "因丧"})).json()["rows"] == []
    assert (await county.get("/households", params={"open_case": "true"})).json()["rows"] == []
    assert len((await county.get("/households", params={"open_case": "false", "class": "enrolled"})).json()["rows"]) == 2
    case = {"village": LONGTAN, "trigger": "illness", "happened_on": today().isoformat(), "household_code": "3713110000000002"}
    assert (await county.post("/cases", json=case)).status_code == 201
    [row] = (await county.get("/households", params={"open_case": "true"})).json()["rows"]
    assert row["household_code"] == "3713110000000002" and row["has_open_case"]
    page = (await county.get("/households/page", params={"cause": "因残"})).text
    assert "3713110000000002" in page and "3713110000000001" not in page and "正在帮扶" in page
    [masked, _] = (await api.as_(Role.AUDITOR).get("/households")).json()["rows"]
    assert masked["head"] == "王*明"


async def test_a_list_goes_out_with_its_filters_and_who_took_it_on_top(
    api: Any, people: list[Person], session: AsyncSession
) -> None:
    county = api.as_(Role.COUNTY, subject="县乡村振兴局 孙")
    title, conditions, made, heads, *rows = sheet_of(await county.get("/persons.xlsx", params={"q": "王小", "region": LONGTAN}))
    assert title[0] == "人员名单"
    assert conditions[0] == "条件：找谁：王小；辖区代码：山东省临沂市罗庄区罗庄街道龙潭社区居民委员会"
    assert made[0].startswith("导出人：县乡村振兴局 孙（县区）　导出时间：2")
    assert heads[:4] == ("户编号", "姓名", "身份证号码", "性别")
    assert len(rows) == 3 and all("*" in str(row[2]) for row in rows)
    await set_scope(session, the_platform("test", "test"))
    [trace] = (await session.exec(select(ListExport))).all()
    assert (trace.title, trace.rows, trace.has_whole_numbers) == ("人员名单", 3, False)
    assert unseal(trace.asked_sealed).startswith("找谁：王小")


async def test_whole_numbers_leave_only_with_a_reason_and_a_trace_and_never_by_a_village(api: Any, people: list[Person]) -> None:
    asked = {"q": "王小明", "whole_numbers": "true"}
    county, village = api.as_(Role.COUNTY), api.as_(Role.VILLAGE, region=LONGTAN)
    assert (await county.get("/persons.xlsx", params=asked)).json()["code"] == "no-reason-for-numbers"
    asked["why"] = "报送全国系统比对"
    assert (await village.get("/persons.xlsx", params=asked)).json()["code"] == "numbers-not-for-this-role"
    [*_, row] = sheet_of(await county.get("/persons.xlsx", params=asked))
    assert row[2] == facts_of_person(people[0])["id_number"]
    [trace] = (await api.as_(Role.AUDITOR).get("/exports")).json()["rows"]
    assert (trace["has_whole_numbers"], trace["why"], trace["rows"]) == (True, "报送全国系统比对", 1)


@pytest.mark.parametrize(
    "path",
    [
        "/households.xlsx?state=current",
        "/persons.xlsx",
        "/cases.xlsx?open=true",
        "/transfers.xlsx?state=offered",
        "/procedures.xlsx?state=running",
        "/notices.xlsx?running=true",
        "/objections.xlsx?late=true",
        f"/poverty.xlsx?state={PovertyState.POOR.value}",
        "/incomes.xlsx?year=2019&region=371311",
        "/lines.xlsx?year=2019",
        "/watch/alerts.xlsx?decided=false",
        "/watch/rules.xlsx",
        "/imports.xlsx",
        "/doubles.xlsx?show=decided",
        "/comparisons.xlsx?kind=low-income",
        "/plans.xlsx?year=2026&standing=draft",
        "/plans/gaps.xlsx?kind=no-plan",
        "/credit-ratings.xlsx?state=decided",
        "/campaigns.xlsx?closed=false",
        "/visit-problems.xlsx?overdue=true",
        "/helpers.xlsx?in_office=true",
        "/helpers/uncovered.xlsx",
    ],
)
async def test_every_list_goes_out_as_a_workbook(api: Any, people: list[Person], path: str) -> None:
    county = api.as_(Role.COUNTY)
    rows = sheet_of(await county.get(path))
    assert rows[1][0].startswith("条件：") and len(rows) >= 4
    assert all(isinstance(head, str) and head for head in rows[3])


async def test_a_list_of_more_than_a_page_goes_out_whole_and_one_that_is_too_long_says_so(
    api: Any, session: AsyncSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    for at in range(4):
        await a_file(session, code=f"37131100000000{at:02d}", first_sequence=11 + 20 * at)
    await session.commit()
    county = api.as_(Role.COUNTY)
    monkeypatch.setattr("services.registry.api.books.PAGE_ROWS_LIMIT", 5)
    assert len(sheet_of(await county.get("/persons.xlsx"))) == 4 + 12
    monkeypatch.setattr("services.registry.api.books.ROWS_LIMIT", 7)
    answer = await county.get("/persons.xlsx")
    assert len(sheet_of(answer)) == 4 + 7
    told = dict(load_workbook(io.BytesIO(answer.content))["说明"].iter_rows(values_only=True))
    assert told["行数"] == "7" and told["是否完整"].startswith("否")


async def test_what_somebody_typed_never_becomes_a_formula(api: Any, people: list[Person]) -> None:
    county = api.as_(Role.COUNTY)
    wrong = {"facts": {"name": "王晓明"}, "reason": "=1+1"}
    assert (await county.post(f"/persons/{people[0].id}/corrections", json=wrong)).status_code == 200
    answer = await county.get(f"/households/{people[0].household_id}/history.xlsx")
    cells = [cell for row in load_workbook(io.BytesIO(answer.content)).worksheets[0].iter_rows() for cell in row]
    assert [cell.data_type for cell in cells if cell.value == "=1+1"] == ["s"]
