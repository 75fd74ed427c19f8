"""Gateways as data: what is sent, what an answer means, which receipts are read, and which files are refused."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs

import pytest
import yaml

from services.notifier.rules.delivery import Cause, DeliveryState, Outcome
from services.notifier.rules.gateway import Gateway, full_text, judge_answer, signed, values_at, written
from services.notifier.rules.gateway_receipt import ReceiptsUnreadable, is_proved, read_receipts

REFUSED, SLOWER = "短信平台不收这条短信", "短信平台要求放慢"
AT = datetime(2020, 6, 1, 1, 0, tzinfo=UTC)
FOLDER = Path(__file__).parents[3] / "services/notifier/policy/gateways"
FILES = {path.stem: yaml.safe_load(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.yaml"))}
TOLD = {
    "phone": "13900000001",
    "text": '【及时雨】请办"工单"&{phone}',
    "message_id": "abc",
    "secret.token": "t0p",
    "secret.account": "jsy",
    "secret.password": "pw",
    "secret.apikey": "k&y",
}


def gateway(name: str = "json", **changes: object) -> Gateway:
    return Gateway.model_validate(FILES[name] | changes)


def asked(one: Gateway) -> tuple[str, dict[str, str], bytes]:
    return written(one.send, signed(one, values_at(AT, **TOLD)))


def test_json_is_filled_in_and_a_text_within_a_text_stays_json() -> None:
    address, headers, body = asked(gateway("json"))
    assert address == "https://sms.example.com/v1/messages"
    assert headers == {"Content-Type": "application/json", "Authorization": "Bearer t0p"}
    told = json.loads(body)
    assert (told["PhoneNumbers"], told["OutId"]) == ("13900000001", "abc")
    assert json.loads(told["TemplateParam"])["content"] == TOLD["text"], "and braces in a text are not filled in again"


def test_a_form_is_signed() -> None:
    """printf 'jsypw20200601090000' | md5sum."""
    _, headers, body = asked(gateway("form"))
    told = {name: value for name, [value] in parse_qs(body.decode()).items()}
    assert headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert told["content"] == TOLD["text"]
    assert told["sign"] == "1728830ce7054b391faae664a513210f"


def test_a_text_in_an_address_cannot_become_another_parameter() -> None:
    address, _, body = asked(gateway("query"))
    assert body == b""
    query = parse_qs(address.partition("?")[2])
    assert query == {"apikey": ["k&y"], "mobile": ["13900000001"], "text": [TOLD["text"]]}
    told = gateway("query", send={"address": "https://sms.example.com/{phone}/{text}", "method": "GET", "as": "query"})
    assert "&" not in asked(told)[0]


@pytest.mark.parametrize("text", ["请办工单。", "【及时雨】请办工单。"])
def test_a_message_is_signed_once(text: str) -> None:
    assert full_text(gateway("form"), "", text) == "【及时雨】请办工单。"
    assert full_text(gateway("json"), "", text) == "请办工单。", "this one is signed by the gateway"


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (200, b'{"Code":"OK","BizId":"8001"}', Outcome(gateway_id="8001")),
        (200, b'{"Code":"OK"}', Outcome()),
        (
            200,
            b'{"Code":"isv.MOBILE_NUMBER_ILLEGAL"}',
            Outcome("短信平台不收这条短信（isv.MOBILE_NUMBER_ILLEGAL）", is_final=True),
        ),
        (
            200,
            b'{"Code":"isv.BUSINESS_LIMIT_CONTROL"}',
            Outcome(f"{SLOWER}（isv.BUSINESS_LIMIT_CONTROL）", cause=Cause.PACE),
        ),
        (200, b'{"Code":"isv.AMOUNT_NOT_ENOUGH"}', Outcome("短信平台的账号有问题（isv.AMOUNT_NOT_ENOUGH）", cause=Cause.LINE)),
        (200, b'{"Code":"isp.SYSTEM_ERROR"}', Outcome("短信平台不收这条短信（isp.SYSTEM_ERROR）")),
        (200, b'{"Code":"13900000001 is bad"}', Outcome("短信平台不收这条短信（200）")),
        (200, b'{"Code":"13900000001"}', Outcome("短信平台不收这条短信（200）")),
        (200, b"<html>login</html>", Outcome("短信平台的答复不是 JSON", cause=Cause.LINE)),
        (200, b"[]", Outcome("短信平台不收这条短信（200）")),
        (400, b'{"Code":"x"}', Outcome("短信平台不收这条短信（x）", is_final=True)),
        (400, b"", Outcome("短信平台不收这条短信（400）", is_final=True)),
        (401, b"", Outcome("短信平台答复 401，请运维核对地址和账号", cause=Cause.LINE)),
        (302, b"", Outcome("短信平台要求转到别处（302），平台不跟随", cause=Cause.LINE)),
        (500, b'{"Code":"OK"}', Outcome("短信平台答复 500", cause=Cause.LINE)),
    ],
)
def test_an_answer_is_judged_by_what_the_file_says(status: int, body: bytes, outcome: Outcome) -> None:
    assert judge_answer(gateway("json"), status, body, None) == outcome


def test_too_many_requests_are_no_failure() -> None:
    outcome = judge_answer(gateway(), 429, b"", timedelta(seconds=30))
    assert (outcome.cause, outcome.wait) == (Cause.PACE, timedelta(seconds=30))


def test_receipts_are_read_as_the_file_says() -> None:
    callback = gateway("form").callback
    assert callback is not None
    said = {
        "reports": [{"mid": 1, "stat": "DELIVRD"}, {"mid": "2", "stat": "UNDELIV 13900000001"}, {"mid": "3", "stat": "ENROUTE"}]
    }
    first, second = read_receipts(callback, json.dumps(said).encode())
    assert (first.gateway_id, first.state, first.reason) == ("1", DeliveryState.DELIVERED, "")
    assert (second.gateway_id, second.state, second.reason) == ("2", DeliveryState.UNDELIVERED, "UNDELIV ****")


def test_one_receipt_alone_and_one_in_a_form_are_read_too() -> None:
    callback = gateway("json").callback
    assert callback is not None
    [one] = read_receipts(callback, b'{"biz_id":"8001","out_id":"abc","success":true}')
    assert (one.gateway_id, one.message_id, one.state) == ("8001", "abc", DeliveryState.DELIVERED)
    [same] = read_receipts(callback, b"biz_id=8001&out_id=abc&success=true", is_form=True)
    assert same == one


@pytest.mark.parametrize("body", [b"", b"<xml/>", b"[]x", b'[{"success":true}]', b'[{"biz_id":"1"}]', b"7", b'"x"', b"\xff"])
def test_what_is_no_receipt_is_refused(body: bytes) -> None:
    callback = gateway("json").callback
    assert callback is not None
    with pytest.raises(ReceiptsUnreadable):
        read_receipts(callback, body)


def test_a_receipt_proves_itself_by_a_token_or_a_digest_of_the_body() -> None:
    token, digest = gateway("json").callback, gateway("form").callback
    assert token is not None and digest is not None
    assert is_proved(token, "hush", b"x", "hush")
    assert not any(is_proved(token, given, b"x", "hush") for given in ("", "hus", "hush ", "héllo"))
    assert not is_proved(token, "", b"x", "")
    # printf 'x' | openssl dgst -sha256 -hmac hush
    good = "038a52becee08e865d43b33521234361612ec2e2723097e72068f88c08bda071"
    assert is_proved(digest, good, b"x", "hush")
    assert not is_proved(digest, good, b"y", "hush")
    assert not is_proved(digest, "hush", b"x", "hush")


@pytest.mark.parametrize("name", FILES)
def test_the_files_that_we_give_along_can_be_read_and_say_what_secrets_they_need(name: str) -> None:
    assert gateway(name).secrets


@pytest.mark.parametrize(
    "changes",
    [
        {"signature": "及时雨"},
        {"send": {"address": "ftp://sms.example.com/"}},
        {"send": {"address": "https://sms.example.com/", "body": {"to": "{telephone}"}}},
        {"send": {"address": "https://sms.example.com/", "body": {"sign": "{sign}"}}},
        {"send": {"address": "https://sms.example.com/", "as": "form", "body": ["x"]}},
        {"success": {"at": "Code", "is": ["OK"]}},
        {"success": {"at": "/Code", "is": []}},
        {"longest": 100_000},
        {"colour": "blue"},
    ],
)
def test_a_file_that_makes_no_sense_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"."):
        gateway("json", **changes)
