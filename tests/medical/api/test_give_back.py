"""What was paid too much in between goes back at discharge: told before it happens, on page and PDF, and in the books."""

from dirty_equals import IsPartialDict

from tests.builders.medical import a_line, an_enrolment
from tests.medical.api.walk import DISCHARGE, charged
from tests.medical.pdf import text_of


async def a_stay_that_lost_its_class(hospital, deliver):
    await deliver(an_enrolment())
    stay = await charged(hospital)
    interim = (await hospital.post(f"/admissions/{stay}/interim-settlements", json={"settled_on": "2020-06-08"})).json()
    await deliver(an_enrolment(classes=(), since="2020-06-10"))
    await hospital.post(f"/admissions/{stay}/charges", json={"lines": [a_line(9, amount_fen=1_000_00, charged_on="2020-06-11")]})
    return stay, interim


async def test_the_preview_tells_of_it_and_the_settlement_does_it(hospital, deliver):
    stay, _ = await a_stay_that_lost_its_class(hospital, deliver)

    preview = (await hospital.post(f"/admissions/{stay}/settlement-previews", json=DISCHARGE)).json()
    final = (await hospital.post(f"/admissions/{stay}/settlement", json=DISCHARGE)).json()

    assert preview["result"] == final["result"] and preview["patient_yuan"] == final["patient_yuan"]
    back = {share["layer"]: share["paid_yuan"] for share in final["result"]["shares"] if share["paid_yuan"].startswith("-")}
    assert back["medical_aid"] == "-3666.60"
    assert final["result"]["earlier"] == IsPartialDict(total_yuan="20000.00", patient_yuan="360.00")
    assert float(final["result"]["earlier"]["given_back_yuan"]) > 3666.60
    assert final["national"]["maf_pay"] == "-3666.60"
    assert (
        float(final["national"]["fund_pay_sumamt"])
        + float(final["national"]["hosp_part_amt"])
        + float(final["national"]["psn_part_amt"])
        == float(final["total_yuan"])
        == 1000
    )


async def test_page_and_pdf_say_now_before_and_back_at_a_glance(hospital, deliver):
    stay, _ = await a_stay_that_lost_its_class(hospital, deliver)
    final = (await hospital.post(f"/admissions/{stay}/settlement", json=DISCHARGE)).json()

    page = (await hospital.get(f"/settlements/{final['id']}/sheet")).text
    pdf = text_of((await hospital.get(f"/settlements/{final['id']}/sheet.pdf")).content)

    for sheet in (page.replace(" ", ""), pdf):
        for words in ("本次住院各次结算合计", "全部费用应付", "前次已付", "本次支付", "本次退回", "退回3,666.60"):
            assert words in sheet, words


async def test_a_patient_who_has_paid_too_much_reads_how_much_comes_back(hospital, deliver):
    stay = await charged(hospital)
    await hospital.post(f"/admissions/{stay}/interim-settlements", json={"settled_on": "2020-06-08"})
    await deliver(an_enrolment(since="2020-06-10"))

    preview = (await hospital.get(f"/admissions/{stay}/settlement-preview/sheet", params=DISCHARGE)).text
    final = (await hospital.post(f"/admissions/{stay}/settlement", json=DISCHARGE)).json()
    page = (await hospital.get(f"/settlements/{final['id']}/sheet")).text

    back = final["patient_yuan"].removeprefix("-")
    assert final["patient_yuan"] == f"-{back}"
    for sheet in (preview, page):
        assert "退还患者" in sheet and f"{float(back):,.2f}" in sheet and "退还患者（大写）" in sheet


async def test_the_hospital_s_day_and_the_month_agree_with_a_give_back(api, hospital, deliver):
    stay, interim = await a_stay_that_lost_its_class(hospital, deliver)
    final = (await hospital.post(f"/admissions/{stay}/settlement", json=DISCHARGE)).json()
    lines = [
        {
            "settlement_id": one["id"],
            "total_yuan": one["total_yuan"],
            "patient_yuan": one["patient_yuan"],
            "hospital_yuan": next(share["paid_yuan"] for share in one["result"]["shares"] if share["payer"] == "就诊医疗机构"),
            "payers": {
                share["layer"]: share["paid_yuan"]
                for share in one["result"]["shares"]
                if share["payer"] != "就诊医疗机构" and share["paid_yuan"] != "0.00"
            },
        }
        for one in (interim, final)
    ]
    day = final["settled_at"][:10]

    run = (await hospital.post("/reconciliations", json={"day": day, "lines": lines})).json()
    receivables = (await hospital.get("/receivables")).json()["rows"]

    assert (run["difference_count"], run["line_count"]) == (0, 2), run
    aid = [row["amount_yuan"] for row in receivables if row["layer"] == "medical_aid"]
    assert sorted(aid) == ["-3666.60", "3666.60"]
