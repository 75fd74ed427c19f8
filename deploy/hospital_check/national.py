"""The national transactions as a hospital's system that already speaks them would go through them."""

import base64
import io
import zipfile
from dataclasses import dataclass
from typing import Any

from deploy.hospital_check.hospital import Hospital, days_ago, sums_hold
from deploy.hospital_check.report import Report, must

CODE = "331001001"


@dataclass
class Patient:
    """Numbers that 1101 and 2401 gave."""

    psn_no: str
    mdtrt_id: str

    @property
    def of(self) -> dict[str, str]:
        return {"psn_no": self.psn_no, "mdtrt_id": self.mdtrt_id}


def check_national(hospital: Hospital, report: Report) -> None:
    report.title("五、国家医保交易")
    with report.checking("9001 签到"):
        must(bool(hospital.output("9001", {"signIn": {"opter_no": "0001", "mac": "", "ip": ""}})), "没有签到流水号")
    patient = Patient("", "")
    with report.checking("1101 人员信息、2001 待遇检查、2401 入院：人员编号与就诊 ID"):
        patient = admitted(hospital)
    with report.checking("2301 金额不符：退回（infcode -1），指到那一行，整批不记"):
        wrong = hospital.message("2301", {"feedetail": [fee("1") | patient.of, fee("2", amount="2599.99") | patient.of]})
        told = hospital.turned_down(wrong, "amount-is-not-quantity-times-price")
        must(told["problem"]["feedetl_sn"] == "2", told)
    with report.checking("2301 明细：中心拆分的各部分之和等于金额；负数行退费；2302 撤销"):
        [line] = hospital.output("2301", {"feedetail": [fee("1") | patient.of]})["result"]
        must(line["inscp_scp_amt"] == "2600.00", line)
        back = fee("2", amount="-2600.00", cnt="-1", init_feedetl_sn="1")
        hospital.output("2301", {"feedetail": [back | patient.of]})
        hospital.output("2301", {"feedetail": [fee("3") | patient.of, fee("4") | patient.of]})
        hospital.output("2302", {"data": [patient.of | {"feedetl_sn": "4"}]})
    with report.checking("2402 出院、2303 预结算、2304 结算：一致，各等式到分成立"):
        settled = settle(hospital, patient)
        sums_hold(settled)
    with report.checking("2305 结算撤销"):
        hospital.output("2305", {"data": patient.of | {"setl_id": settled["setl_id"]}})
    check_lost_messages(hospital, report, patient)
    with report.checking("3202 对明细账：上传、比对、下载，本笔相符"):
        must(reconciled(hospital, hospital.output("2304", settling(patient))["setlinfo"]) == "000000", "本笔不相符")


def check_lost_messages(hospital: Hospital, report: Report, patient: Patient) -> None:
    message = hospital.message("2304", settling(patient))
    with report.checking("同一 msgid、同样 input：答复逐字节相同"):
        first, again = hospital.transact(message), hospital.transact(message | {"inf_time": "2020-01-01 00:00:00"})
        must(first.json()["infcode"] == "0" and again.content == first.content, first.text)
    with report.checking("同一 msgid、不同 input：退回（message-id-used）"):
        hospital.turned_down(message | {"input": settling(patient, total="1.00")}, "message-id-used")
    with report.checking("答复丢失：按 msgid 查得到当时的答复"):
        must(hospital.get(f"/nhsa-messages/{message['msgid']}")["answer"] == first.json(), "查到的不同")
    taking_back = {"data": {"psn_no": patient.psn_no, "omsgid": message["msgid"], "oinfno": "2304"}}
    with report.checking("结果未知的 2304:2601 冲正，再冲正一次无妨"):
        for _ in range(2):
            hospital.output("2601", taking_back)
    late = hospital.message("2304", settling(patient))
    with report.checking("没有到达的 2304:2601 说明没有到达，此后到达不再受理"):
        told = hospital.transact(hospital.message("2601", {"data": {"omsgid": late["msgid"], "oinfno": "2304"}})).json()
        must(told["infcode"] == "0" and "没有到达" in told["warn_msg"], told)
        hospital.turned_down(late, "message-id-used")
    with report.checking("别的机构编号：退回（other-institution）"):
        hospital.turned_down(hospital.message("9001", {"signIn": {}}, fixmedins_code="H00000000000"), "other-institution")


