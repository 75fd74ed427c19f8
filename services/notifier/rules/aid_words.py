"""What is said of towns' reserves and of aid that is asked back: how much, why, by when; never a name."""

from datetime import date

from services.notifier.rules.message import Text
from shared.money import yuan_grouped

WHY_NAMES = {
    "papers-overdue": "手续逾期未补",
    "not-eligible": "经核查不符合条件",
    "case-retracted": "台账误建，已撤销",
    "other": "其他",
}
HELD_NAMES = {"overdrawn": "没有余额足够的备用金指标", "reserve-above-ceiling": "补充后将超过该镇街的限额"}


def refill_asked(*, place: str, amount_fen: int, is_by_platform: bool, task: str, due_on: date, link: str) -> Text:
    """To the county's officer: a town's reserve is to be filled again, and somebody has to agree."""
    origin = "余额低于补充线，平台自动提出补充" if is_by_platform else "申请补充"
    return Text(
        subject=f"【及时雨】备用金待补充：{place}",
        body=_body(f"{place}的救助备用金{origin} {yuan_grouped(amount_fen)} 元，待县（区）确认。", task, due_on, link),
    )


def refill_held(*, place: str, amount_fen: int, code: str, task: str, due_on: date, link: str) -> Text:
    """To the county's officer: the money that a town waits for cannot move."""
    reason = HELD_NAMES.get(code, f"原因代码 {code}")
    return Text(
        subject=f"【及时雨】备用金补充未能拨付：{place}",
        body=_body(f"{place}的救助备用金应补充 {yuan_grouped(amount_fen)} 元，未能拨付：{reason}。", task, due_on, link),
    )


def recovery_proposed(*, place: str, amount_fen: int, why: str, task: str, due_on: date, link: str) -> Text:
    """To the county's officer: whether aid that was paid is asked back is for a person to decide."""
    said = f"{place}一户家庭已领取的急难救助金 {yuan_grouped(amount_fen)} 元，因{WHY_NAMES.get(why, '其他')}，须决定是否追回。"
    return Text(
        subject=f"【及时雨】救助资金是否追回，请决定：{place}",
        body=_body(said, task, due_on, f"{link}\n决定以前请不要向该户收款"),
    )


def recovery_ordered(*, place: str, amount_fen: int, why: str, back_by: date, task: str, due_on: date, link: str) -> Text:
    """To the town's officer, who hands the notice over."""
    said = (
        f"{place}一户家庭的救助资金 {yuan_grouped(amount_fen)} 元须追回，原因：{WHY_NAMES.get(why, '其他')}，"
        f"退回期限 {back_by.isoformat()}。"
    )
    return Text(subject=f"【及时雨】救助资金须追回，请送达通知：{place}", body=_body(said, task, due_on, link))


def _body(said: str, task: str, due_on: date, link: str) -> str:
    return "\n".join((said, "", f"请您做：{task}。", f"最迟：{due_on.isoformat()}。", "", f"请登录查看：{link}。"))
