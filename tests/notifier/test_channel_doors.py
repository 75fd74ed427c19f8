"""The doors about ways out: how they are, what became of messages, receipts, letters on paper."""

import io
import json
from pathlib import Path
from typing import Any

import pypdf
import pytest
import yaml
from dirty_equals import IsPartialDict
from openpyxl import load_workbook

from services.notifier.channels import settings
from services.notifier.channels.print_queue import PrintQueue
from services.notifier.operations.message.send_messages import send_messages
from services.notifier.rules.delivery import Cause, ChannelName, Outcome
from shared import database
from shared.security import Role
from tests.builders.notifier import (
    MONDAY,
    OTHER_VILLAGE,
    TOWN,
    VILLAGE,
    VILLAGE_NAME,
    Notebook,
    a_detection,
    a_post,
    by_email,
    by_letter,
    by_log,
    by_sms,
    by_wecom,
)
from tests.notifier.operations.message.test_tell_of_money import HOUSEHOLD, STATEMENT

NINE = "2020-06-01T09:00:00+08:00"
SECRET = "hush-hush"


@pytest.fixture
def send(sessions):
    """Send what is due, by notebooks that answer as told."""

    async def all_of(*, at=MONDAY, **answers: Outcome) -> None:
        books: dict[ChannelName, Any] = {name: Notebook(*[answers[name]] * 50 if name in answers else []) for name in ChannelName}
        books[ChannelName.LETTER] = PrintQueue()
        async with database.transaction(sessions, database.the_platform("test", "test")) as session:
            while await send_messages(session, books, at=at):
                pass

    return all_of


@pytest.fixture
def told(county, deliver, frozen_at):
    """The village's officer is reached by these ways, and is told of a case."""

    async def tell(*channels: dict[str, str], region: str = VILLAGE) -> None:
        with frozen_at(NINE):
            (await county.put(f"/posts/{region}", json=a_post(*channels))).raise_for_status()
            await deliver(a_detection(region=region))

    return tell


