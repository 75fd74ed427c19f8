"""2201 to 2208: a visit without a bed, from registration to settlement and back."""

import pytest
from dirty_equals import IsPartialDict

from tests.builders.national import a_fee, a_msgid, a_settlement, an_admission


async def registered(his, **changes) -> dict:
    psn_no = await his.person()
    told = {"data": an_admission(psn_no, begntime="2020-06-12 09:00:00", ipt_otp_no="M0001") | changes}
    told["data"].pop("med_type")
    visit = (await his.output("2201", told))["data"]
    assert visit["ipt_otp_no"] == "M0001"
    return {"psn_no": psn_no, "mdtrt_id": visit["mdtrt_id"]}


async def charged(his, *, is_told: bool = True) -> dict:
    """A visit with two fees; what it is for (a chronic disease, which the place's policy pays for) is told by 2203."""
    of = await registered(his)
    if is_told:
        await his.output("2203", {"mdtrtinfo": of | {"med_type": "14", "dise_codg": "M01600"}, "diseinfo": []})
    fees = [a_fee("1", "300.00", chrg_bchno="B1"), a_fee("2", "20.00", code="F0001", chrg_bchno="B2")]
    await his.output("2204", {"feedetail": [fee | of | {"fee_ocur_time": "2020-06-12 09:30:00"} for fee in fees]})
    return of


def settling(of: dict, total: str = "320.00", **changes) -> dict:
    return {"data": a_settlement(**of, total=total, med_type="14", chrg_bchno="B1") | changes}


async def test_a_visit_is_previewed_settled_and_taken_back(his):
    of = await charged(his)

    preview = (await his.output("2206", settling(of)))["setlinfo"]
    settled = (await his.output("2207", settling(of)))["setlinfo"]

    assert settled == IsPartialDict(med_type="14", clr_type="11", medfee_sumamt="320.00", fulamt_ownpay_amt="20.00")
    assert preview["psn_part_amt"] == settled["psn_part_amt"]
    back = (await his.output("2208", {"data": of | {"setl_id": settled["setl_id"]}}))["setlinfo"]
    assert back["setl_id"] == settled["setl_id"]
    assert (await his.output("2207", settling(of)))["setlinfo"]["setl_id"] != settled["setl_id"]


async def test_a_batch_is_not_settled_alone_and_the_refusal_says_what_else_there_is(his):
    of = await charged(his)

    told = await his.refused("2206", settling(of, "300.00"))

    assert (told["code"], told["others"], told["unsettled_yuan"]) == ("batch-not-alone", ["B2"], "320.00")
    assert "2205" in told["mend"] and "2201" in told["mend"]
    assert (await his.refused("2207", settling(of, "299.00")))["code"] == "amounts-differ"
    await his.output("2205", {"data": of | {"chrg_bchno": "B2"}})
    assert (await his.output("2207", settling(of, "300.00")))["setlinfo"]["medfee_sumamt"] == "300.00"


async def test_what_a_visit_is_for_is_told_before_it_is_settled(his):
    of = await charged(his, is_told=False)
    assert (await his.refused("2206", settling(of, med_type="14")))["code"] == "wrong-visit"
    assert (await his.refused("2206", settling(of, med_type="11")))["code"] == "visit-unknown"

    await his.output("2203", {"mdtrtinfo": of | {"med_type": "14", "dise_codg": "M01600"}, "diseinfo": []})

    assert (await his.output("2206", settling(of, med_type="14")))["setlinfo"]["med_type"] == "14"


async def test_a_batch_is_withdrawn_and_0000_withdraws_them_all(his):
    of = await charged(his)

    await his.output("2205", {"data": of | {"chrg_bchno": "B2"}})
    assert (await his.output("2206", settling(of, "300.00")))["setlinfo"]["fulamt_ownpay_amt"] == "0.00"
    for _ in range(2):
        await his.output("2205", {"data": of | {"chrg_bchno": "0000"}})
    await his.output("2202", {"data": of})


async def test_stays_and_visits_have_their_own_transactions(his):
    of = await charged(his)

    assert (await his.refused("2303", {"data": a_settlement(**of, total="320.00")}))["code"] == "wrong-visit"
    assert (await his.refused("2404", {"data": of}))["code"] == "wrong-visit"
    assert (await his.refused("2305", {"data": of | {"setl_id": "A" * 26}}))["code"] == "wrong-visit"
    psn_no, mdtrt_id = await his.admitted(of["psn_no"])
    stay = {"psn_no": psn_no, "mdtrt_id": mdtrt_id}
    assert (await his.refused("2202", {"data": stay}))["code"] == "wrong-visit"
    assert (await his.refused("2203", {"mdtrtinfo": stay | {"med_type": "11"}, "diseinfo": []}))["code"] == "wrong-visit"


@pytest.mark.parametrize("oinfno", ["2207", "2208"])
async def test_a_visits_settlement_and_its_reversal_are_taken_back_by_their_messages(his, oinfno):
    of, msgid = await charged(his), a_msgid()
    sent = settling(of)
    if oinfno == "2208":
        setl_id = (await his.output("2207", sent))["setlinfo"]["setl_id"]
        sent = {"data": of | {"setl_id": setl_id}}
    await his.output(oinfno, sent, msgid=msgid)

    told = await his.ask("2601", {"data": {"psn_no": of["psn_no"], "omsgid": msgid, "oinfno": oinfno}})

    assert "已冲正" in told["warn_msg"]
    after = await his.send("2207", settling(of))
    assert after.json()["infcode"] == ("0" if oinfno == "2207" else "-1")
