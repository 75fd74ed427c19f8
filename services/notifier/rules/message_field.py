"""What a message of each kind can say: its fields, each with its type, an example and the longest value that may come.

Words are data (`policy/messages`) and name these fields; a name that is not here stops the service when it starts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from services.notifier.rules.message import MessageKind


@dataclass(frozen=True)
class Line:
    """An order of a department, or one of many orders, as a message lists it."""

    name: str
    due_at: datetime


@dataclass(frozen=True)
class Group:
    """The orders of one place, of which the first few are listed."""

    place: str
    count: int
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Gathered:
    """How many messages of a kind went into a digest, and where they are read."""

    label: str
    count: int
    link: str


@dataclass(frozen=True)
class MessageField:
    """`longest` is what a short text is measured with; `is_safe` says that the field may stand in a group chat, where it points
    to no household."""

    title: str
    type: Any
    example: Any
    longest: Any
    is_safe: bool = False


_LONG_AGO = datetime(2020, 6, 2, 1, 0, tzinfo=UTC)
_LAST = datetime(2020, 12, 30, 15, 59, tzinfo=UTC)
_LINE, _LONG_LINE = Line("民政", _LONG_AGO), Line("某" * 40, _LAST)
_GROUP = Group("罗庄街道龙潭社区居民委员会", 2, (Line("雨季前排查住房", _LONG_AGO), Line("问题整改", _LONG_AGO)))
_MANY = 99_999
_MUCH_FEN = 9_999_999_99


def _words(title: str, example: str, longest: int, *, is_safe: bool = False) -> MessageField:
    return MessageField(title, str, example, "某" * longest, is_safe)


def _link(title: str, page: str, *, is_safe: bool = False) -> MessageField:
    return MessageField(title, str, f"https://jsy.example.gov.cn/{page}", f"https://{'x' * 40}.gov.cn/{page}", is_safe)


def _moment(title: str, *, is_safe: bool = False) -> MessageField:
    return MessageField(title, datetime, _LONG_AGO, _LAST, is_safe)


def _day(title: str, *, is_safe: bool = False) -> MessageField:
    return MessageField(title, date, date(2020, 6, 2), date(2020, 12, 30), is_safe)


def _flag(title: str) -> MessageField:
    return MessageField(title, bool, False, True)


FIELDS: Mapping[str, MessageField] = {
    "label": _words("消息种类", "新工单", 16, is_safe=True),
    "place": _words("地点（镇街和村）", "罗庄街道龙潭社区居民委员会", 64),
    "town": _words("镇街或县区", "罗庄街道", 24, is_safe=True),
    "home": _link("今日任务页", "notifier/orders/today/page", is_safe=True),
    "link": _link("办理页", "registry/cases/01970000-0000-7000-8000-00003f2a9c01/page"),
    "count": MessageField("件数", int, 3, _MANY, is_safe=True),
    "due_at": _moment("期限（时刻）", is_safe=True),
    "due_on": _day("期限（日期）", is_safe=True),
    "task": _words("请做什么", "上门看望核实，把情况报给镇街", 500),
    "title": _words("名称", "雨季前排查住房", 60),
    "tail": _words("台账尾号", "3F2A9C01", 8),
    "opened_at": _moment("建立时间"),
    "told_at": _moment("写这条消息的时刻"),
    "department": _words("部门", "民政", 20),
    "level": _words("督办的一级", "县级", 10),
    "late_for": _words("已过多久", "25 小时", 8),
    "orders": MessageField("各部门的工单", tuple[Line, ...], (_LINE,), (_LONG_LINE,) * 20),
    "groups": MessageField("各地的工单", tuple[Group, ...], (_GROUP,), (Group("某" * 64, _MANY, (_LONG_LINE,) * 20),)),
    "gathered": MessageField(
        "汇总了什么",
        tuple[Gathered, ...],
        (Gathered("到期提醒", 3, "https://jsy.example.gov.cn/notifier/messages/page"),),
        (Gathered("某" * 16, _MANY, f"https://{'x' * 40}.gov.cn/{'x' * 90}"),) * 20,
    ),
    "step": _words("环节代码", "first-aid", 32),
    "step_name": _words("环节", "先行救助（24 小时内）", 32),
    "rule": _words("派单规则代码", "shelter", 60),
    "is_by_hand": _flag("办完后在页面上填写结果"),
    "content": _words("应公开的内容", "资金分配结果", 20),
    "outlet": _words("在哪里公开", "固定公开栏", 20),
    "is_for_county": _flag("报给县区督办"),
    "is_held": _flag("款项已暂停"),
    "is_platform": _flag("平台自动提出"),
    "matter": _words("什么钱", "临时救助", 12),
    "amount_fen": MessageField("金额（分）", int, 3_000_00, _MUCH_FEN),
    "paid_on": _day("发放日期"),
    "failed_on": _day("银行退回日期"),
    "returned_on": _day("退回日期"),
    "found_on": _day("发现日期"),
    "back_by": _day("退回期限"),
    "income_due_on": _day("应缴日期"),
    "year": MessageField("年", int, 2020, 9999),
    "month": MessageField("月", int, 6, 12),
    "failing_since": _moment("从何时起送不到", is_safe=True),
    "reason": _words("原因", "账户已销户（AC04）", 200),
    "owed": _words("应做什么", "答复", 10),
    "week": _words("哪一周", "6月1日至6月7日", 14, is_safe=True),
    "finished": MessageField("本周办结件数", int, 12, _MANY, is_safe=True),
    "late": MessageField("周末逾期未办结件数", int, 2, _MANY, is_safe=True),
    "what": _words("怎样变化", "延期", 18),
    "read_out": _words("念给这一户听的话", "您家有一笔钱到账了。", 200),
}
"""Every field, with the same meaning in whatever message it stands."""

ALWAYS = frozenset({"label", "place", "town", "home"})
"""What every message can say: reckoned from its kind and region."""

_ORDER = ("title", "task", "due_at", "link")
_CASE = ("tail", "orders", "link")
_LOAN = ("amount_fen", "due_on", "read_out", "link")
_INCOME = ("amount_fen", "income_due_on", "task", "due_on", "link")
_STEP = ("tail", "step", "step_name", "department", "due_at", "link")
_OWN: Mapping[MessageKind, tuple[str, ...]] = {
    MessageKind.CASE_OPENED: ("opened_at", "task", "due_at", *_CASE),
    MessageKind.ORDER_OPENED: ("tail", "department", "task", "due_at", "link"),
    MessageKind.ORDER_OVERDUE: ("tail", "department", "task", "due_at", "level", "told_at", "late_for", "link"),
    MessageKind.STEP_DUE: _STEP,
    MessageKind.STEP_LATE: _STEP,
    MessageKind.ERRAND_OPENED: (*_ORDER, "count", "rule", "is_by_hand"),
    MessageKind.ERRAND_LATE: (*_ORDER, "level"),
    MessageKind.ERRAND_MOVED: _ORDER,
    MessageKind.ORDERS_MOVED: _CASE,
    MessageKind.ORDERS_ADDED: _CASE,
    MessageKind.DUTY_LATE: ("content", "outlet", "due_on", "is_for_county", "link"),
    MessageKind.OBJECTION_RECEIVED: ("due_on", "is_held", "link"),
    MessageKind.OBJECTION_LATE: ("due_on", "is_for_county", "link"),
    MessageKind.HOUSEHOLD_PAID: ("matter", "amount_fen", "paid_on", "read_out", "link"),
    MessageKind.STATEMENT_ISSUED: ("year", "month", "count", "amount_fen", "read_out", "link"),
    MessageKind.PAYMENT_FAILED: ("matter", "reason", "failed_on", "task", "due_on", "read_out", "link"),
    MessageKind.PAYMENT_RETURNED: ("matter", "amount_fen", "returned_on", "task", "due_on", "link"),
    MessageKind.INCOME_DUE: _INCOME,
    MessageKind.INCOME_LATE: _INCOME,
    MessageKind.LOAN_DUE: _LOAN,
    MessageKind.LOAN_LATE: _LOAN,
    MessageKind.FINDINGS_RAISED: ("title", "level", "count", "amount_fen", "found_on", "link"),
    MessageKind.REFILL_ASKED: ("amount_fen", "is_platform", "task", "due_on", "link"),
    MessageKind.REFILL_HELD: ("amount_fen", "reason", "task", "due_on", "link"),
    MessageKind.RECOVERY_PROPOSED: ("amount_fen", "reason", "task", "due_on", "link"),
    MessageKind.RECOVERY_ORDERED: ("amount_fen", "reason", "back_by", "task", "due_on", "read_out", "link"),
    MessageKind.SUBSCRIPTION_FAILING: ("title", "reason", "failing_since", "due_at", "link"),
    MessageKind.SUBSCRIPTION_RECOVERED: ("title", "failing_since", "link"),
    MessageKind.SUBSCRIPTION_PAUSED: ("title", "reason", "link"),
    MessageKind.COMPLAINT_GIVEN: ("due_on", "link"),
    MessageKind.COMPLAINT_LATE: ("due_on", "owed", "link"),
    MessageKind.ORDER_GIVEN: _ORDER,
    MessageKind.ORDER_HANDED_ON: _ORDER,
    MessageKind.ORDER_ASKED: _ORDER,
    MessageKind.ORDER_ANSWERED: _ORDER,
    MessageKind.ORDER_TO_CHECK: _ORDER,
    MessageKind.ORDER_RETURNED: _ORDER,
    MessageKind.ORDER_CHANGED: (*_ORDER, "what"),
    MessageKind.ORDER_DUE: _ORDER,
    MessageKind.ORDER_LATE: (*_ORDER, "level", "late_for", "is_for_county"),
    MessageKind.ORDERS_GIVEN: ("count", "groups", "link"),
    MessageKind.ORDERS_DUE: ("count", "groups", "link"),
    MessageKind.ORDERS_HANDED_OVER: ("count", "groups", "link"),
    MessageKind.WEEKLY_REPORT: ("week", "finished", "late", "link"),
    MessageKind.DIGEST: ("count", "gathered", "link"),
    MessageKind.HOUSEHOLD_UNREACHED: ("read_out", "link"),
}

TO_HOUSEHOLDS = frozenset(kind for kind, own in _OWN.items() if "read_out" in own) - {MessageKind.HOUSEHOLD_UNREACHED}
"""Kinds that a household hears of, by itself or through its officer: these have plain words too."""

NOT_FOR_HOUSEHOLDS = frozenset({"home", "link", "read_out", "tail", "task"})
"""Fields of officers: pages that a household cannot open, and what an officer is to do."""


def own_fields(kind: MessageKind) -> frozenset[str]:
    """What whoever writes a message of this kind has to give."""
    return frozenset(_OWN[kind])


def fields_of(kind: MessageKind) -> frozenset[str]:
    """What its words may name."""
    return own_fields(kind) | ALWAYS


def must_fit(kind: MessageKind, given: Mapping[str, Any]) -> None:
    """Raises FieldsAstray when a writer gives other fields than the kind has, or a value of another type: a fault of ours."""
    if given.keys() != own_fields(kind):
        odd = sorted(given.keys() ^ own_fields(kind))
        raise FieldsAstray(f"{kind}：{'、'.join(odd)}")
    for name, value in given.items():
        wanted = FIELDS[name].type
        plain = wanted if isinstance(wanted, type) else tuple
        if not isinstance(value, plain) or (plain is int and isinstance(value, bool)):
            raise FieldsAstray(f"{kind}：{name} 不是 {wanted}")


class FieldsAstray(Exception):
    """What a message is given and what its kind says do not agree."""
