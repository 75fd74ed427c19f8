"""2301 and 2302: the centre splits each line by its catalogue; what was wrong is taken back."""

import pytest
from dirty_equals import IsPartialDict
from sqlalchemy import text

from tests.builders.national import a_discharge, a_fee, a_settlement
from tests.medical.api.walk import charged

CT = "210300001"


async def uploaded(his, *fees: dict) -> tuple[dict, list[dict]]:
    psn_no, mdtrt_id = await his.admitted()
    of = {"psn_no": psn_no, "mdtrt_id": mdtrt_id}
    return of, (await his.output("2301", {"feedetail": [fee | of for fee in fees]}))["result"]


async def sums(session) -> tuple[int, int]:
    row = (await session.execute(text("SELECT total_fen, line_count FROM admission"))).one()
    return row.total_fen, row.line_count


async def test_a_line_comes_back_split_into_parts_that_add_up_to_it(his):
    _, [ct, bed] = await uploaded(his, a_fee("S-1", "320.00", code=CT), a_fee("S-2", "120", code="F0001", pric=20, cnt=6))

    assert ct == IsPartialDict(
        feedetl_sn="S-1", det_item_fee_sumamt="320.00", cnt="1.0000", pric="320.000000", pric_uplmt_amt="280.000000",
        selfpay_prop="0.1000", overlmt_amt="40.00", preselfpay_amt="28.00", inscp_scp_amt="252.00", fulamt_ownpay_amt="0.00",
        chrgitm_lv="02", med_chrgitm_type="03",
    )  # fmt: skip
    assert bed == IsPartialDict(fulamt_ownpay_amt="120.00", selfpay_prop="1.0000", chrgitm_lv="03", cnt="6.0000")


async def test_what_the_catalogue_does_not_know_is_named(his):
    psn_no, mdtrt_id = await his.admitted()

    told = await his.refused("2301", {"feedetail": [a_fee("1", code="NO-SUCH-CODE") | {"psn_no": psn_no, "mdtrt_id": mdtrt_id}]})

    assert (told["code"], told["codes"]) == ("catalogue-code-unknown", ["NO-SUCH-CODE"])


async def test_a_serial_is_used_once(his):
    of, _ = await uploaded(his, a_fee("S-1"))

    told = await his.refused("2301", {"feedetail": [a_fee("S-2") | of, a_fee("S-1") | of]})
    assert (told["code"], told["serials"]) == ("serial-already-recorded", ["S-1"])
    told = await his.refused("2301", {"feedetail": [a_fee("S-3") | of, a_fee("S-3") | of]})
    assert told["code"] == "serials-repeated"


async def test_a_refund_takes_back_part_of_the_line_that_it_names(his, session):
    of, _ = await uploaded(his, a_fee("S-1", "30.00", cnt="3", pric="10.00"))

    back = a_fee("S-2", "-10.00", cnt="-1", pric="10.00", init_feedetl_sn="S-1")
    [refunded] = (await his.output("2301", {"feedetail": [back | of]}))["result"]

    assert refunded == IsPartialDict(det_item_fee_sumamt="-10.00", inscp_scp_amt="-10.00", cnt="-1.0000")
    assert await sums(session) == (2000, 2)
    too_much = a_fee("S-3", "-30.00", cnt="-3", pric="10.00", init_feedetl_sn="S-1")
    assert (await his.refused("2301", {"feedetail": [too_much | of]}))["code"] == "refund-exceeds-charge"
    nameless = a_fee("S-4", "-10.00", cnt="-1", pric="10.00")
    told = await his.refused("2301", {"feedetail": [nameless | of]})
    assert (told["code"], told["pointer"]) == ("refund-names-no-line", "/input/feedetail/0/init_feedetl_sn")


async def test_one_message_may_bring_a_line_and_take_it_back(his, session):
    await uploaded(his, a_fee("S-1"), a_fee("S-2", "-2600.00", cnt="-1", pric="2600.00", init_feedetl_sn="S-1"))

    assert await sums(session) == (0, 2)


