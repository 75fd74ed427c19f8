"""What people are told: short, plain Chinese with a place, a task, a deadline and a link; never who the household is.

A message travels over networks and through mailboxes that we do not control. It therefore says which village and which case, and
whoever may see more logs in. The cause of the need stays out as well: in a small village it is as good as a name.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from services.notifier.rules.department import Department
from services.notifier.rules.escalation import Level
from shared.errors import Unprocessable
from shared.periods import CHINA

_WEEKDAYS = "一二三四五六日"
_ID_NUMBER = re.compile(r"[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]")
_HALF_WIDTH = {ord(sign) + 0xFEE0: sign for sign in "0123456789Xx"}


class MessageKind(StrEnum):
    """What a message is about."""

    CASE_OPENED = "case-opened"
    ORDER_OPENED = "order-opened"
    ORDER_OVERDUE = "order-overdue"
    STEP_DUE = "step-due"
    STEP_LATE = "step-late"
    ERRAND_OPENED = "errand-opened"
    ERRAND_LATE = "errand-late"
    ERRAND_MOVED = "errand-moved"
    ORDERS_MOVED = "orders-moved"
    ORDERS_ADDED = "orders-added"
    DUTY_LATE = "duty-late"
    OBJECTION_RECEIVED = "objection-received"
    OBJECTION_LATE = "objection-late"
    HOUSEHOLD_PAID = "household-paid"
    STATEMENT_ISSUED = "statement-issued"
    PAYMENT_FAILED = "payment-failed"
    PAYMENT_RETURNED = "payment-returned"
    INCOME_DUE = "income-due"
    INCOME_LATE = "income-late"
    LOAN_DUE = "loan-due"
    LOAN_LATE = "loan-late"
    FINDINGS_RAISED = "findings-raised"
    REFILL_ASKED = "refill-asked"
    REFILL_HELD = "refill-held"
    RECOVERY_PROPOSED = "recovery-proposed"
    RECOVERY_ORDERED = "recovery-ordered"
    SUBSCRIPTION_PAUSED = "subscription-paused"
    COMPLAINT_GIVEN = "complaint-given"
    COMPLAINT_LATE = "complaint-late"
    ORDER_GIVEN = "order-given"
    ORDER_HANDED_ON = "order-handed-on"
    ORDER_ASKED = "order-asked"
    ORDER_ANSWERED = "order-answered"
    ORDER_TO_CHECK = "order-to-check"
    ORDER_RETURNED = "order-returned"
    ORDER_CHANGED = "order-changed"
    ORDER_DUE = "order-due"
    ORDER_LATE = "order-late"
    ORDERS_HANDED_OVER = "orders-handed-over"
    WEEKLY_REPORT = "weekly-report"

    @property
    def label(self) -> str:
        return {
            MessageKind.CASE_OPENED: "新帮扶任务",
            MessageKind.ORDER_OPENED: "新工单",
            MessageKind.ORDER_OVERDUE: "逾期督办",
            MessageKind.STEP_DUE: "到期提醒",
            MessageKind.STEP_LATE: "台账逾期",
            MessageKind.ERRAND_OPENED: "新的村级任务",
            MessageKind.ERRAND_LATE: "村级任务逾期",
            MessageKind.ERRAND_MOVED: "随户转来的村级任务",
            MessageKind.ORDERS_MOVED: "随户转来的帮扶任务",
            MessageKind.ORDERS_ADDED: "增派的部门工单",
            MessageKind.DUTY_LATE: "公开任务逾期",
            MessageKind.OBJECTION_RECEIVED: "资金公示收到异议",
            MessageKind.OBJECTION_LATE: "异议逾期未答复",
            MessageKind.HOUSEHOLD_PAID: "资金已发放到户",
            MessageKind.STATEMENT_ISSUED: "补助资金告知单",
            MessageKind.PAYMENT_FAILED: "到户资金发放失败",
            MessageKind.PAYMENT_RETURNED: "到户资金退回",
            MessageKind.INCOME_DUE: "资产收益将到期",
            MessageKind.INCOME_LATE: "资产收益拖欠",
            MessageKind.LOAN_DUE: "小额信贷将到期",
            MessageKind.LOAN_LATE: "小额信贷逾期",
            MessageKind.FINDINGS_RAISED: "资金监督发现",
            MessageKind.REFILL_ASKED: "备用金待补充",
            MessageKind.REFILL_HELD: "备用金补充未能拨付",
            MessageKind.RECOVERY_PROPOSED: "救助资金是否追回待决定",
            MessageKind.RECOVERY_ORDERED: "救助资金须追回",
            MessageKind.SUBSCRIPTION_PAUSED: "事件推送已暂停",
            MessageKind.COMPLAINT_GIVEN: "监督举报转办",
            MessageKind.COMPLAINT_LATE: "监督举报逾期",
            MessageKind.ORDER_GIVEN: "新工单",
            MessageKind.ORDER_HANDED_ON: "转来的工单",
            MessageKind.ORDER_ASKED: "工单待答复",
            MessageKind.ORDER_ANSWERED: "询问已答复",
            MessageKind.ORDER_TO_CHECK: "工单待检查",
            MessageKind.ORDER_RETURNED: "工单退回重办",
            MessageKind.ORDER_CHANGED: "工单有变化",
            MessageKind.ORDER_DUE: "工单将到期",
            MessageKind.ORDER_LATE: "工单逾期",
            MessageKind.ORDERS_HANDED_OVER: "批量移交的工单",
            MessageKind.WEEKLY_REPORT: "督办周报",
        }[self]


class IdNumberInText(Unprocessable):
    """文字中含有公民身份号码"""

    mend = "请删去身份证号码；办理结果写做了什么即可，人员以台账为准"


@dataclass(frozen=True)
class Text:
    """A message as it is read."""

    subject: str
    body: str


@dataclass(frozen=True)
class OrderLine:
    """One department's part, for a message."""

    department: Department
    task: str
    due_at: datetime


