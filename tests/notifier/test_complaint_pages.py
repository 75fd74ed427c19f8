"""The pages of 12317 as those who use them need them: what waits, what was said by telephone, and no choice made for anybody."""

import re

import pytest

from services.notifier.rules.complaint import ComplaintState, HandlerLevel
from services.notifier.tables import ComplaintTask
from shared.ids import uuid7
from shared.security import Role
from tests.builders.complaints import SAID, a_complaint, kept
from tests.builders.notifier import COUNTY, MONDAY, TOWN

JUNE = "2020-06-01T09:00:00+08:00"


@pytest.fixture(autouse=True)
def from_an_address_of_its_own(api) -> None:
    """Doors for anyone count by address."""
    api.headers["X-Forwarded-For"] = str(uuid7())


async def complained(api, **other) -> str:
    """The receipt."""
    return str((await api.post("/complaints", json=a_complaint(**other))).json()["receipt"])


async def on_the_desk(api) -> str:
    [row] = (await api.as_(Role.COMPLAINTS).get("/complaint-desk")).json()["rows"]
    return f"/complaint-desk/{row['id']}/page"


async def write(by, address: str, **form: str):
    [ticket, *_] = re.findall('name="ticket" value="([^"]+)"', (await by.get(address)).text)
    return await by.post(address, data={"ticket": ticket} | form, headers={"Accept": "text/html"})


async def answered(api, *, said: str = "反映属实，九月底前完工") -> None:
    desk, address = api.as_(Role.COMPLAINTS), await on_the_desk(api)
    for form in ({"act": "accept", "matter": "money"}, {"act": "answer", "verdict": "true", "said": said}):
        assert (await write(desk, address, **form)).status_code == 200


async def test_what_is_said_on_the_telephone_is_written_down_on_a_page_and_has_a_receipt(api) -> None:
    desk = api.as_(Role.COMPLAINTS)
    assert 'href="new/page"' in (await desk.get("/complaint-desk/page")).text
    assert "罗庄街道" in (await desk.get("/complaint-desk/new/page")).text
    form = {"region": TOWN, "channel": "telephone", "said": SAID, "name": "赵大山"}
    entered = await write(desk, "/complaint-desk/new/page", **form)
    [receipt] = re.findall('class="receipt">([^<]+)<', entered.text)
    assert (await api.get(f"/complaints/by-receipt/{receipt}")).json()["state"] == "received"
    [row] = (await desk.get("/complaint-desk")).json()["rows"]
    assert (row["channel"], row["is_anonymous"]) == ("telephone", False)
    outside = await write(desk, "/complaint-desk/new/page", **form | {"region": "371302001"})
    assert (outside.status_code, "不在本人辖区" in outside.text) == (403, True)


async def test_the_desk_sees_first_what_waits_and_not_what_is_done(api) -> None:
    desk = api.as_(Role.COMPLAINTS)
    await complained(api)
    await answered(api)
    assert "没有等着办的举报" in (await desk.get("/complaint-desk/page")).text
    assert "已答复" in (await desk.get("/complaint-desk/page", params={"all": True})).text
    assert (await desk.get("/complaint-desk", params={"open": True})).json()["rows"] == []


async def test_whoever_puts_their_name_to_the_same_words_is_known_to_the_desk(api) -> None:
    await complained(api, name="", contact="")
    await complained(api, name="钱二妹", contact="13911111111")
    await complained(api, name="", contact="")
    shown = (await api.as_(Role.COMPLAINTS).get(await on_the_desk(api))).text
    assert shown.count(SAID) == 1
    assert "钱二妹 13911111111" in shown
    assert "同一内容又收到 2 次" in shown


async def test_no_verdict_and_no_matter_is_chosen_for_anybody(api) -> None:
    desk = api.as_(Role.COMPLAINTS)
    await complained(api)
    address = await on_the_desk(api)
    assert 'name="matter" required><option value="">' in (await desk.get(address)).text
    await write(desk, address, act="accept", matter="money")
    assert 'name="verdict" required><option value="">' in (await desk.get(address)).text
    refused = await write(desk, address, act="answer", said="反映属实，九月底前完工", verdict="")
    assert (refused.status_code, "请选属实、部分属实或不属实" in refused.text) == (422, True)