async def test_a_line_that_is_withdrawn_owes_nothing_and_its_serial_is_free_again(his, session):
    of, _ = await uploaded(his, a_fee("S-1"), a_fee("S-2", "10.00"))

    await his.output("2302", {"data": [of | {"feedetl_sn": "S-1"}]})

    assert await sums(session) == (1000, 3)
    assert (await his.refused("2302", {"data": [of | {"feedetl_sn": "S-1"}]}))["code"] == "serial-unknown"
    await his.output("2301", {"feedetail": [a_fee("S-1", "20.00") | of]})
    assert await sums(session) == (3000, 4)


async def test_all_lines_are_withdrawn_by_0000_also_those_of_the_other_door_and_twice_is_harmless(his, hospital, session):
    admission_id = await charged(hospital)
    shown = (await hospital.post(f"/admissions/{admission_id}/settlement-previews", json={"discharged_on": "2020-06-12"})).json()
    of = {"psn_no": shown["national"]["psn_no"], "mdtrt_id": shown["national"]["mdtrt_id"]}
    await his.output("2301", {"feedetail": [a_fee("S-1") | of]})

    for _ in range(2):
        await his.output("2302", {"data": [of | {"feedetl_sn": "0000"}]})

    assert await sums(session) == (0, 6)


async def test_a_line_of_the_other_door_goes_by_its_number(his, hospital, session):
    admission_id = await charged(hospital)
    shown = (await hospital.post(f"/admissions/{admission_id}/settlement-previews", json={"discharged_on": "2020-06-12"})).json()
    of = {"psn_no": shown["national"]["psn_no"], "mdtrt_id": shown["national"]["mdtrt_id"]}

    await his.output("2302", {"data": [of | {"feedetl_sn": "2"}]})

    assert await sums(session) == (1_800_000, 3)


async def test_what_is_settled_is_not_withdrawn(his):
    psn_no, mdtrt_id = await his.discharged()
    of = {"psn_no": psn_no, "mdtrt_id": mdtrt_id}
    await his.output("2304", {"data": a_settlement(psn_no, mdtrt_id)})

    assert (await his.refused("2302", {"data": [of | {"feedetl_sn": "1"}]}))["code"] == "line-settled"
    await his.output("2302", {"data": [of | {"feedetl_sn": "0000"}]})  # of what is not settled there is nothing


async def test_an_interim_settlement_takes_what_came_and_the_last_one_the_rest(his, session):
    of, _ = await uploaded(his, a_fee("S-1", "18000.00"))
    interim = a_settlement(of["psn_no"], of["mdtrt_id"], "18000.00", mid_setl_flag="1")
    first = (await his.output("2304", {"data": interim}))["setlinfo"]
    assert (await his.refused("2302", {"data": [of | {"feedetl_sn": "S-1"}]}))["code"] == "line-settled"
    await his.output("2301", {"feedetail": [a_fee("S-2", "2000.00", code="F0001") | of]})
    await his.output("2402", {"dscginfo": a_discharge(of["psn_no"], of["mdtrt_id"]), "diseinfo": []})

    last = (await his.output("2304", {"data": a_settlement(of["psn_no"], of["mdtrt_id"], "2000.00")}))["setlinfo"]

    assert (first["medfee_sumamt"], first["act_pay_dedc"], first["hifp_pay"]) == ("18000.00", "400.00", "12320.00")
    assert (last["medfee_sumamt"], last["hifp_pay"], last["psn_part_amt"]) == ("2000.00", "0.00", "2000.00")
    assert (last["act_pay_dedc"], last["pool_prop_selfpay"]) == ("0.00", first["pool_prop_selfpay"])


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"fee_ocur_time": "2020-05-31 10:00:00"}, "date-out-of-order"),
        ({"cnt": "0"}, "invalid-input"),
        ({"pric": "1.2345678"}, "invalid-input"),
        ({"det_item_fee_sumamt": "2599.99"}, "amount-is-not-quantity-times-price"),
        ({"feedetl_sn": ""}, "invalid-input"),
    ],
)
async def test_a_line_that_does_not_hold_together_is_pointed_at(his, changes, code):
    psn_no, mdtrt_id = await his.admitted()
    of = {"psn_no": psn_no, "mdtrt_id": mdtrt_id}

    told = await his.refused("2301", {"feedetail": [a_fee("1") | of, a_fee("2") | of | changes]})

    assert told["code"] == code and told["pointer"].startswith("/input/feedetail/1")
