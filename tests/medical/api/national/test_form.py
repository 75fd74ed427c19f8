"""Every answer has the form of the public specification: its fields, which of them are required, their types and lengths."""

import json
from pathlib import Path
from typing import Any

import jsonschema

from tests.builders.medical import an_enrolment
from tests.builders.national import BILL, a_certificate, a_discharge, a_settlement

FORMS = json.loads(Path(__file__).with_name("answers.schema.json").read_text("utf-8"))["$defs"]
SETTLED = "2206_2207_2303_2304_output_setlinfo"


def must_have_form(name: str, *nodes: dict[str, Any], but: tuple[str, ...] = ()) -> None:
    form = FORMS[name] | {"required": [field for field in FORMS[name].get("required", []) if field not in but]}
    assert nodes
    for node in nodes:
        wrong = [f"{name} {error.json_path} {error.message}" for error in jsonschema.Draft202012Validator(form).iter_errors(node)]
        assert wrong == []


async def test_a_stay_is_answered_in_the_published_form(his, deliver):
    await deliver(an_enrolment())

    answer = await his.ask("1101", {"data": a_certificate(village=None)})
    must_have_form("envelope_response", answer)
    person = answer["output"]
    must_have_form("1101_output_baseinfo", person["baseinfo"])
    must_have_form("1101_output_insuinfo", *person["insuinfo"])
    must_have_form("1101_output_idetinfo", *person["idetinfo"])
    psn_no, mdtrt_id = await his.admitted(person["baseinfo"]["psn_no"])
    asked = {"psn_no": psn_no, "insutype": "390", "fixmedins_code": his.code, "med_type": "21", "begntime": "2020-06-01"}
    must_have_form("2001_output_trtinfo", *(await his.output("2001", {"data": asked}))["trtinfo"])
    fees = [fee | {"psn_no": psn_no, "mdtrt_id": mdtrt_id} for fee in BILL]
    must_have_form("2204_2301_output_result", *(await his.output("2301", {"feedetail": fees}))["result"])
    await his.output("2402", {"dscginfo": a_discharge(psn_no, mdtrt_id), "diseinfo": []})

    # A preview has no number of a settlement yet.
    preview = (await his.output("2303", {"data": a_settlement(psn_no, mdtrt_id)}))["setlinfo"]
    must_have_form(SETTLED, {field: told for field, told in preview.items() if told is not None}, but=("setl_id",))
    settled = await his.output("2304", {"data": a_settlement(psn_no, mdtrt_id)})
    must_have_form(SETTLED, settled["setlinfo"])
    must_have_form("2206_2207_2303_2304_output_setldetail", *settled["setldetail"])


async def test_a_refusal_has_the_form_of_an_answer_without_output(his):
    answer = (await his.send("2401", {"mdtrtinfo": {}, "diseinfo": []})).json()

    must_have_form("envelope_response", {field: told for field, told in answer.items() if field != "output"})
    assert answer["output"] is None