def case_short(case_id: UUID) -> str:
    """The part of a case's number that people say on the telephone: its last eight characters."""
    return case_id.hex[-8:].upper()


def moment(at: datetime) -> str:
    """An instant as people say it: `6月2日(周二)09:00`."""
    local = at.astimezone(CHINA)
    return f"{local.month}月{local.day}日（周{_WEEKDAYS[local.weekday()]}）{local:%H:%M}"


def case_opened(
    *, case_id: UUID, place: str, opened_at: datetime, task: str, due_at: datetime, orders: Sequence[OrderLine], link: str
) -> Text:
    """To the village officer: go and see the family, and who else is on the way."""
    return Text(
        subject=f"【及时雨】{place}有新的即时帮扶任务（台账尾号 {case_short(case_id)}）",
        body="\n".join(
            (
                f"{place}有一户家庭遇到困难，{moment(opened_at)}已建立即时帮扶台账，尾号 {case_short(case_id)}。",
                "",
                f"请您做：{task}。",
                f"最迟：{moment(due_at)}。",
                "",
                "各部门已同时接到工单：",
                *(f"· {line.department.label}，{moment(line.due_at)}前" for line in orders),
                "",
                f"是哪一户、怎么联系，请登录查看：{link}",
                "如果您已不负责这个村（社区），请转告镇街值班人员。",
            )
        ),
    )


def order_opened(*, case_id: UUID, place: str, line: OrderLine, link: str) -> Text:
    """To a department: what it owes and by when."""
    return Text(
        subject=f"【及时雨】{line.department.label}新工单：{place}（台账尾号 {case_short(case_id)}）",
        body="\n".join(
            (
                f"{place}一户家庭需要即时帮扶，台账尾号 {case_short(case_id)}。",
                "",
                f"办理事项：{line.task}。",
                f"办理期限：{moment(line.due_at)}。",
                "",
                f"请先接单，办完后填写结果：{link}",
            )
        ),
    )


