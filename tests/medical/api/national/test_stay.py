"""2401 to 2405: in, out, and back."""

import pytest

from tests.builders.medical import COUNTY, an_enrolment
from tests.builders.national import a_discharge, a_msgid, a_settlement, an_admission


def admitting(psn_no: str, *diagnoses: str, **changes):
    return {"mdtrtinfo": an_admission(psn_no, **changes), "diseinfo": [{"diag_code": code} for code in diagnoses]}


async def test_a_person_of_the_register_is_admitted_without_a_deposit_and_told_why(his, deliver):
    await deliver(an_enrolment())
    psn_no = await his.person(village=None)

    answer = await his.ask("2401", admitting(psn_no, "K35.800"))

    assert answer["warn_msg"].startswith("免收住院押金：患者属于建档立卡贫困人口")
    assert answer["output"]["result"]["exp_content"]["is_without_deposit"] is True


async def test_an_external_cause_among_the_diagnoses_keeps_the_deposit(his, deliver):
    await deliver(an_enrolment())
    psn_no = await his.person(village=None)

    answer = await his.ask("2401", admitting(psn_no, "S72.000", "V03.101"))

    assert answer["warn_msg"].startswith("按规定收取住院押金：入院原因为交通事故")


async def test_a_stranger_s_village_is_told_at_admission_where_1101_did_not(his):
    psn_no = await his.person(village=None)

    told = await his.refused("2401", admitting(psn_no))
    assert (told["code"], told["pointer"]) == ("home-unknown", "/input/mdtrtinfo/exp_content/village")
    told = await his.refused("2401", admitting(psn_no, exp_content={"village": "371311999999"}))
    assert told["code"] == "unknown-region"
    await his.output("2401", admitting(psn_no, exp_content={"village": f"{COUNTY}001001"}))


async def test_a_person_who_was_not_shown_is_not_admitted(his):
    assert (await his.refused("2401", admitting("A" * 26)))["code"] == "person-not-shown"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"med_type": "11"}, "wrong-visit"),
        ({"insutype": "510"}, "scheme-not-settled"),
        ({"insutype": "999"}, "code-unknown"),
        ({"begntime": "2020-06-13 08:00:00"}, "date-out-of-order"),
        ({"begntime": "13/06/2020"}, "invalid-input"),
    ],
)
async def test_what_is_no_stay_of_ours_is_refused(his, changes, code):
    assert (await his.refused("2401", admitting(await his.person(), **changes)))["code"] == code


async def test_a_stay_is_settled_after_the_discharge_and_a_discharge_is_taken_back(his):
    psn_no, mdtrt_id = await his.charged()
    settling = {"data": a_settlement(psn_no, mdtrt_id)}
    assert (await his.output("2303", settling))["setlinfo"]["psn_part_amt"]  # as if they left today
    assert (await his.refused("2304", settling))["code"] == "not-discharged"

    leaving = {"dscginfo": a_discharge(psn_no, mdtrt_id, endtime="2020-06-10"), "diseinfo": []}
    await his.output("2402", leaving)
    assert (await his.refused("2402", leaving))["code"] == "not-in-hospital"
    await his.output("2405", {"data": {"psn_no": psn_no, "mdtrt_id": mdtrt_id}})
    await his.output("2402", leaving)
    assert (await his.output("2304", settling))["setlinfo"]["medfee_sumamt"] == "20000.00"


async def test_an_admission_goes_while_nothing_is_owed_for_it(his):
    psn_no, mdtrt_id = await his.charged()
    of = {"data": {"psn_no": psn_no, "mdtrt_id": mdtrt_id}}
    assert (await his.refused("2404", of))["code"] == "has-charges"

    await his.output("2302", {"data": [of["data"] | {"feedetl_sn": "0000"}]})
    await his.output("2404", of)

    assert (await his.admitted(psn_no))[1] != mdtrt_id


async def test_an_admission_whose_answer_was_lost_is_taken_back_by_its_message(his):
    psn_no, msgid = await his.person(), a_msgid()
    await his.output("2401", admitting(psn_no), msgid=msgid)
    asked = {"data": {"psn_no": psn_no, "omsgid": msgid, "oinfno": "2401"}}

    assert (await his.ask("2601", asked))["warn_msg"] == "入院办理已冲正"
    assert "此前已经撤销" in (await his.ask("2601", asked))["warn_msg"]
    await his.admitted(psn_no)
