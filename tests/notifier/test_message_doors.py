"""The doors of messages: what was written and what became of it, how words would read, and a household's agreement."""

import pytest

from services.notifier.rules.message import MessageKind
from shared import database
from shared.ids import uuid7
from shared.security import Role
from tests.builders.notifier import (
    COUNTY,
    MONDAY,
    OTHER_COUNTY_VILLAGE,
    TOWN,
    VILLAGE,
    VILLAGE_NAME,
    a_detection,
    a_post,
    by_email,
)
from tests.notifier.operations.message.test_send_messages import Desk

NINE = "2020-06-01T09:00:00+08:00"
AGREES = {"region": VILLAGE, "agreed_by": "张大爷", "agreed_on": "2020-06-01", "telephone": "13900001234"}


def officer(api, role=Role.TOWN, region=TOWN):
    return api.as_(role, region=region, subject="街道小赵")


@pytest.fixture
async def told(api, deliver, frozen_at):
    """A case was told to the village's officer by mail."""
    with frozen_at(NINE):
        await officer(api, Role.COUNTY, COUNTY).put(f"/posts/{VILLAGE}", json=a_post(by_email()))
        await deliver(a_detection())


async def test_officers_see_what_was_written_in_every_form_to_whom_and_what_became_of_it(api, told):
    [row] = (await officer(api).get("/messages")).json()["rows"]
    assert (row["kind"], row["priority"], row["place"], row["to"]) == ("case-opened", "urgent", *[f"罗庄街道{VILLAGE_NAME}"] * 2)
    assert [form["form"] for form in row["forms"]] == ["full", "short", "group"]
    assert (row["forms"][1]["sms_parts"], row["forms"][0]["sms_parts"]) == (1, None)
    [way] = row["ways"]
    assert (way["channel"], way["state"], way["form"]) == ("email", "queued", None)
    assert (await officer(api).get("/messages", params={"kind": "errand-late"})).json()["rows"] == []
    elsewhere = officer(api, region=OTHER_COUNTY_VILLAGE[:9])
    assert (await elsewhere.get("/messages")).json()["rows"] == []


async def test_what_went_out_is_named_by_its_form(api, told, sessions):
    async with database.transaction(sessions, database.the_platform("test", "test")) as session:
        await Desk().send_all(session, at=MONDAY)
    [row] = (await officer(api).get("/messages")).json()["rows"]
    assert [(way["state"], way["form"]) for way in row["ways"]] == [("sent", "full")]
    page = (await officer(api).get("/messages/page")).text
    assert "电子邮件：已发送</span>，发出的是全文" in page and VILLAGE_NAME in page


async def test_the_page_is_walked_and_narrowed(api, told):
    page = (await officer(api).get("/messages/page", params={"kind": "digest"})).text
    assert "没有这样的消息" in page
    assert "预览消息的写法" not in page
    assert "预览消息的写法" in (await officer(api, Role.COUNTY, COUNTY).get("/messages/page")).text


async def test_a_county_sees_how_words_would_read_and_nothing_is_sent(api):
    county = officer(api, Role.COUNTY, COUNTY)
    asked = {"kind": "household-paid", "region": VILLAGE, "voice": "plain", "fields": {"matter": "低保金", "amount_fen": 55000}}
    shown = (await county.post("/messages/preview", json=asked)).json()
    assert [form["form"] for form in shown["forms"]] == ["full", "short", "letter"]
    assert "您家的低保金550元" in shown["forms"][1]["body"] and shown["forms"][1]["sms_parts"] == 1
    assert (shown["complaints"], shown["priority_label"], shown["fields"]["amount_fen"]) == ([], "不急", "金额（分）")
    assert (await county.get("/messages")).json()["rows"] == []


@pytest.mark.parametrize(
    ("changed", "code", "pointer"),
    [
        ({"voice": "plain", "kind": "errand-late"}, "no-such-form", "/voice"),
        ({"form": "letter"}, "no-such-form", "/form"),
        ({"fields": {"tail": "x"}}, "fields-unreadable", "/fields"),
        ({"fields": {"amount_fen": "many"}}, "fields-unreadable", "/fields/amount_fen"),
    ],
)
async def test_what_cannot_be_previewed_is_said(api, changed, code, pointer):
    asked = {"kind": "household-paid", "region": VILLAGE} | changed
    answer = await officer(api, Role.COUNTY, COUNTY).post("/messages/preview", json=asked)
    assert (answer.status_code, answer.json()["code"], answer.json()["pointer"]) == (422, code, pointer)


