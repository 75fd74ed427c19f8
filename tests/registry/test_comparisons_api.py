"""Departments' lists at the doors: who may send and settle, what they see, what monitoring makes of it, and what goes back."""

import io
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from openpyxl import load_workbook
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.store.household import get_person
from services.registry.tables import Alert, WatchFact
from shared.clock import today
from shared.database import set_scope, the_platform
from shared.security import Role
from tests.builders.comparison import COUNTY, a_list, number, seated
from tests.builders.registry import LONGTAN, a_household
from tests.builders.registry_file import a_file

WHO, OTHER = number(11), number(13)


async def send(api: Any, *lines: dict[str, Any], kind: str = "low-income", **form: str) -> Any:
    asked = {"kind": kind, "place": COUNTY, "listed_on": today().isoformat()} | form
    return await api.post("/comparisons", data=asked, files={"file": ("名单.xlsx", a_list(*lines))})


async def test_a_department_sends_a_list_and_a_village_officer_settles_what_is_different(api: Any, session: AsyncSession) -> None:
    household, [person] = await seated(session, WHO)
    household_id, person_id = household.id, person.id
    await session.commit()
    sent = await send(api.as_(Role.DEPARTMENT, org="civil-affairs"), {"who": WHO, "保障类别": "A类"})
    assert sent.status_code == 201, sent.text
    assert (sent.json()["kind_name"], sent.json()["new"], sent.json()["is_current"]) == ("低保名册", 1, True)

    village = api.as_(Role.VILLAGE, region=LONGTAN)
    [line] = (await village.get("/comparisons/differences", params={"state": "open"})).json()["rows"]
    assert line["who_is_it"] == f"全户（户主 王小明 3713**********{WHO[-4:]}）"
    assert (line["household_id"], line["said"], line["severity_name"]) == (str(household_id), {"保障类别": "A类"}, "严重")
    told = (await village.get(f"/comparisons/differences/{line['difference_id']}")).json()
    assert told["rows"] == [{"公民身份号码": f"3713**********{WHO[-4:]}", "保障类别": "A类"}]
    where = f"/comparisons/differences/{line['difference_id']}/settlement"
    refused = await village.post(where, json={"outcome": "put-right", "reason": "已经更正"})
    assert (refused.status_code, refused.json()["code"]) == (409, "still-different")
    done = await village.post(where, json={"outcome": "theirs-wrong", "reason": "名册录错了人"})
    assert (done.status_code, done.json()["outcome"], done.json()["rows"]) == (201, "theirs-wrong", [])
    assert (await village.get("/comparisons/differences", params={"state": "late"})).json()["rows"] == []
    await set_scope(session, the_platform("test", "look"))
    assert (await get_person(session, person_id)).household_id == household_id


async def test_a_drop_out_on_a_list_is_an_alert_at_once_and_none_when_the_list_was_wrong(api: Any, session: AsyncSession) -> None:
    born_on = date(today().year - 12, 1, 18)
    child = number(21, born_on)
    household, _ = await seated(session, child, born_on=born_on, particulars={"在校生状况": "七年级"})
    await session.commit()
    line = {"who": child, "学籍状态": "辍学", "离校日期": today().isoformat()}
    sent = await send(api.as_(Role.DEPARTMENT, org="education"), line, kind="schooling")
    assert (sent.json()["facts"], sent.json()["alerts"]) == (1, 1)
    await set_scope(session, the_platform("test", "look"))
    [alert] = await session.exec(select(Alert))
    assert (alert.rule, alert.household_id) == ("reported-drop-out", household.id)
    assert "中小学学籍名单" in alert.reasons[0]

    town = api.as_(Role.TOWN, region="371311001")
    [row] = (await town.get("/comparisons/differences")).json()["rows"]
    wrong = {"outcome": "theirs-wrong", "reason": "学生在市里住校就读"}
    await town.post(f"/comparisons/differences/{row['difference_id']}/settlement", json=wrong)
    await set_scope(session, the_platform("test", "look"))
    await session.refresh(alert)
    assert (alert.outcome, alert.reason) == ("withdrawn", "部门名单有误，所登记的事实撤销")


async def test_a_death_on_a_list_changes_nothing_until_an_officer_confirms_it(api: Any, session: AsyncSession) -> None:
    _, [head, spouse] = await a_file(session, 2)
    head_id, spouse_id = head.id, spouse.id
    number_of_head = a_household(2)[0]["证件号码"]
    await session.commit()
    await send(api.as_(Role.COUNTY), {"who": number_of_head, "死亡日期": today().isoformat()}, kind="deaths")
    await set_scope(session, the_platform("test", "look"))
    assert (await get_person(session, head_id)).died_on is None
    assert len((await session.exec(select(WatchFact))).all()) == 1

    village = api.as_(Role.VILLAGE, region=LONGTAN)
    [row] = (await village.get("/comparisons/differences")).json()["rows"]
    form = {"happened_on": today().isoformat(), "reason": "入户核实，火化证明", "papers": ["火化证明"]}
    where = f"/comparisons/differences/{row['difference_id']}/death"
    without_head = await village.post(where, json=form)
    assert (without_head.status_code, without_head.json()["code"]) == (422, "no-head-left")
    done = await village.post(where, json=form | {"relations": [{"person_id": str(spouse_id), "relation": "户主"}]})
    assert (done.status_code, done.json()["outcome"]) == (201, "put-right"), done.text
    await set_scope(session, the_platform("test", "look"))
    session.expire_all()
    assert (await get_person(session, head_id)).died_on == today()


