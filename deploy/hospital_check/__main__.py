"""`make hospital-check URL=http://127.0.0.1:8100/medical TOKEN=…`: 0 when every promise was kept."""

import argparse
import os
import sys

import httpx

from deploy.hospital_check.hospital import Hospital
from deploy.hospital_check.national import check_both_doors, check_national
from deploy.hospital_check.report import Report, Unmet
from deploy.hospital_check.rest import check_credentials, check_nine_calls, check_refusals, check_retries

PROVE = (
    "每笔业务的幂等键（或 msgid）先与业务单据一同存盘，再发请求",
    "没有答复、超时、5xx 时，用同一个键原样重发，不换键、不改内容",
    "进程重启之后，能从存盘的键继续问到结果",
    "422 key-used-for-another、message-id-used 时停下报警，不自动换键重发",
    "其余 4xx、infcode -1 显示 title 与 mend（或 err_msg）给操作员，不自动重试",
    "按 is_without_deposit（或 2401 的 warn_msg）决定收不收押金，并把理由给患者看",
    "患者只收 patient_yuan(psn_cash_pay)，不自行计算各方支付",
    "费用更正用退费行或先冲正，不改已上传的行",
    "每日对账：3201 对总额，不符时 3202 对明细，差异当日处理",
    "打印的结算单与平台的一致，患者签字留存",
    "令牌到期前更换，不写进程序和日志；日志里没有公民身份号码",
    "时钟与北京时间相差不超过一分钟",
)


def main() -> int:
    """Play every case, print the report and the list that the hospital fills in itself."""
    words = argparse.ArgumentParser(prog="make hospital-check", description="医院联调自检 / conformance check for hospitals")
    words.add_argument("url", help="医疗服务的地址，如 http://127.0.0.1:8100/medical")
    words.add_argument("--village", default=os.environ.get("VILLAGE") or "371311001001", help="试用患者的参保地村（社区）代码")
    asked = words.parse_args()
    token = os.environ.get("TOKEN", "").strip()
    if not token:
        sys.exit("缺少 TOKEN，例：make hospital-check URL=http://127.0.0.1:8100/medical TOKEN=$(make -s token ROLE=hospital …)")
    report = Report()
    report.say(f"医院联调自检 {asked.url}")
    return check(Hospital.of(asked.url, token, asked.village), report)


def check(hospital: Hospital, report: Report) -> int:
    """The exit code."""
    with hospital.client:
        try:
            hospital.client.get("/healthz")
        except httpx.TransportError as away:
            report.say(f"连不上 {hospital.client.base_url}:{away}")
            return 2
        check_credentials(hospital, report)
        check_nine_calls(hospital, report)
        check_retries(hospital, report)
        check_refusals(hospital, report)
        check_national(hospital, report)
        check_both_doors(hospital, report)
    report.title("七、须由医院自己的系统证明（逐项勾选、签字）")
    for number, proof in enumerate(PROVE, 1):
        report.say(f"  □ {number:2} {proof}")
    return report.conclude()


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Unmet as wrong:
        sys.exit(str(wrong))
