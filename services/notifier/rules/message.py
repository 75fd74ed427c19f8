"""What people are told: short, plain Chinese with a place, a task, a deadline and a link; never who the household is. The words
stand in `policy/messages`.

A message travels over networks and through mailboxes that we do not control. It therefore says which village and which case, and
whoever may see more logs in. The cause of the need stays out as well: in a small village it is as good as a name.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

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
    SUBSCRIPTION_FAILING = "subscription-failing"
    SUBSCRIPTION_RECOVERED = "subscription-recovered"
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
    ORDERS_GIVEN = "orders-given"
    ORDERS_DUE = "orders-due"
    ORDERS_HANDED_OVER = "orders-handed-over"
    DIGEST = "digest"
    HOUSEHOLD_UNREACHED = "household-unreached"
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
            MessageKind.SUBSCRIPTION_FAILING: "事件推送送不到",
            MessageKind.SUBSCRIPTION_RECOVERED: "事件推送已恢复",
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
            MessageKind.ORDERS_GIVEN: "批量派发的工单",
            MessageKind.ORDERS_DUE: "将到期的工单",
            MessageKind.ORDERS_HANDED_OVER: "批量移交的工单",
            MessageKind.DIGEST: "消息汇总",
            MessageKind.HOUSEHOLD_UNREACHED: "短信没有送到，请转告",
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


def case_short(case_id: UUID) -> str:
    """The part of a case's number that people say on the telephone: its last eight characters."""
    return case_id.hex[-8:].upper()


def moment(at: datetime) -> str:
    """An instant as people say it: `6月2日(周二)09:00`."""
    local = at.astimezone(CHINA)
    return f"{local.month}月{local.day}日（周{_WEEKDAYS[local.weekday()]}）{local:%H:%M}"


def day(at: datetime) -> str:
    """A day as letters are dated: `2020年6月2日`."""
    local = at.astimezone(CHINA)
    return f"{local.year}年{local.month}月{local.day}日"


def refuse_id_number(text: str, *, pointer: str) -> None:
    """Free text is seen by every officer of the place, so it may not carry an ID number. Raises IdNumberInText."""
    if _ID_NUMBER.search(re.sub(r"[\s-]", "", text.translate(_HALF_WIDTH))):
        raise IdNumberInText(pointer=pointer)


def elapsed(at: datetime, due_at: datetime) -> str:
    """How long something is past its time, in the unit that people would use."""
    minutes = max(0, int((at - due_at).total_seconds())) // 60
    if minutes < 60:
        return f"{minutes} 分钟"
    if minutes < 48 * 60:
        return f"{minutes // 60} 小时"
    return f"{minutes // (24 * 60)} 天"