def order_overdue(*, case_id: UUID, place: str, line: OrderLine, level: Level, at: datetime, link: str) -> Text:
    """To the level above: an order is past its deadline and not done."""
    return Text(
        subject=f"【及时雨】逾期督办：{line.department.label}，{place}（台账尾号 {case_short(case_id)}）",
        body="\n".join(
            (
                f"{line.department.label}的一件即时帮扶工单已经逾期，现报{level.label}督办。",
                "",
                f"地点：{place}，台账尾号 {case_short(case_id)}。",
                f"办理事项：{line.task}。",
                f"办理期限：{moment(line.due_at)}，到{moment(at)}已过 {_elapsed(at, line.due_at)}。",
                "",
                f"请督促办理：{link}",
            )
        ),
    )


def orders_moved(*, case_id: UUID, place: str, orders: Sequence[OrderLine], link: str) -> Text:
    """To the officer of the village that the household has moved to."""
    return Text(
        subject=f"【及时雨】{place}接手帮扶任务（台账尾号 {case_short(case_id)}）",
        body="\n".join(
            (
                f"一户正在帮扶的家庭迁到{place}，台账尾号 {case_short(case_id)}。请上门看望，把情况报给镇街。",
                "",
                "还没有办结的事项：",
                *(f"· {line.department.label}，{moment(line.due_at)}前" for line in orders),
                "",
                f"是哪一户、怎么联系，请登录查看：{link}",
            )
        ),
    )


def orders_added(*, case_id: UUID, place: str, orders: Sequence[OrderLine], link: str) -> Text:
    """To the village officer: something else became known of the family, and who comes besides."""
    return Text(
        subject=f"【及时雨】{place}帮扶任务增派部门（台账尾号 {case_short(case_id)}）",
        body="\n".join(
            (
                f"{place}一户正在帮扶的家庭又有新的情况，台账尾号 {case_short(case_id)}。请上门看望，把情况报给镇街。",
                "",
                "另有部门接到工单：",
                *(f"· {line.department.label}，{moment(line.due_at)}前" for line in orders),
                "",
                f"是哪一户、怎么联系，请登录查看：{link}",
            )
        ),
    )


STEP_NAMES = {
    "first-aid": "先行救助（24 小时内）",
    "papers": "补齐救助手续",
    "medical-cover": "医疗保障",
    "housing-survey": "住房安全排查",
    "conclusion": "办结或移交识别程序",
}
"""What registry's deadlines are called; one that is new to us is called by its code."""


def step_reminder(*, case_id: UUID, place: str, step: str, department: str, due_at: datetime, is_late: bool, link: str) -> Text:
    """That something of a case is due soon, or is late."""
    named = STEP_NAMES.get(step, step)
    owner = Department(department).label if department in list(Department) else department
    state = f"已经逾期（期限 {moment(due_at)}）" if is_late else f"将于 {moment(due_at)} 到期"
    return Text(
        subject=f"【及时雨】{'逾期' if is_late else '到期提醒'}：{named}，{place}（台账尾号 {case_short(case_id)}）",
        body="\n".join(
            (
                f"{place}一户家庭的即时帮扶台账，尾号 {case_short(case_id)}。",
                "",
                f"事项：{named}，{state}。",
                f"责任单位：{owner}。",
                "",
                f"请{'督促' if is_late else '按期'}办理：{link}",
            )
        ),
    )


def refuse_id_number(text: str, *, pointer: str) -> None:
    """Free text is seen by every officer of the place, so it may not carry an ID number. Raises IdNumberInText."""
    if _ID_NUMBER.search(re.sub(r"[\s-]", "", text.translate(_HALF_WIDTH))):
        raise IdNumberInText(pointer=pointer)


def _elapsed(at: datetime, due_at: datetime) -> str:
    minutes = max(0, int((at - due_at).total_seconds())) // 60
    if minutes < 60:
        return f"{minutes} 分钟"
    if minutes < 48 * 60:
        return f"{minutes // 60} 小时"
    return f"{minutes // (24 * 60)} 天"