async def test_an_answer_may_be_as_long_on_the_page_as_for_a_program(api) -> None:
    receipt = await complained(api)
    long = "经查，" + "修路款已经拨付，工程队拖延，" * 100
    await answered(api, said=long)
    assert (await api.get(f"/complaints/by-receipt/{receipt}")).json()["answer"] == long


async def test_a_department_is_chosen_without_a_level_beside_and_a_wrong_town_is_refused(api) -> None:
    desk = api.as_(Role.COMPLAINTS)
    await complained(api)
    address = await on_the_desk(api)
    await write(desk, address, act="accept", matter="money")
    wrong = await write(desk, address, act="hand-on", said="请核实修路款的去向", region="371311999", level="", department="")
    assert (wrong.status_code, "请核对区划代码" in wrong.text) == (422, True)
    done = await write(desk, address, act="hand-on", said="请核实修路款的去向", region="", level="", department="housing")
    assert "罗庄区，住建" in done.text


async def test_only_whoever_is_to_look_into_it_has_a_form_and_others_of_the_place_read(api) -> None:
    desk = api.as_(Role.COMPLAINTS)
    await complained(api)
    address = await on_the_desk(api)
    await write(desk, address, act="accept", matter="money")
    await write(desk, address, act="hand-on", said="请核实修路款的去向", region=TOWN, level="town", department="")
    town, county = api.as_(Role.TOWN, region=TOWN), api.as_(Role.COUNTY)
    [task] = re.findall('href="([0-9a-f-]{36})/page"', (await county.get("/complaint-tasks/page")).text)
    assert "<form" in (await town.get(f"/complaint-tasks/{task}/page")).text
    assert "<form" not in (await county.get(f"/complaint-tasks/{task}/page")).text


async def test_the_reason_for_more_time_is_read_by_the_desk_too(api) -> None:
    desk = api.as_(Role.COMPLAINTS)
    await complained(api)
    address = await on_the_desk(api)
    await write(desk, address, act="accept", matter="money")
    assert "已延长办理期限：须等审计报告" in (await write(desk, address, act="extend", said="须等审计报告")).text


async def test_who_asked_for_another_look_reads_by_when_and_what_was_said_before(api, frozen_at) -> None:
    with frozen_at(JUNE):
        receipt = await complained(api)
        await answered(api)
        track = {"receipt": receipt}
        again = (await api.post("/complaints/track/page", data=track | {"said": "路还是没有修好，照片可以给你们看"})).text
    assert "答复期限</th><td>2020-07-31" in again
    assert "上一次的答复" in again


async def test_who_comes_too_late_to_ask_for_another_look_is_told_where_to_go(api, frozen_at) -> None:
    with frozen_at(JUNE):
        receipt = await complained(api)
        await answered(api)
    for on, may_ask in (("2020-07-01", True), ("2020-07-02", False)):
        with frozen_at(f"{on}T09:00:00+08:00"):
            shown = (await api.post("/complaints/track/page", data={"receipt": receipt})).text
        assert ("请求复查</button>" in shown, "可以向上一级信访机构反映" in shown) == (may_ask, not may_ask)


async def test_the_numbers_of_the_county_are_one_step_from_the_form(api) -> None:
    written = (await api.get("/complaints/page", params={"region": TOWN})).text
    assert f'href="statistics/page?region={COUNTY}"' in written


async def test_a_place_that_is_over_or_unknown_keeps_no_list_from_being_read(api, session) -> None:
    """章丘市 became a district in 2016; a code that nobody knows came from before towns were looked up."""
    desk = api.as_(Role.COMPLAINTS, region="3701")
    over = await kept(session, ComplaintState.HANDED_ON, region="370181")
    told = {"matter": "money", "summary": "请核实", "given_at": MONDAY, "due_on": MONDAY.date()}
    session.add(ComplaintTask(complaint_id=over.id, region="370181999", level=HandlerLevel.TOWN, **told))
    session.add(ComplaintTask(complaint_id=over.id, region="370114999", level=HandlerLevel.TOWN, **told))
    await session.commit()
    assert "章丘市" in (await desk.get("/complaint-desk/page")).text
    assert "转给370114999" in (await desk.get(f"/complaint-desk/{over.id}/page")).text
    assert (await api.as_(Role.COUNTY, region="3701").get("/complaint-tasks/page")).status_code == 200