def check_both_doors(hospital: Hospital, report: Report) -> None:
    report.title("六、一次就诊，两边接着办")
    with report.checking("国家交易登记并上传费用，REST 结算，国家交易撤销"):
        patient = admitted(hospital)
        hospital.output("2301", {"feedetail": [fee("1") | patient.of]})
        settled = hospital.post(f"/admissions/{patient.mdtrt_id}/settlement", {"discharged_on": days_ago(1).isoformat()})
        must(settled["national"]["mdtrt_id"] == patient.mdtrt_id, settled["national"])
        hospital.output("2305", {"data": patient.of | {"setl_id": settled["national"]["setl_id"]}})
        must(hospital.get(f"/settlements/{settled['id']}")["is_reversed"] is True, "REST 没有看到撤销")


def admitted(hospital: Hospital) -> Patient:
    person = hospital.stranger()
    number = person["id_number"]
    certificate = {"mdtrt_cert_type": "02", "mdtrt_cert_no": number, "psn_cert_type": "01", "certno": number}
    shown = hospital.output(
        "1101", {"data": certificate | {"psn_name": person["name"], "exp_content": {"village": hospital.village}}}
    )
    psn_no = shown["baseinfo"]["psn_no"]
    asked = {"psn_no": psn_no, "insutype": "390", "fixmedins_code": hospital.org, "med_type": "21"}
    must(bool(hospital.output("2001", {"data": asked | {"begntime": days_ago(6).isoformat()}})["trtinfo"]), "没有待遇")
    opening = {
        "psn_no": psn_no, "insutype": "390", "med_type": "21", "begntime": f"{days_ago(6)} 08:00:00", "mdtrt_cert_type": "02",
        "mdtrt_cert_no": number, "ipt_no": "Z1",
    }  # fmt: skip
    stay = hospital.output("2401", {"mdtrtinfo": opening, "diseinfo": [{"diag_code": "K35.800"}]})
    return Patient(psn_no, stay["result"]["mdtrt_id"])


def fee(serial: str, *, amount: str = "2600.00", cnt: str = "1", **changes: str) -> dict[str, Any]:
    return {
        "feedetl_sn": serial, "chrg_bchno": "1", "fee_ocur_time": f"{days_ago(5)} 09:00:00", "med_list_codg": CODE,
        "medins_list_codg": CODE, "det_item_fee_sumamt": amount, "cnt": cnt, "pric": "2600.00", "bilg_dept_codg": "A01",
        "bilg_dept_name": "外科", "bilg_dr_codg": "D1", "bilg_dr_name": "医师", "hosp_appr_flag": "1",
    } | changes  # fmt: skip


def settling(patient: Patient, *, total: str = "2600.00") -> dict[str, Any]:
    return {"data": patient.of | {"medfee_sumamt": total, "mdtrt_cert_type": "02", "insutype": "390", "psn_setlway": "01"}}


def settle(hospital: Hospital, patient: Patient) -> dict[str, Any]:
    """2402, 2303, 2304; the last one's `setlinfo`."""
    leaving = patient.of | {"endtime": f"{days_ago(1)} 10:00:00", "dscg_way": "1"}
    hospital.output("2402", {"dscginfo": leaving, "diseinfo": []})
    preview = hospital.output("2303", settling(patient))["setlinfo"]
    settled: dict[str, Any] = hospital.output("2304", settling(patient))["setlinfo"]
    must(preview["psn_part_amt"] == settled["psn_part_amt"], [preview, settled])
    return settled


def reconciled(hospital: Hospital, settled: dict[str, Any]) -> str:
    """What the platform finds of this settlement in a file that holds it alone."""
    columns = ("setl_id", "mdtrt_id", "psn_no", "medfee_sumamt", "fund_pay_sumamt", "acct_pay")
    line = "\t".join([*(settled[column] for column in columns), "0"])
    sent = {"in": list(line.encode()), "filename": "day.txt", "fixmedins_code": hospital.org}
    number = hospital.output("9101", {"fsUploadIn": sent})["file_qury_no"]
    today = days_ago(0).isoformat()
    asked = {
        "setl_optins": hospital.village[:6], "file_qury_no": number, "stmt_begndate": today, "stmt_enddate": today,
        "medfee_sumamt": settled["medfee_sumamt"], "fund_pay_sumamt": settled["fund_pay_sumamt"], "cash_payamt": "0",
        "fixmedins_setl_cnt": "1", "clr_type": "21",
    }  # fmt: skip
    found = hospital.output("3202", {"data": asked})["fileinfo"]
    told = hospital.output("9102", {"fsDownloadIn": {"file_qury_no": found["file_qury_no"], "filename": found["filename"]}})
    with zipfile.ZipFile(io.BytesIO(base64.b64decode(told["fsDownloadOut"]["out"]))) as packed:
        rows = [row.split("\t") for row in packed.read(packed.namelist()[0]).decode().splitlines()]
    return next(row[4] for row in rows if row[2] == settled["setl_id"] and row[5] == "0")
