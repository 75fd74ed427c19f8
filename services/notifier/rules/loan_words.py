"""What is said of a small loan that falls due or is overdue: where, how much, by when; never whose it is."""

from datetime import date

from services.notifier.rules.message import Text
from shared.money import yuan_grouped


def repayment_awaited(*, place: str, amount_fen: int, due_on: date, is_late: bool, link: str) -> Text:
    """To the officer nearest to the borrower, a month before and once it is overdue."""
    ask = (
        "请上门核实原因，督促归还；符合条件的由担保基金代偿，贴息已自逾期之日停止"
        if is_late
        else "请提醒借款户备好资金按期归还；确有困难的，到期前向银行申请展期或续贷"
    )
    return Text(
        subject=f"【及时雨】{'小额信贷逾期，请催收' if is_late else '小额信贷将到期'}：{place}",
        body="\n".join(
            (
                f"{place}一笔小额信贷的本金 {yuan_grouped(amount_fen)} 元，到期日期 {due_on.isoformat()}"
                f"{'，已经逾期' if is_late else ''}。",
                "",
                f"{ask}。",
                "",
                f"是哪一户，请登录查看：{link}",
            )
        ),
    )
