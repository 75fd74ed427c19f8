"""The nine calls, and everything that a hospital must be able to live through: over the REST door."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

from deploy.hospital_check.hospital import Hospital, a_line, answered, days_ago, sums_hold
from deploy.hospital_check.report import Report, must
from shared.money import fen

LEAVING = {"reason": "1"}


def check_credentials(hospital: Hospital, report: Report) -> None:
    report.title("一、凭据")
    with report.checking("令牌写明本机构编号（org）"):
        must(bool(hospital.org), "令牌里没有 org")
    with report.checking("没有令牌的请求被退回（401 unauthenticated）"):
        hospital.refused(hospital.client.get(f"/hospitals/{hospital.org}"), 401, "unauthenticated")
    with report.checking("平台已登记本机构及其等级"):
        hospital.level = "2"  # said at each admission by a hospital that the platform does not know
        must(hospital.get(f"/hospitals/{hospital.org}")["level"] in ("1", "2", "3"), "没有等级")
        hospital.level = None


def check_nine_calls(hospital: Hospital, report: Report) -> dict[str, Any]:
    """Gives the settlement that the last call reversed."""
    report.title("二、九个调用")
    person, day = hospital.stranger(), days_ago(1).isoformat()
    seen: dict[str, Any] = {}
    with report.checking("1 查询待遇资格：说明是否免押金及理由"):
        asked = {"id_number": person["id_number"], "region": person["region"], "hospital_level": "2"}
        told = hospital.post("/eligibility-checks", asked, status=200)
        must(told["is_without_deposit"] is False and told["deposit_reason"], told)
    with report.checking("2 入院登记：得到就诊登记编号"):
        seen["stay"] = hospital.post("/admissions", person | {"admitted_on": days_ago(6).isoformat()})
        must(seen["stay"]["status"] == "open", seen["stay"])
    at = f"/admissions/{seen.get('stay', {}).get('id')}"
    with report.checking("3 上传费用明细：四部分之和等于费用合计"):
        lines = [a_line(1, "2600.00"), a_line(2, "320.00", kind="B", price_ceiling="280"), a_line(3, "120.00", kind="C")]
        sums = hospital.post(f"{at}/charges", {"lines": lines})
        parts = ("in_policy_yuan", "pre_pay_yuan", "over_ceiling_yuan", "out_of_policy_yuan")
        must(sums["total_yuan"] == "3040.00" and sum(fen(sums[part]) for part in parts) == fen("3040.00"), sums)
    with report.checking("4 一日清单：当日费用行齐全"):
        must(len(hospital.get(f"{at}/days/{days_ago(5)}")["rows"]) == 3, "行数不符")
    with report.checking("5 出院登记"):
        must(hospital.post(f"{at}/discharge", LEAVING | {"discharged_on": day})["status"] == "discharged", "状态不是已出院")
    with report.checking("6 预结算：不落账"):
        seen["preview"] = hospital.post(f"{at}/settlement-previews", {"discharged_on": day}, status=200)
        must(hospital.get(at)["status"] == "discharged", "预结算改变了状态")
    with report.checking("7 出院结算：与预结算一致，各方支付与个人负担之和等于总额"):
        seen["settlement"] = settlement = hospital.post(f"{at}/settlement", {"discharged_on": day})
        must(settlement["result"] == seen["preview"]["result"], "与预结算不一致")
        paid_fen = sum(fen(share["paid_yuan"]) for share in settlement["result"]["shares"])
        must(paid_fen + fen(settlement["patient_yuan"]) == fen("3040.00"), settlement)
        must(all(share["reference"]["clause"] for share in settlement["result"]["shares"]), "有支付方没有写明条款")
    with report.checking("7 结算答复的国家字段：各等式到分成立"):
        sums_hold(seen["settlement"]["national"])
    with report.checking("8 打印结算单"):
        sheet = hospital.send("GET", f"/settlements/{seen['settlement']['id']}/sheet")
        must(sheet.status_code == 200 and "结算单" in sheet.text, sheet.status_code)
    with report.checking("9 冲正：结算注明已冲正，就诊回到未结算"):
        hospital.post(f"/settlements/{seen['settlement']['id']}/reversal", {"reason": "联调自检"})
        must(hospital.get(f"/settlements/{seen['settlement']['id']}")["is_reversed"] is True, "没有注明已冲正")
        must(hospital.get(at)["status"] != "settled", "就诊仍为已结算")
    with report.checking("冲正之后重新结算，金额与冲正前相同"):
        again = hospital.post(f"{at}/settlement", {"discharged_on": day})
        must(again["patient_yuan"] == seen["settlement"]["patient_yuan"], again)
    with report.checking("同一结算不能冲正两次（409 already-reversed）"):
        answer = hospital.send("POST", f"/settlements/{seen['settlement']['id']}/reversal", {"reason": "联调自检"})
        hospital.refused(answer, 409, "already-reversed")
    return seen


def check_retries(hospital: Hospital, report: Report) -> None:
    report.title("三、重发与丢失的答复")
    key, form = str(uuid4()), hospital.stranger() | {"admitted_on": days_ago(6).isoformat()}
    first = hospital.send("POST", "/admissions", form, key=key)
    stay: dict[str, Any] = {}
    with report.checking("同一个键、同样内容：答复逐字节相同，只生效一次"):
        stay = answered(first, 201)
        again = hospital.send("POST", "/admissions", form, key=key)
        must(again.content == first.content and again.headers.get("Idempotent-Replayed") == "true", again.text)
    with report.checking("同一个键、不同内容：退回（422 key-used-for-another）"):
        other = hospital.send("POST", "/admissions", form | {"name": "周有水"}, key=key)
        hospital.refused(other, 422, "key-used-for-another")
    with report.checking("没有键的写操作：退回（400 idempotency-key-missing）"):
        hospital.refused(hospital.send("POST", "/admissions", form, keyless=True), 400, "idempotency-key-missing")
    with report.checking("答复丢失：按键查得到当时的答复"):
        [found] = hospital.get(f"/commands/{key}")
        must(found["status"] == 201 and found["answer"].encode() == first.content, found)
    with report.checking("没有到达的键：查询得 404 no-such-command"):
        hospital.refused(hospital.send("GET", f"/commands/{uuid4()}"), 404, "no-such-command")
    with report.checking("键也丢失：重新登记得到已有的登记编号（409 already-admitted）"):
        told = hospital.refused(hospital.send("POST", "/admissions", form), 409, "already-admitted")
        must(told["admission_id"] == stay["id"], told)
    at = f"/admissions/{stay.get('id')}"
    with report.checking("同一键同时发五次：只记入一次"):
        burst, lines = str(uuid4()), {"lines": [a_line(1, "100.00")]}
        with ThreadPoolExecutor(5) as many:
            answers = list(many.map(lambda _: hospital.send("POST", f"{at}/charges", lines, key=burst), range(5)))
        must({answer.status_code for answer in answers} <= {201, 409}, [answer.text for answer in answers])
        must(hospital.get(at)["total_yuan"] == "100.00", "记入了不止一次，或没有记入")
    with report.checking("换键重传同样的明细：不重复记入"):
        must(hospital.post(f"{at}/charges", {"lines": [a_line(1, "100.00")]})["repeated_line_nos"] == [1], "没有认出重传")


def check_refusals(hospital: Hospital, report: Report) -> None:
    report.title("四、退回")
    form = hospital.stranger() | {"admitted_on": days_ago(6).isoformat()}
    at = f"/admissions/{hospital.send('POST', '/admissions', form).json().get('id')}"
    with report.checking("金额不等于数量乘单价：退回并指到那一行，整批不记"):
        lines = {"lines": [a_line(1, "100.00"), a_line(2, "100.00", amount_yuan="100.01")]}
        told = hospital.refused(hospital.send("POST", f"{at}/charges", lines), 422, "amount-is-not-quantity-times-price")
        must(told["pointer"] == "/lines/1/amount_yuan", told)
        must(hospital.get(at)["line_count"] == 0, "有行被记入")
    with report.checking("被退回的键更正之后可以再用"):
        key = str(uuid4())
        hospital.send("POST", f"{at}/charges", lines, key=key)
        hospital.post(f"{at}/charges", {"lines": [a_line(1, "100.00")]}, key=key)
    with report.checking("入院前的费用：退回（422 date-out-of-order）"):
        early = {"lines": [a_line(9, "1.00", day=days_ago(30))]}
        hospital.refused(hospital.send("POST", f"{at}/charges", early), 422, "date-out-of-order")
    with report.checking("退费行冲减已记入的费用"):
        back = a_line(2, "100.00", quantity="-1", amount_yuan="-100.00", refunds_line_no=1)
        must(hospital.post(f"{at}/charges", {"lines": [back]})["total_yuan"] == "0.00", "没有冲减")
    with report.checking("不认识的字段：退回并指出字段（422 invalid-input）"):
        answer = hospital.send("POST", "/admissions", form | {"colour": "red"})
        must(hospital.refused(answer, 422, "invalid-input")["pointer"] == "/colour", answer.text)
    with report.checking("别人的或没有的就诊：404 no-such-admission"):
        hospital.refused(hospital.send("GET", f"/admissions/{uuid4()}"), 404, "no-such-admission")
    with report.checking("撤销入院登记"):
        must(hospital.post(f"{at}/cancellation", {"reason": "联调自检"})["status"] == "cancelled", "没有撤销")
