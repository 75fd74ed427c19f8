"""2303 to 2305: the national chain settles the same bill, to the fen, as the REST door does."""

from dirty_equals import IsPartialDict, IsStr

from tests.builders.medical import an_enrolment
from tests.builders.national import a_settlement


async def test_preview_and_settlement_agree_and_stand_under_their_national_names(his, deliver):
    await deliver(an_enrolment())
    psn_no, mdtrt_id = await his.discharged()
    asked = {"data": a_settlement(psn_no, mdtrt_id)}

    preview = await his.output("2303", asked)
    settled = await his.output("2304", asked)

    assert "setl_id" not in preview["setlinfo"]
    changing = {"setl_id", "setl_time", "medins_setl_id"}
    assert {k: v for k, v in preview["setlinfo"].items() if k not in changing} == {
        k: v for k, v in settled["setlinfo"].items() if k not in changing
    }
    assert settled["setlinfo"] == IsPartialDict(
        mdtrt_id=mdtrt_id, psn_no=psn_no, setl_id=IsStr(min_length=26, max_length=30), psn_name="王小明", med_type="21",
        medfee_sumamt="20000.00", fulamt_ownpay_amt="2000.00", overlmt_selfpay="0.00", preselfpay_amt="0.00",
        inscp_scp_amt="18000.00", act_pay_dedc="400.00", hifp_pay="12320.00", pool_prop_selfpay="0.7000", hifmi_pay="442.00",
        maf_pay="3666.60", oth_pay="2854.26", fund_pay_sumamt="19282.86", hosp_part_amt="357.14", psn_part_amt="360.00",
        acct_pay="0.00", psn_cash_pay="360.00", clr_optins="371311", clr_type="21",
    )  # fmt: skip
    assert settled["setldetail"][0] == IsPartialDict(
        fund_pay_type="390100", fund_payamt="12320.00", inscp_scp_amt="18000.00", crt_payb_lmt_amt="150000.00",
        setl_proc_info=IsStr(regex="390101 .*17,600.00 元 × 70%.*"),
    )  # fmt: skip


async def test_a_total_that_is_not_ours_settles_nothing(his):
    psn_no, mdtrt_id = await his.discharged()

    told = await his.refused("2304", {"data": a_settlement(psn_no, mdtrt_id, "20000.01")})

    assert told["code"] == "amounts-differ"
    assert told["differs"] == {"medfee_sumamt": {"told_yuan": "20000.01", "ours_yuan": "20000.00"}}


async def test_a_settlement_is_taken_back_by_its_number_and_shown(his):
    psn_no, mdtrt_id = await his.discharged()
    asked = {"data": a_settlement(psn_no, mdtrt_id)}
    first = await his.ask("2304", asked)
    setl_id = first["output"]["setlinfo"]["setl_id"]
    back = {"data": {"psn_no": psn_no, "mdtrt_id": mdtrt_id, "setl_id": setl_id}}

    shown = await his.output("2305", back)

    assert shown["setlinfo"]["setl_id"] == setl_id
    assert shown["setlinfo"]["medins_setl_id"] == first["output"]["setlinfo"]["medins_setl_id"]
    assert (await his.refused("2305", back))["code"] == "already-reversed"
    assert (await his.output("2304", asked))["setlinfo"]["setl_id"] != setl_id


async def test_another_persons_number_opens_no_stay(his):
    _, mdtrt_id = await his.discharged()

    told = await his.refused("2303", {"data": a_settlement("A" * 26, mdtrt_id)})

    assert told["code"] == "other-person"
