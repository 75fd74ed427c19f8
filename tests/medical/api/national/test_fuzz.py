"""No transaction number and no body, however broken, makes the national door fall over."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.medical.api.national.transact import TRANSACTIONS
from tests.builders.national import Sender, a_certificate, a_discharge, a_fee, a_message, a_settlement, an_admission

EXAMPLES = 400
ODD = [
    "", "0000", "1e999", "-0.00", "-1", "2020-13-45", "9999-12-31", "0001-01-01 00:00:00", "\x00", "é" * 30, "A" * 26, "Z" * 26,
    "王小明", "11010519491231002X", "371311001001", "2304", 10**30, -1, 0.1, True, None, [], {}, [[]], [None], {"a": {"b": []}},
]  # fmt: skip
SCALARS: Any = st.one_of(
    st.sampled_from(ODD),
    st.integers(-(2**70), 2**70),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
)
JSON: Any = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3), max_leaves=8
)
Post = Callable[[str, bytes], Awaitable[httpx.Response]]


def soundly(psn_no: str, mdtrt_id: str) -> dict[str, dict[str, Any]]:
    """An input that each transaction would take."""
    of = {"psn_no": psn_no, "mdtrt_id": mdtrt_id}
    period = {"setl_optins": "371311", "stmt_begndate": "2020-06-01", "stmt_enddate": "2020-06-30"}
    sums = {
        "insutype": "390",
        "clr_type": "21",
        "medfee_sumamt": "0",
        "fund_pay_sumamt": "0",
        "acct_pay": "0",
        "fixmedins_setl_cnt": 0,
    }
    return {
        "9001": {"signIn": {"opter_no": "1", "mac": "", "ip": ""}},
        "9002": {"signOut": {"sign_no": "1", "opter_no": "1"}},
        "1101": {"data": a_certificate()},
        "2001": {
            "data": {"psn_no": psn_no, "insutype": "390", "fixmedins_code": "H", "med_type": "21", "begntime": "2020-06-12"}
        },
        "2401": {"mdtrtinfo": an_admission(psn_no), "diseinfo": [{"diag_code": "V03.1"}]},
        "2301": {"feedetail": [a_fee("7") | of, a_fee("8", cnt="-1", init_feedetl_sn="7") | of]},
        "2302": {"data": [of | {"feedetl_sn": "1"}]},
        "2402": {"dscginfo": a_discharge(psn_no, mdtrt_id), "diseinfo": [{"diag_code": "K35.800"}]},
        "2404": {"data": of},
        "2405": {"data": of},
        "2201": {"data": an_admission(psn_no, med_type="11", ipt_otp_no="1")},
        "2202": {"data": of},
        "2203": {"mdtrtinfo": of | {"med_type": "14", "dise_codg": "M01"}, "diseinfo": []},
        "2204": {"feedetail": [a_fee("9") | of]},
        "2205": {"data": of | {"chrg_bchno": "0000"}},
        "2206": {"data": a_settlement(psn_no, mdtrt_id)},
        "2207": {"data": a_settlement(psn_no, mdtrt_id)},
        "2208": {"data": of | {"setl_id": mdtrt_id}},
        "2303": {"data": a_settlement(psn_no, mdtrt_id)},
        "2304": {"data": a_settlement(psn_no, mdtrt_id)},
        "2305": {"data": of | {"setl_id": mdtrt_id}},
        "2601": {"data": {"psn_no": psn_no, "omsgid": "H37131100001202006120800009999", "oinfno": "2304"}},
        "3201": {"data": sums | period},
        "3202": {"data": sums | period | {"file_qury_no": mdtrt_id}},
        "9101": {"fsUploadIn": {"in": [80, 75, 3, 4], "filename": "a.zip", "fixmedins_code": "H"}},
        "9102": {"fsDownloadIn": {"file_qury_no": mdtrt_id, "filename": "a"}},
    }


@st.composite
def broken(draw: Any, told: Any) -> Any:
    """The same with some values replaced, some fields gone, some new."""
    if isinstance(told, dict):
        kept = {key: draw(broken(value)) for key, value in told.items() if draw(st.integers(0, 11))}
        return kept | (draw(st.dictionaries(st.text(max_size=8), JSON, max_size=2)) if not draw(st.integers(0, 9)) else {})
    if isinstance(told, list) and draw(st.integers(0, 5)):
        return [draw(broken(value)) for value in told]
    return told if draw(st.integers(0, 5)) else draw(JSON)


async def test_nothing_that_is_sent_makes_the_door_fall_over(his: Sender) -> None:
    psn_no, mdtrt_id = await his.charged()
    sound = soundly(psn_no, mdtrt_id)
    assert sound.keys() >= TRANSACTIONS.keys()
    loop = asyncio.get_running_loop()

    async def post(infno: str, body: bytes) -> httpx.Response:
        return await his.client.post(f"/nhsa/{infno}", content=body, headers={"Content-Type": "application/json"})

    @settings(max_examples=EXAMPLES, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(infno=st.sampled_from(sorted(sound)), data=st.data())
    def examples(infno: str, data: Any) -> None:
        message = a_message(infno, data.draw(broken(sound[infno])))
        if not data.draw(st.integers(0, 4)):
            message |= data.draw(broken(message))
        body = json.dumps(message, ensure_ascii=False).encode()
        if not data.draw(st.integers(0, 19)):
            body = body[: data.draw(st.integers(0, len(body)))]
        must_be_sound(asyncio.run_coroutine_threadsafe(post(infno, body), loop).result(30), body)

    await asyncio.to_thread(examples)


def must_be_sound(answer: httpx.Response, body: bytes) -> None:
    assert answer.status_code == 200, (answer.status_code, answer.text, body)
    told = answer.json()
    assert told["infcode"] in ("0", "-1"), (told, body)
    assert len(told["err_msg"]) <= 200 and bool(told["err_msg"]) == (told["infcode"] == "-1")


async def test_whatever_stands_in_the_address_is_answered(his: Sender) -> None:
    for infno in ("1101 ", "%00", "王", "9" * 400, "2304;", "null", "..%2f1101"):
        answer = await his.client.post(f"/nhsa/{infno}", json=a_message("1101", {"data": {}}))
        assert answer.status_code in (200, 404), answer.text
