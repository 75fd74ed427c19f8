"""The hospital's day at the door: as JSON, as a file, again; and who may see it."""

import io

import pytest
from openpyxl import load_workbook

from shared.security import Role
from tests.builders.medical import COUNTY, OTHER_HOSPITAL_CODE
from tests.medical.api.walk import refused, settled

DAY = "2020-06-12"


@pytest.fixture
async def line(hospital) -> dict:
    """What the hospital wrote down from our answer."""
    told = await settled(hospital)
    payers = {share["layer"]: share["paid_yuan"] for share in told["result"]["shares"] if share["paid_yuan"] != "0.00"}
    return {
        "settlement_id": told["id"],
        "total_yuan": told["total_yuan"],
        "patient_yuan": told["patient_yuan"],
        "hospital_yuan": payers.pop("hospital_reduction", "0"),
        "payers": payers,
    }


async def test_a_day_that_agrees_says_so_with_both_totals(hospital, line):
    answer = await hospital.post("/reconciliations", json={"day": DAY, "lines": [line]})

    told = answer.json()
    assert answer.status_code == 201, answer.text
    assert (told["agrees"], told["differences"], told["ours"]) == (True, [], told["theirs"])
    assert told["theirs"]["settled"]["parts"]["total"] == line["total_yuan"] == "20000.00"


async def test_a_difference_names_the_line_the_payer_and_both_amounts(hospital, line):
    wrong = line | {"payers": line["payers"] | {"basic": "12320.01"}}

    told = (await hospital.post("/reconciliations", json={"day": DAY, "lines": [wrong, line]})).json()

    assert [(one["kind"], one["kind_title"], one["part"], one["line_no"]) for one in told["differences"]] == [
        ("amount", "金额不符", "basic", 1),
        ("duplicate", "重复", "total", 2),
    ]
    assert (told["differences"][0]["here_yuan"], told["differences"][0]["there_yuan"]) == ("12320.00", "12320.01")
    page = (await hospital.get(f"/reconciliations/{told['id']}/differences", params={"kind": "duplicate", "limit": 1})).json()
    assert ([one["number"] for one in page["rows"]], page["next"]) == ([2], "2")


async def test_the_differences_come_as_a_workbook_too(hospital, line):
    run = (await hospital.post("/reconciliations", json={"day": DAY, "lines": [line | {"patient_yuan": "0.01"}]})).json()

    answer = await hospital.get(f"/reconciliations/{run['id']}/differences.xlsx")

    rows = list(load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
    assert rows[-1][1:7] == ("金额不符", 1, line["settlement_id"], "个人负担", 7680, 0.01)


async def test_totals_alone_are_enough(hospital, line):
    totals = {name: line[name] for name in ("total_yuan", "patient_yuan", "hospital_yuan", "payers")} | {"count": 1}

    told = (await hospital.post("/reconciliations", json={"day": DAY, "totals": {"settled": totals}})).json()

    assert (told["mode"], told["agrees"]) == ("totals", True)


async def test_a_file_gives_the_same_answer_as_json(hospital, line):
    table = (
        "结算编号,状态,医疗费总额,个人负担,医疗机构负担,居民基本医疗保险\n"
        f"{line['settlement_id']},已冲正,{line['total_yuan']},{line['patient_yuan']},{line['hospital_yuan']},12320\n"
    )

    answer = await hospital.post(
        "/reconciliations/file", data={"day": DAY}, files={"file": ("day.csv", table.encode("gb18030"), "text/csv")}
    )

    told = answer.json()
    assert answer.status_code == 201, answer.text
    [state] = [one for one in told["differences"] if one["kind"] == "state"]
    assert (state["here_state"], state["there_state"], state["detail"]) == ("settled", "reversed", "本平台已结算，医疗机构已冲正")


async def test_a_file_with_faults_is_handed_back_with_row_and_column(hospital):
    table = "结算编号,医疗费总额,个人负担\n不是编号,1.005,\n".encode()

    answer = await hospital.post("/reconciliations/file", data={"day": DAY}, files={"file": ("day.csv", table, "text/csv")})

    told = refused(answer, 422, "day-rows-unreadable")
    assert [(one["row"], one["column"]) for one in told["errors"]] == [(2, "结算编号"), (2, "医疗费总额"), (2, "个人负担")]


async def test_a_run_is_repeated_after_what_was_wrong_is_mended(hospital, line):
    first = (await hospital.post("/reconciliations", json={"day": DAY, "lines": [line | {"state": "reversed"}]})).json()
    await hospital.post(f"/settlements/{line['settlement_id']}/reversal", json={"reason": "漏记手术费"})

    again = (await hospital.post(f"/reconciliations/{first['id']}/repetition")).json()

    assert (first["agrees"], again["agrees"], again["repeats_id"]) == (False, True, first["id"])
    listed = (await hospital.get("/reconciliations", params={"day": DAY})).json()["rows"]
    assert [one["id"] for one in listed] == [first["id"], again["id"]]


async def test_a_form_holds_lines_or_totals(hospital):
    answer = await hospital.post("/reconciliations", json={"day": DAY})

    assert "须填且只填一项" in refused(answer, 422, "invalid-input")["errors"][0]["detail"]


async def test_a_hospital_sees_its_own_runs_and_the_county_its_hospitals(hospital, api, line):
    run = (await hospital.post("/reconciliations", json={"day": DAY, "lines": [line]})).json()["id"]
    stranger = api.as_(Role.HOSPITAL, region=COUNTY, org=OTHER_HOSPITAL_CODE)

    refused(await stranger.get(f"/reconciliations/{run}"), 404, "no-such-reconciliation")
    refused(await stranger.post(f"/reconciliations/{run}/repetition"), 404, "no-such-reconciliation")
    assert (await api.as_(Role.COUNTY, region=COUNTY).get(f"/reconciliations/{run}")).status_code == 200
    refused(await api.as_(Role.COUNTY, region="371302").get(f"/reconciliations/{run}"), 404, "no-such-reconciliation")
    told = (await stranger.post("/reconciliations", json={"day": DAY, "lines": [line]})).json()
    assert told["differences"][0]["detail"] == "本平台没有这次结算"