@pytest.fixture
def gateway(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """An operator described a gateway that calls back."""
    remembered = (settings.current, settings.channels, settings.gateway, settings.short_messages)

    def describe(name: str = "json", secret: str = SECRET, **changes: object) -> None:
        source = Path(__file__).parents[2] / f"services/notifier/policy/gateways/{name}.yaml"
        path = tmp_path / "gateway.yaml"
        path.write_text(json.dumps(yaml.safe_load(source.read_text("utf-8")) | changes), "utf-8")
        monkeypatch.setenv("JISHIYU_SMS_GATEWAY_FILE", str(path))
        monkeypatch.setenv("JISHIYU_SMS_SECRETS", '{"token": "t", "account": "a", "password": "p", "apikey": "k"}')
        monkeypatch.setenv("JISHIYU_SMS_RECEIPT_SECRET", secret)
        for each in remembered:
            each.cache_clear()

    yield describe
    for each in remembered:
        each.cache_clear()


async def test_a_post_shows_neither_a_whole_number_nor_a_robot_s_key(county) -> None:
    answer = await county.put(f"/posts/{VILLAGE}", json=a_post(by_sms(), by_wecom(), by_letter()))
    assert answer.status_code == 200
    shown = [way["address"] for way in answer.json()["channels"]]
    assert shown[:2] == ["139****0001", "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=****abcd"]
    listed = (await county.get("/posts")).text
    assert "13900000001" not in answer.text + listed
    assert "4000-8000" not in answer.text + listed


@pytest.mark.parametrize(
    "way",
    [
        by_sms("12345678901"),
        by_wecom() | {"address": "https://127.0.0.1/cgi-bin/webhook/send?key=abcdef1234"},
        by_wecom() | {"channel": "dingtalk"},
        by_wecom() | {"secret": "x"},
    ],
)
async def test_a_way_that_leads_nowhere_is_refused(county, way: dict[str, str]) -> None:
    answer = await county.put(f"/posts/{VILLAGE}", json=a_post(way))
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid-input")


async def test_the_state_of_each_channel_is_seen(told, send, api, county, frozen_at) -> None:
    for region in (VILLAGE, OTHER_VILLAGE, VILLAGE):
        await told(by_email(), by_log(), region=region)
    down = Outcome("邮件服务器没有应答", cause=Cause.LINE)
    await send(email=down)
    with frozen_at("2020-06-01T09:00:10+08:00"):
        ways = {way["channel"]: way for way in (await county.get("/channels")).json()}
        shown = (await county.get("/channels/page")).text
    assert ways["email"] == IsPartialDict(last_error="邮件服务器没有应答", last_sent_at=None, state="unset")
    assert ways["email"]["closed_until"] is not None
    assert ways["email"]["waiting"] + ways["email"]["given_up"] == 3
    assert ways["sms"] == IsPartialDict(state="unset", name="短信")
    assert "邮件服务器没有应答" in shown
    assert "每分钟至多 20 条" in shown
    with frozen_at(NINE):
        elsewhere = {way["channel"]: way for way in (await api.as_(Role.COUNTY, region="371302").get("/channels")).json()}
    assert elsewhere["email"]["waiting"] == 0, "numbers are of one's own region"
    assert (await api.as_(Role.VILLAGE, region=VILLAGE).get("/channels")).status_code == 403


async def test_deliveries_are_found_by_state_way_place_and_day(told, send, county) -> None:
    await told(by_sms(), by_email())
    await told(by_email(), region=OTHER_VILLAGE)
    await send(sms=Outcome("短信平台不收这条短信（15）", is_final=True))

    async def found(query: str) -> int:
        answer = await county.get(f"/deliveries?{query}")
        assert answer.status_code == 200, answer.text
        return len(answer.json()["rows"])

    assert await found("") == 3
    assert await found("state=given_up") == 1
    assert await found("channel=email") == 2
    assert await found(f"region={OTHER_VILLAGE}") == 1
    assert await found(f"region={TOWN}&channel=sms") == 1
    assert await found("from_on=2020-06-01&to_on=2020-06-01") == 3
    assert await found("to_on=2020-05-31") == 0
    assert await found("from_on=2020-06-02") == 0


async def test_deliveries_stand_on_a_page_and_in_a_workbook(told, send, county) -> None:
    await told(by_sms(), by_email())
    await send(sms=Outcome("短信平台不收这条短信（15）", is_final=True))
    shown = (await county.get("/deliveries/page?state=&channel=&region=&from_on=&to_on=")).text
    for words in ("短信平台不收这条短信（15）", "已放弃", "已发送", VILLAGE_NAME, "导出 Excel"):
        assert words in shown
    assert "没有符合条件的记录" in (await county.get("/deliveries/page?channel=letter")).text
    book = await county.get("/deliveries/book.xlsx?channel=sms")
    rows = list(load_workbook(io.BytesIO(book.content))["送达记录"].iter_rows(values_only=True))
    assert len(rows) == 2
    assert rows[1][5] == "短信"
    assert rows[1][7] == "已放弃"
    assert "13900000001" not in str(rows)


async def test_a_gateway_says_what_became_of_messages_and_is_told_which_it_got_wrong(told, send, api, county, gateway) -> None:
    gateway()
    await told(by_sms(), by_email())
    await send(sms=Outcome(gateway_id="8001"))
    said = [{"biz_id": "8001", "success": "true"}, {"biz_id": "9", "success": "false", "err_code": "UNDELIV"}]
    answers = [await api.post("/receipts/sms", json=said, headers={"X-Receipt-Token": SECRET}) for _ in range(2)]
    assert [answer.json() for answer in answers] == [
        {"code": 0, "msg": "成功", "taken": 1, "unknown": ["9"]},
        {"code": 0, "msg": "成功", "taken": 0, "unknown": ["9"]},
    ]
    [record] = (await county.get("/deliveries?channel=sms")).json()["rows"]
    assert (record["state"], record["state_label"]) == ("delivered", "已送达")
    assert record["heard_at"]


async def test_an_officer_hears_from_the_gateway_of_a_household_that_was_not_reached(
    county, village, send, api, deliver, gateway, frozen_at
) -> None:
    gateway()
    with frozen_at(NINE):
        (await county.put(f"/posts/{VILLAGE}", json=a_post(by_email()))).raise_for_status()
        agrees = {"region": VILLAGE, "agreed_by": "张大爷", "agreed_on": "2020-06-01", "telephone": "13900001234"}
        (await village.put(f"/household-contacts/{HOUSEHOLD}", json=agrees)).raise_for_status()
        await deliver(STATEMENT)
    await send(sms=Outcome(gateway_id="8001"))
    said = [{"biz_id": "8001", "success": False, "err_code": "UNDELIVERABLE"}]
    with frozen_at("2020-06-01T09:03:00+08:00"):
        answer = await api.post("/receipts/sms", json=said, headers={"X-Receipt-Token": SECRET})
    assert answer.json()["taken"] == 1, answer.text
    [told] = (await village.get("/messages?kind=household-unreached")).json()["rows"]
    assert (told["to"], told["ways"][0]["channel"]) == (f"罗庄街道{VILLAGE_NAME}", "email")
    assert "“您家5月一共领到3笔钱" in told["forms"][0]["body"]


@pytest.mark.parametrize("headers", [{}, {"X-Receipt-Token": "hush"}, {"X-Receipt-Token": ""}])
async def test_whoever_cannot_prove_to_be_the_gateway_is_turned_away(api, gateway, headers: dict[str, str]) -> None:
    gateway()
    answer = await api.post("/receipts/sms", json=[], headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (401, "receipt-not-proved")


async def test_without_a_secret_or_a_gateway_no_receipt_is_taken(api, gateway) -> None:
    assert (await api.post("/receipts/sms", json=[])).json()["code"] == "no-receipts-taken"
    gateway(secret="")
    assert (await api.post("/receipts/sms", json=[], headers={"X-Receipt-Token": ""})).json()["code"] == "no-receipts-taken"


async def test_a_receipt_that_makes_no_sense_is_refused_with_the_reason(api, gateway) -> None:
    gateway()
    answer = await api.post("/receipts/sms", json=[{"biz_id": "1"}], headers={"X-Receipt-Token": SECRET})
    assert (answer.status_code, answer.json()["code"]) == (422, "receipt-not-read")
    assert "第 1 条没有短信编号或状态" in answer.text


def test_a_gateway_s_file_that_makes_no_sense_stops_the_start(gateway) -> None:
    gateway(success={"at": "Code", "is": []})
    with pytest.raises(settings.GatewayFileRefused, match=r"success"):
        settings.gateway()
    gateway(send={"address": "https://sms.example.com/{secret.other}"})
    with pytest.raises(settings.GatewayFileRefused, match=r"JISHIYU_SMS_SECRETS 中没有 other"):
        settings.gateway()


@pytest.fixture
def village(api):
    return api.as_(Role.VILLAGE, region=VILLAGE, subject="网格员小孙")


async def test_a_letter_is_printed_handed_over_and_its_message_delivered(told, send, village, county) -> None:
    await told(by_letter(), by_log())
    await send()
    run = (await village.post("/letters/runs", json={"region": VILLAGE})).json()
    assert (run["letters"], run["taken_by"]) == (1, "网格员小孙")
    printed = await village.get(f"/letters/runs/{run['id']}/letters.pdf")
    words = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(printed.content)).pages)
    for there in ("王小明", "由网格员当面送交", "2020年6月1日", "山东省临沂市罗庄区", "信函送交登记表"):
        assert there in "".join(words.split()), there
    [letter] = (await village.get("/letters?state=printed")).json()["rows"]
    done = await village.post(f"/letters/{letter['id']}/hand-over", json={"receiver": "family"})
    assert done.json() == IsPartialDict(state="handed-over", state_label="已送交", ended_by="网格员小孙", taken_by="family")
    again = await village.post(f"/letters/{letter['id']}/return", json={"reason": "没有找到"})
    assert (again.status_code, again.json()["code"]) == (409, "letter-moved")
    [record] = (await county.get("/deliveries?channel=letter")).json()["rows"]
    assert record["state"] == "delivered"


