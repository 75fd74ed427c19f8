"""Data-quality advice: rows that are taken in, and that someone should still look at (policy_facts C5)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from services.registry.rules.household import Family
from services.registry.rules.member import Member
from services.registry.rules.vocabulary import SPOUSE
from shared.cells import Fault

_RESIDENT = "是否参加新农合(城乡居民医保)"
_EMPLOYEE = "是否参加城镇职工基本医疗保险"


@dataclass(frozen=True)
class _Check:
    column: str
    reason: str
    is_odd: Callable[[Mapping[str, str]], bool]


_CHECKS = (
    _Check("健康状况", "没有填写", lambda row: not row.get("健康状况")),
    _Check(
        "文化程度", "文化程度与在校生状况应当且只应填写一项", lambda row: bool(row.get("文化程度")) == bool(row.get("在校生状况"))
    ),
    _Check(
        "务工所在地", "务工所在地与务工时间应同时填写", lambda row: bool(row.get("务工所在地")) != bool(row.get("务工时间(月)"))
    ),
    _Check(
        _RESIDENT,
        "居民医保与职工医保应当且只应参加一种",
        lambda row: (row.get(_RESIDENT) == "是") == (row.get(_EMPLOYEE) == "是"),
    ),
    _Check("是否参加大病保险", "未参加大病保险", lambda row: row.get("是否参加大病保险") != "是"),
)


def advice_on(family: Family) -> list[Fault]:
    """What is odd about a household that is sound enough to be taken in."""
    return [*_spouse_of_the_same_sex(family), *(fault for member in family.members for fault in _advice(member))]


def _advice(member: Member) -> Iterable[Fault]:
    for check in _CHECKS:
        if check.is_odd(member.particulars):
            yield Fault(member.row, check.column, check.reason, "请核实后在系统中更正")
    for column, phone in (("户联系电话", member.household_phone), ("成员联系电话", member.phone)):
        if phone and not (phone.isdecimal() and len(phone) == 11):
            yield Fault(member.row, column, "不是 11 位手机号码", "请核实后在系统中更正")


def _spouse_of_the_same_sex(family: Family) -> Iterable[Fault]:
    for member in family.members:
        if member.relation == SPOUSE and member.identity.sex is family.head.identity.sex:
            yield Fault(member.row, "性别", "户主与配偶性别相同", "请核实与户主关系和证件号码")
