"""What is said of money for households and of what assets earn: how much, what for, when; never a name, a card or an account.

A message for a household goes to whoever stands nearest to it and hands it on: the platform writes to no household's telephone.
"""

from datetime import date

from services.notifier.rules.message import Text
from shared.money import yuan_grouped

MATTER_NAMES = {
    "emergency-grant": "急难救助",
    "grant-application": "临时救助",
    "programme": "专项补助",
    "housing": "农村危房改造补助",
    "project": "项目补助",
    "distribution": "资产收益分配",
    "loan": "贷款贴息",
    "donation": "捐赠资助",
    "top-up": "医疗费用年终补足",
    "paper-claim": "医疗费用手工报销",
}
"""What funds pays households for; a matter that is new to us is called 补助."""
BANK_REASONS = {
    "AC01": "账号有误",
    "AC03": "账号无效",
    "AC04": "账户已销户",
    "AC06": "账户已冻结",
    "AC13": "账户类型不符",
    "AG01": "该账户不允许此类交易",
    "AM04": "付款账户余额不足",
    "AM05": "银行认为重复付款",
    "BE01": "户名与账号不符",
    "BE05": "银行无法识别付款单位",
    "MS03": "银行没有说明原因",
    "RC01": "开户行行号有误",
    "RC03": "开户行行号无效",
    "not-said": "银行没有给出原因代码",
}
"""ISO 20022 external status reason codes, in the words of a bank's counter; one that is new to us is said by its code."""
PAYMENT_FOR = "补助"


def household_paid(*, place: str, about: str, amount_fen: int, paid_on: date, link: str) -> Text:
    """To be handed on to the household: how much has come, what for, when."""
    matter = MATTER_NAMES.get(about, PAYMENT_FOR)
    return Text(
        subject=f"【及时雨】请告知本户资金已发放：{matter}，{place}",
        body="\n".join(
            (
                f"{place}一户家庭的{matter} {yuan_grouped(amount_fen)} 元，已于 {paid_on.isoformat()} 发放到户。",
                "",
                f"请转告这一户核对是否收到。是哪一户，请登录查看：{link}",
                "本户没有收到或金额不符的，请当天报县（区）。任何人不得向本户收取费用或代为保管资金。",
            )
        ),
    )


def statement_issued(*, place: str, month: str, payments: int, amount_fen: int, link: str) -> Text:
    """To be handed on to the household: last month's statement is there."""
    year, number = month.split("-")
    return Text(
        subject=f"【及时雨】请送达 {year} 年 {int(number)} 月补助资金告知单：{place}",
        body="\n".join(
            (
                f"{place}一户家庭 {year} 年 {int(number)} 月的补助资金告知单已出具："
                f"共 {payments} 笔，合计 {yuan_grouped(amount_fen)} 元。",
                "",
                f"请打印后送达这一户。是哪一户，请登录查看：{link}",
            )
        ),
    )


def payment_failed(*, place: str, about: str, code: str, failed_on: date, task: str, due_on: date, link: str) -> Text:
    """To the town's officer: the bank sent it back, the account is to be mended."""
    matter, reason = MATTER_NAMES.get(about, PAYMENT_FOR), BANK_REASONS.get(code.upper() if code != "not-said" else code)
    said = reason if reason and code == "not-said" else f"{reason}（{code}）" if reason else f"原因代码 {code}"
    return Text(
        subject=f"【及时雨】到户资金发放失败，请更正：{matter}，{place}",
        body="\n".join(
            (
                f"{place}一户家庭的{matter}于 {failed_on.isoformat()} 被银行退回。",
                f"银行的原因：{said}。",
                "",
                f"请您做：{task}。",
                f"最迟：{due_on.isoformat()}。",
                "",
                f"是哪一户、多少钱，请登录查看：{link}",
            )
        ),
    )


def payment_returned(*, place: str, about: str, amount_fen: int, returned_on: date, task: str, due_on: date, link: str) -> Text:
    """To the town's officer: what had been paid has come back."""
    matter = MATTER_NAMES.get(about, PAYMENT_FOR)
    return Text(
        subject=f"【及时雨】已发放的到户资金退回：{matter}，{place}",
        body="\n".join(
            (
                f"{place}一户家庭的{matter} {yuan_grouped(amount_fen)} 元，已于 {returned_on.isoformat()} 退回。",
                "",
                f"请您做：{task}。",
                f"最迟：{due_on.isoformat()}。",
                "",
                f"是哪一户，请登录查看：{link}",
            )
        ),
    )


def income_awaited(
    *, place: str, amount_fen: int, income_due_on: date, task: str, act_until: date, is_late: bool, link: str
) -> Text:
    """To the county's officer: what an asset's operator will owe soon, or owes since `income_due_on`."""
    state = "，已经拖欠" if is_late else ""
    return Text(
        subject=f"【及时雨】{'资产收益拖欠，请催缴' if is_late else '资产收益将到期'}：{place}",
        body="\n".join(
            (
                f"{place}一项帮扶资产的收益 {yuan_grouped(amount_fen)} 元，应缴日期 {income_due_on.isoformat()}{state}。",
                "",
                f"请您做：{task}。",
                f"最迟：{act_until.isoformat()}。",
                "",
                f"请登录查看：{link}",
            )
        ),
    )