async def test_another_difference_is_no_death(api: Any, session: AsyncSession) -> None:
    await seated(session, WHO)
    await session.commit()
    await send(api.as_(Role.COUNTY), {"who": WHO, "保障类别": "A类"})
    county = api.as_(Role.COUNTY)
    [row] = (await county.get("/comparisons/differences")).json()["rows"]
    form = {"happened_on": today().isoformat(), "reason": "入户核实", "papers": ["证明"]}
    refused = await county.post(f"/comparisons/differences/{row['difference_id']}/death", json=form)
    assert (refused.status_code, refused.json()["code"]) == (422, "not-a-death")


async def test_faulty_rows_go_back_to_whoever_sent_them_and_to_no_other_department(api: Any, session: AsyncSession) -> None:
    sender = api.as_(Role.DEPARTMENT, org="civil-affairs", subject="民政小李")
    sent = (await send(sender, {"who": WHO[:-1], "保障类别": "A类"}, {"who": OTHER, "保障类别": "B类"})).json()
    assert (sent["is_compared"], sent["refused"], sent["errors"][0]["reason"]) == (False, 1, "应为 18 位，实有 17 位")
    file = await sender.get(sent["errors_workbook"])
    sheet = load_workbook(io.BytesIO(file.content)).worksheets[0]
    assert [cell.value for cell in sheet[1]][:3] == ["公民身份号码", "保障类别", "原行号"]
    assert sheet.cell(2, 3).value == "2"
    other = api.as_(Role.DEPARTMENT, org="education", subject="教育小王")
    assert (await other.get(sent["errors_workbook"])).status_code == 404
    assert (await api.as_(Role.COUNTY).get(sent["errors_workbook"])).status_code == 200


async def test_differences_are_counted_by_place_and_exported_with_what_was_asked(api: Any, session: AsyncSession) -> None:
    await seated(session, WHO)
    await session.commit()
    county = api.as_(Role.COUNTY)
    await send(county, {"who": WHO, "保障类别": "+1+1"})
    [row] = (await county.get("/comparisons/differences/board")).json()["rows"]
    assert (row["place"], row["open"], row["title"]) == ("371311001", 1, "低保名册上有，本平台全户没有低保成员")
    file = await county.get("/comparisons/differences/differences.xlsx", params={"state": "open"})
    book = load_workbook(io.BytesIO(file.content))
    assert book["差异"].cell(2, 6).value == "保障类别：+1+1"
    assert book["各地"].cell(2, 4).value == 1
    assert ("状态", "待办") in [(line[0].value, line[1].value) for line in book["说明"].iter_rows()]


async def test_the_pages_show_lists_differences_and_boards_also_where_there_is_nothing(api: Any, session: AsyncSession) -> None:
    county = api.as_(Role.COUNTY)
    pages = ("/comparisons/page", "/comparisons/differences/page", "/comparisons/differences/board/page")
    for path, told in zip(pages, ("还没有提交过名单", "没有待办的差异", "还没有差异"), strict=True):
        assert told in (await county.get(path)).text
    household, _ = await seated(session, WHO)
    await session.commit()
    await send(county, {"who": WHO, "保障类别": "<b>A类</b>"})
    lists, differences, board = [(await county.get(path)).text for path in pages]
    assert "低保名册" in lists
    assert "&lt;b&gt;A类&lt;/b&gt;" in differences
    assert f"households/{household.id}/page" in differences
    assert "低保名册上有" in board


@pytest.mark.parametrize("role", [Role.VILLAGE, Role.HOSPITAL, Role.AUDITOR])
async def test_others_send_no_lists(api: Any, role: Role) -> None:
    assert (await send(api.as_(role), {"who": WHO})).status_code == 403


async def test_an_auditor_reads_no_names_and_no_rows(api: Any, session: AsyncSession) -> None:
    await send(api.as_(Role.COUNTY), {"who": WHO, "姓名": "王小明", "保障类别": "A类"})
    auditor = api.as_(Role.AUDITOR)
    [row] = (await auditor.get("/comparisons/differences")).json()["rows"]
    assert row["said"] == {"保障类别": "A类", "姓名": "王*明"}
    assert (await auditor.get(f"/comparisons/differences/{row['difference_id']}")).json()["rows"] == []


async def test_the_same_upload_with_the_same_key_is_compared_once(api: Any, session: AsyncSession) -> None:
    county, key = api.as_(Role.COUNTY), str(uuid4())
    content = a_list({"who": WHO, "保障类别": "A类"})
    asked = {"kind": "low-income", "place": COUNTY, "listed_on": today().isoformat()}
    first, second = [
        await county.post("/comparisons", data=asked, files={"file": ("名单.xlsx", content)}, headers={"Idempotency-Key": key})
        for _ in range(2)
    ]
    assert UUID(first.json()["list_id"]) == UUID(second.json()["list_id"])
    assert len((await county.get("/comparisons")).json()["rows"]) == 1