async def test_another_village_s_letters_are_not_seen(told, send, api) -> None:
    await told(by_letter(), by_log())
    await send()
    other = api.as_(Role.VILLAGE, region=OTHER_VILLAGE)
    assert (await other.get("/letters")).json()["rows"] == []
    assert (await other.post("/letters/runs", json={"region": OTHER_VILLAGE})).json()["code"] == "nothing-to-print"
    assert (await other.post("/letters/runs", json={"region": VILLAGE})).status_code == 403


async def test_letters_are_worked_on_the_page_without_script(told, send, village, county) -> None:
    await told(by_letter(), by_log())
    await told(by_letter(), by_log())
    await send()

    def ticket(page: str) -> str:
        return page.partition('name="ticket" value="')[2].partition('"')[0]

    shown = (await village.get("/letters/page")).text
    assert VILLAGE_NAME in shown
    shown = (await village.post("/letters/page", data={"ticket": ticket(shown), "act": "print", "region": VILLAGE})).text
    assert "已取 2 封" in shown
    assert "letters.pdf" in shown
    assert "王小明" in shown
    first, second = [row["id"] for row in (await village.get("/letters?state=printed")).json()["rows"]]
    told_of = {"ticket": ticket(shown), "act": "hand-over", "letter_id": first, "receiver": "self"}
    shown = (await village.post("/letters/page", data=told_of)).text
    assert "已登记送交" in shown
    told_of = {"ticket": ticket(shown), "act": "return", "letter_id": second, "reason": "家中无人"}
    assert "已登记退回" in (await village.post("/letters/page", data=told_of)).text
    states = {row["state"] for row in (await county.get("/deliveries?channel=letter")).json()["rows"]}
    assert states == {"delivered", "undelivered"}
    assert len((await county.get("/deliveries?channel=log&state=queued")).json()["rows"]) == 1