DRAFT = """policy: messages-luozhuang
title: 罗庄区的消息
region: "371311"
in_force: {from: 2020-01-01}
references:
  own: {document: 罗庄区的写法, clause: 全文, address: 内部, trust: inferred, reason: 试写}
messages:
  - kind: household-paid
    reference: own
    plain: {short: {body: "%s"}}
"""


async def test_a_draft_is_tried_before_it_holds(api):
    county = officer(api, Role.COUNTY, COUNTY)
    asked = {"kind": "household-paid", "region": VILLAGE, "voice": "plain", "form": "short"}
    good = (await county.post("/messages/preview", json=asked | {"draft": DRAFT % "大爷，{{ matter }}到了。"})).json()
    assert ([form["body"] for form in good["forms"]], good["complaints"]) == (["【及时雨】大爷，临时救助到了。"], [])
    bad = (await county.post("/messages/preview", json=asked | {"draft": DRAFT % "该户的{{ nobody }}"})).json()
    assert [each["line"] for each in bad["complaints"]] == [10] and "nobody" in bad["complaints"][0]["wrong"]
    assert bad["forms"][0]["body"].startswith("【及时雨】您家的临时救助")


@pytest.mark.parametrize("kind", MessageKind)
async def test_every_kind_is_shown_on_the_page(api, kind):
    county = officer(api, Role.COUNTY, COUNTY)
    page = (await county.get("/messages/preview/page", params={"kind": kind.value, "region": VILLAGE})).text
    assert kind.label in page and "发 1 条短信" in page


async def test_a_draft_is_tried_on_the_page(api):
    county = officer(api, Role.COUNTY, COUNTY)
    said = {"kind": "household-paid", "region": VILLAGE, "draft": DRAFT % "大爷，{{ matter }}到了。"}
    page = (await county.post("/messages/preview/page", data=said)).text
    assert "草案没有查出错" in page and "大爷，临时救助到了。" in page
    page = (await county.post("/messages/preview/page", data=said | {"draft": DRAFT % "<script>{{ nobody }}"})).text
    assert "草案有 1 处要改" in page and "<script>{{" not in page


async def test_a_village_enters_a_household_s_agreement_and_its_withdrawal(api):
    village, household = officer(api, Role.VILLAGE, VILLAGE), uuid7()
    entered = (await village.put(f"/household-contacts/{household}", json=AGREES)).json()
    assert (entered["telephone"], entered["agreed_by"], entered["withdrawn_on"]) == ("139****1234", "张大爷", None)
    assert [row["id"] for row in (await village.get("/household-contacts")).json()["rows"]] == [str(household)]
    withdrawn = (await village.post(f"/household-contacts/{household}/withdrawal")).json()
    assert (withdrawn["telephone"], withdrawn["agreed_by"]) == ("", "")
    again = await village.post(f"/household-contacts/{household}/withdrawal")
    assert (again.status_code, again.json()["code"]) == (409, "agreement-withdrawn")
    assert (await village.get("/household-contacts")).json()["rows"] == []


async def test_nobody_else_learns_that_a_household_agreed(api):
    household = uuid7()
    (await officer(api, Role.VILLAGE, VILLAGE).put(f"/household-contacts/{household}", json=AGREES)).raise_for_status()
    elsewhere = officer(api, region=OTHER_COUNTY_VILLAGE[:9])
    assert (await elsewhere.get(f"/household-contacts/{household}")).status_code == 404
    taken = await elsewhere.put(f"/household-contacts/{household}", json=AGREES | {"region": OTHER_COUNTY_VILLAGE})
    assert (taken.status_code, taken.json()["code"]) == (404, "no-household-contact")
    for role in (Role.DEPARTMENT, Role.AUDITOR, Role.HOSPITAL):
        assert (await officer(api, role, COUNTY).get(f"/household-contacts/{household}")).status_code == 403


async def test_a_withdrawal_is_entered_on_the_page(api):
    village, household = officer(api, Role.VILLAGE, VILLAGE), uuid7()
    await village.put(f"/household-contacts/{household}", json=AGREES)
    page = (await village.get(f"/household-contacts/{household}/page")).text
    assert "139****1234" in page and "13900001234" not in page
    ticket = page.split('name="ticket" value="')[1].split('"')[0]
    page = (await village.post(f"/household-contacts/{household}/page", data={"ticket": ticket, "act": "withdraw"})).text
    assert "撤回了同意" in page and "139****1234" not in page
