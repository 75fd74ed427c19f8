"""At the national door a give-back is a negative amount under its national name, said in `warn_msg`; totals agree as ever."""

from dirty_equals import IsPartialDict

from tests.builders.medical import an_enrolment
from tests.builders.national import a_discharge, a_fee, a_settlement
from tests.medical.api.national.test_statement import TOTALS


async def test_the_national_door_gives_back_in_negative_amounts_and_its_books_agree(his, deliver):
    await deliver(an_enrolment())
    psn_no, mdtrt_id = await his.admitted()
    of = {"psn_no": psn_no, "mdtrt_id": mdtrt_id}
    await his.output("2301", {"feedetail": [a_fee("S-1", "18000.00") | of]})
    interim = {"data": a_settlement(psn_no, mdtrt_id, "18000.00", mid_setl_flag="1")}
    first_of_all = (await his.output("2304", interim))["setlinfo"]
    await deliver(an_enrolment(classes=(), since="2020-06-10"))
    await his.output("2301", {"feedetail": [a_fee("S-2", "2000.00", code="F0001") | of]})
    await his.output("2402", {"dscginfo": a_discharge(psn_no, mdtrt_id), "diseinfo": []})
    asked = {"data": a_settlement(psn_no, mdtrt_id, "2000.00")}

    preview = await his.ask("2303", asked)
    final = await his.ask("2304", asked)

    told = final["output"]["setlinfo"]
    assert "退回" in preview["warn_msg"] and preview["warn_msg"] == final["warn_msg"]
    assert told == IsPartialDict(medfee_sumamt="2000.00", maf_pay="-3666.60")
    funds = [detail["fund_payamt"] for detail in final["output"]["setldetail"] if not detail["fund_pay_type"].startswith("9")]
    assert round(sum(map(float, funds)), 2) == float(told["fund_pay_sumamt"])
    assert round(sum(float(told[name]) for name in ("fund_pay_sumamt", "hosp_part_amt", "psn_part_amt")), 2) == 2000
    first = (await his.output("2305", {"data": of | {"setl_id": told["setl_id"]}}))["setlinfo"]
    assert first["maf_pay"] == "-3666.60"
    again = (await his.output("2304", asked))["setlinfo"]
    assert (again["maf_pay"], again["psn_part_amt"]) == (told["maf_pay"], told["psn_part_amt"])
    funds_fen = round(sum(float(one["fund_pay_sumamt"]) for one in (first_of_all, again)) * 100)
    totals = TOTALS | {"medfee_sumamt": "20000.00", "fund_pay_sumamt": f"{funds_fen / 100:.2f}", "fixmedins_setl_cnt": "2"}
    assert (await his.output("3201", {"data": totals}))["stmtinfo"]["stmt_rslt"] == "000000"
