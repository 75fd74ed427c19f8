"""One stay, written as each place writes it: the differences between cities are tables, and the bill is the same."""

import json

import pytest

from shared.security import Role
from tests.builders.medical import COUNTY, an_enrolment
from tests.builders.national import (
    BILL,
    FOSHAN_HOSPITAL,
    GUANGZHOU_HOSPITAL,
    Sender,
    a_catalogue,
    a_certificate,
    a_discharge,
    a_settlement,
    an_admission,
)


@pytest.fixture
async def stay_at(api, deliver):
    """A whole stay at a hospital whose system writes the input nodes so; gives the settlement as text and as it is read."""
    await deliver(an_enrolment())
    await a_catalogue(api)

    async def whole(code: str, nodes: dict[str, str], **msgid: str):
        his = Sender(api.as_(Role.HOSPITAL, region=COUNTY, org=code), code)

        def written(infno: str, told: dict) -> dict:
            node = nodes.get(infno, "data")
            return told if node == "." else {node: told}

        psn_no = (await his.output("1101", {"data": a_certificate()}))["baseinfo"]["psn_no"]
        told = {"mdtrtinfo": an_admission(psn_no), "diseinfo": []}
        mdtrt_id = (await his.output("2401", told))["result"]["mdtrt_id"]
        of = {"psn_no": psn_no, "mdtrt_id": mdtrt_id}
        await his.output("2301", {"feedetail": [fee | of for fee in BILL]})
        leaving = a_discharge(psn_no, mdtrt_id, cmplct_flag="0", dscg_dept_code="A01")
        await his.output("2402", {nodes.get("2402", "dscginfo"): leaving, "diseinfo": []})
        settled = await his.send("2304", written("2304", a_settlement(psn_no, mdtrt_id)))
        assert settled.json()["infcode"] == "0", settled.text
        info = settled.json()["output"]["setlinfo"]
        back = await his.output("2305", written("2305", of | {"setl_id": info["setl_id"]}))
        assert back["setlinfo"]["setl_id"] == info["setl_id"]
        signed = await his.output("9001", written("9001", {"opter_no": "1", "mac": "", "ip": ""}))
        return settled.text, info, signed

    return whole


GUANGZHOU_NODES = {"2304": "mdtrtinfo", "2305": "mdtrtinfo", "2402": "mdtrtinfo"}


async def test_the_same_stay_settles_the_same_in_the_national_way_and_in_guangzhous(stay_at):
    _, national, signed = await stay_at("H37131100001", {"9001": "signIn"})
    text, guangzhou, signed_there = await stay_at(GUANGZHOU_HOSPITAL, GUANGZHOU_NODES)

    assert "psn_part_amt" not in guangzhou and "psn_part_am" not in national
    # Amounts stand there as numbers, with their places: 360.00, not 360 or 359.99999.
    assert '"psn_part_am":360.00' in text and '"medfee_sumamt":20000.00' in text
    amounts = {
        field: value for field, value in national.items() if field.endswith(("_pay", "_amt", "_sumamt", "_dedc", "_selfpay"))
    }
    there = json.loads(text, parse_float=str)["output"]["setlinfo"]
    assert {field: there["psn_part_am" if field == "psn_part_amt" else field] for field in amounts} == amounts
    assert set(signed) == {"signinoutb"} and set(signed_there) == {"result"}


async def test_foshans_messages_are_numbered_by_time_alone(api, deliver):
    await a_catalogue(api)
    his = Sender(api.as_(Role.HOSPITAL, region=COUNTY, org=FOSHAN_HOSPITAL), FOSHAN_HOSPITAL)

    shown = await his.output("1101", {"data": a_certificate()}, msgid="202006120800000001")

    assert shown["baseinfo"]["psn_name"] == "王小明"


async def test_a_node_that_is_missing_is_named_as_the_place_names_it(api):
    his = Sender(api.as_(Role.HOSPITAL, region=COUNTY, org=GUANGZHOU_HOSPITAL), GUANGZHOU_HOSPITAL)

    told = await his.refused("2304", {"nonsense": {}})

    assert (told["code"], told["node"]) == ("node-missing", "mdtrtinfo")


@pytest.mark.parametrize("amount", ["20000.00", "20000", 20000, 20000.0, " 20000.00 "])
async def test_amounts_are_understood_as_text_and_as_numbers(his, amount):
    psn_no, mdtrt_id = await his.discharged()

    assert (await his.output("2303", {"data": a_settlement(psn_no, mdtrt_id, amount)}))["setlinfo"]["medfee_sumamt"] == "20000.00"


@pytest.mark.parametrize("amount", ["20000.001", 20000.001, "贰万", True, None, "NaN", "1e400", {}, [], "-"])
async def test_what_is_no_amount_is_refused_and_pointed_at(his, amount):
    psn_no, mdtrt_id = await his.discharged()

    told = await his.refused("2303", {"data": a_settlement(psn_no, mdtrt_id, amount)})

    assert (told["code"], told["pointer"]) == ("invalid-input", "/input/data/medfee_sumamt")
