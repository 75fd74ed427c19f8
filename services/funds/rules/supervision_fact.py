"""What supervision knows of payments, lines, projects, contracts and of those who are paid: facts by name, as rules ask for them.

A fact that is not known is absent, and no condition holds of it. What grows by itself (days, shares, sums of a year) tells
nothing about whether a thing was mended, so an acceptance does not rest on it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from uuid import UUID

from shared.money import half_up, yuan_grouped

WHOLE = 10_000
"""A share is kept in ten-thousandths."""

Fact = int | str | date
Facts = Mapping[str, Fact]


class Subject(StrEnum):
    """What a rule looks at, one by one."""

    PAYMENT = "payment"
    LINE = "line"
    RECEIPT = "receipt"
    ACCOUNT = "account"
    """An account in which money lies and is not set down for anything: a reserve, a donation fund, undistributed income."""
    PROJECT = "project"
    CONTRACT = "contract"
    SUPPLIER_PAYMENT = "supplier-payment"
    ASSET_DUE = "asset-due"
    PAYEE = "payee"
    """A card, whichever households it is recorded for."""
    SUPPLIER = "supplier"
    VILLAGE = "village"


SUBJECT_NAMES = {
    Subject.PAYMENT: "到户发放",
    Subject.LINE: "预算指标",
    Subject.RECEIPT: "到账资金",
    Subject.ACCOUNT: "账户资金",
    Subject.PROJECT: "项目",
    Subject.CONTRACT: "项目合同",
    Subject.SUPPLIER_PAYMENT: "项目付款",
    Subject.ASSET_DUE: "资产收益应收",
    Subject.PAYEE: "收款账户",
    Subject.SUPPLIER: "供应单位",
    Subject.VILLAGE: "村（社区）",
}


class FactKind(StrEnum):
    """How a fact is written in a policy file and told to people."""

    MONEY = "money"
    COUNT = "count"
    SHARE = "share"
    WORD = "word"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class FactOf:
    """A fact's kind, and whether it grows by itself."""

    kind: FactKind
    grows: bool = False


_MONEY, _COUNT, _WORD, _DAY = (FactOf(kind) for kind in (FactKind.MONEY, FactKind.COUNT, FactKind.WORD, FactKind.DAY))
_DAYS, _SHARE, _TOTAL = FactOf(FactKind.COUNT, True), FactOf(FactKind.SHARE, True), FactOf(FactKind.MONEY, True)
_MANY = FactOf(FactKind.COUNT, True)

FACTS: dict[Subject, dict[str, FactOf]] = {
    Subject.PAYMENT: {
        "状态": _WORD, "金额": _MONEY, "事项": _WORD, "方式": _WORD, "提出后工作日": _DAYS, "审核后工作日": _DAYS,
        "送出后工作日": _DAYS, "失败次数": _COUNT, "提出日期": _DAY, "审核日期": _DAY, "发放日期": _DAY, "审核人数": _COUNT,
        "持卡人死亡日期": _DAY, "领款人死亡日期": _DAY, "送出日期": _DAY, "死亡后天数": _COUNT, "在世成员数": _COUNT,
        "已故成员数": _COUNT, "同一事项同户同额笔数": _COUNT, "三十日内同户同指标笔数": _COUNT,
        "三十日内同户同指标合计": _MONEY, "待认定重复笔数": _COUNT, "手续逾期天数": _DAYS,
    },
    Subject.LINE: {
        "年度": _COUNT, "来源": _WORD, "专项": _WORD, "预算": _MONEY, "已支出": _MONEY, "结余": _MONEY, "支出进度": _SHARE,
        "时间进度": _SHARE, "应达进度": _SHARE, "未动用天数": _DAYS, "资金年数": _COUNT, "年末三十日支出占比": _SHARE,
    },
    Subject.RECEIPT: {"金额": _MONEY, "来源": _WORD, "未下达金额": _MONEY, "到账后天数": _DAYS},
    Subject.ACCOUNT: {"类别": _WORD, "余额": _MONEY, "未动用天数": _DAYS},
    Subject.PROJECT: {
        "状态": _WORD, "计划金额": _MONEY, "批复金额": _MONEY, "批复日期": _DAY, "开工日期": _DAY, "首份合同签订日期": _DAY,
        "公示期满日期": _DAY, "首次付款日期": _DAY, "首次结算日期": _DAY, "验收日期": _DAY, "付款进度": _SHARE,
        "工程进度": _SHARE, "待办逾期天数": _DAYS, "完工后天数": _DAYS, "批复后天数": _DAYS, "合同份数": _COUNT,
    },
    Subject.CONTRACT: {
        "采购方式": _WORD, "合同金额": _MONEY, "签订时金额": _MONEY, "变更增幅": FactOf(FactKind.SHARE), "投标家数": _COUNT,
        "签订日期": _DAY, "中标日期": _DAY, "批复日期": _DAY, "公示期满日期": _DAY, "开始日期": _DAY, "超期天数": _DAYS,
        "同项目同单位非公开份数": _COUNT, "同项目同单位非公开合计": _MONEY,
    },
    Subject.SUPPLIER_PAYMENT: {
        "状态": _WORD, "种类": _WORD, "金额": _MONEY, "申请后工作日": _DAYS, "申请日期": _DAY, "付款日期": _DAY,
        "批复日期": _DAY, "合同签订日期": _DAY, "验收日期": _DAY, "三十日内同票号笔数": _COUNT,
    },
    Subject.ASSET_DUE: {"事由": _WORD, "应收金额": _MONEY, "未收金额": _MONEY, "逾期天数": _DAYS},
    Subject.PAYEE: {
        "同卡户数": _COUNT, "同一持卡人户数": _COUNT, "持卡人死亡日期": _DAY, "停用状态": _WORD, "本年入账笔数": _MANY,
        "本年入账合计": _TOTAL, "本年入账占比": _SHARE,
    },
    Subject.SUPPLIER: {"本年付款合计": _TOTAL, "本年付款占比": _SHARE, "合同份数": _COUNT, "非公开合同份数": _COUNT,
                       "项目数": _COUNT},
    Subject.VILLAGE: {"本年到户合计": _TOTAL, "本年到户占比": _SHARE, "本年户数": _MANY, "户均": _TOTAL, "户均倍数": _SHARE},
}  # fmt: skip
"""Every fact that there is, by subject. A share of more than one (户均倍数) is told in per cent all the same."""


@dataclass(frozen=True, slots=True)
class Thing:
    """One subject as it is on a day: what people call it, how much money it is about, and everything known of it.

    `about_id` is what its page is found by: the household of a payment, the project of a contract, else the thing itself.
    """

    subject: Subject
    id: UUID
    region: str
    label: str
    amount_fen: int
    facts: Facts
    about_id: UUID | None = None


def told(kind: FactKind, value: Fact) -> str:
    """A fact as people read it."""
    match kind, value:
        case FactKind.MONEY, int():
            return f"{yuan_grouped(value)} 元"
        case FactKind.SHARE, int():
            return percent(value)
        case _:
            return str(value)


def percent(share: int) -> str:
    """4567 -> `45.67%`; trailing zeros are left out."""
    sign, magnitude = ("-", -share) if share < 0 else ("", share)
    digits = f"{magnitude // 100}.{magnitude % 100:02}".rstrip("0").rstrip(".")
    return f"{sign}{digits}%"


def share_of(part: int, whole: int) -> int:
    """In ten-thousandths, rounded; 0 of nothing."""
    return half_up(Fraction(part * WHOLE, whole)) if whole else 0
