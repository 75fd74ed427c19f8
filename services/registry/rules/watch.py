"""Rules of monitoring (防返贫监测), as a place's policy file writes them: which facts, of whom, above what, are an alert.

A rule looks at one thing: facts that events brought, a person's particulars in the register, or the income book. What it says is
carried out by one set-based statement, the same for an event's household and for the nightly sweep (`store.watch`).
"""

from collections import Counter
from collections.abc import Collection
from datetime import date
from enum import StrEnum
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, model_validator

from services.registry.rules.alert import Help
from services.registry.rules.line import LINE_NAMES, Line, LineKind
from shared.errors import Unprocessable
from shared.events.civil_affairs import Trigger
from shared.money import yuan_grouped
from shared.policy.document import Document, Value
from shared.policy.shape import Draft
from shared.policy.written import Amount, Text


class FactKind(StrEnum):
    """What can become known of a household."""

    HOSPITAL_BILL = "hospital-bill"
    MEDICAL_BURDEN = "medical-burden"
    MEDICAL_SHARE = "medical-share"
    HOUSE_GRADE = "house-grade"
    DISASTER = "disaster"
    ACCIDENT = "accident"
    DEATH = "death"
    DISABILITY = "disability"
    DROP_OUT = "drop-out"
    JOB_LOSS = "job-loss"
    PREMIUM_UNPAID = "premium-unpaid"


FACT_NAMES = {
    FactKind.HOSPITAL_BILL: "医疗费用个人负担",
    FactKind.MEDICAL_BURDEN: "年度医疗负担超过警戒线",
    FactKind.MEDICAL_SHARE: "年度个人负担占比超过警戒线",
    FactKind.HOUSE_GRADE: "房屋安全等级",
    FactKind.DISASTER: "受灾",
    FactKind.ACCIDENT: "意外伤害",
    FactKind.DEATH: "主要劳动力去世",
    FactKind.DISABILITY: "新增残疾",
    FactKind.DROP_OUT: "失学辍学",
    FactKind.JOB_LOSS: "失业",
    FactKind.PREMIUM_UNPAID: "未缴医保费",
}


class HouseholdClass(StrEnum):
    """What a household is to monitoring: the most watched class among its members."""

    MONITORED = "monitored"
    EXTREME_POVERTY = "extreme-poverty"
    LOW_INCOME = "low-income"
    ENROLLED = "enrolled"
    ORDINARY = "ordinary"


HOUSEHOLD_CLASS_NAMES = {
    HouseholdClass.MONITORED: "监测户",
    HouseholdClass.EXTREME_POVERTY: "特困户",
    HouseholdClass.LOW_INCOME: "低保户",
    HouseholdClass.ENROLLED: "脱贫户（建档立卡户）",
    HouseholdClass.ORDINARY: "一般农户",
}


class Above(Draft):
    """A threshold: an amount, or so many thousandths of a published line of the place and the latest year up to now."""

    amount_fen: Amount | None = Field(default=None, alias="amount", gt=0)
    line: LineKind | None = None
    per_mille: Annotated[int, Field(gt=0, le=10_000)] | None = None

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if (self.amount_fen is None) == (self.line is None) or (self.line is None) != (self.per_mille is None):
            raise ValueError("over 写 amount，或者写 line 与 per_mille，二者取一")
        return self

    def fen(self, line: Line | None) -> int | None:
        """None where the place has no such line: then the rule cannot be held against anybody there."""
        if self.amount_fen is not None:
            return self.amount_fen
        return line.amount_fen * (self.per_mille or 0) // 1000 if line else None

    def spoken(self, line: Line | None) -> str:
        told = self.fen(line)
        if told is None or line is None or self.line is None:
            return f"{yuan_grouped(told)} 元" if told is not None else "（该地没有这一标准）"
        whole, tenth = divmod(self.per_mille or 0, 10)
        share = f"{whole}.{tenth}%" if tenth else f"{whole}%"
        return f"{yuan_grouped(told)} 元（{line.year} 年{LINE_NAMES[self.line]} {yuan_grouped(line.amount_fen)} 元的 {share}）"


class FactTest(Draft):
    """Facts of one kind within a look-back. With `over`, their amount counts: of each by itself (of a stay, its part bills
    together), or of all in the window added up (`adds_up`). With `words`, only those that say one of them (a grade)."""

    kind: FactKind
    window_days: Annotated[int, Field(gt=0, le=1100)]
    words: tuple[str, ...] = ()
    over: Above | None = None
    adds_up: bool = False


class PersonTest(Draft):
    """A member whose particulars contain one of these sets of values (or any value in one of the `filled` columns) and none of
    those, of an age (both ends included)."""

    any_of: tuple[dict[str, str], ...] = ()
    filled: tuple[str, ...] = ()
    none_of: tuple[dict[str, str], ...] = ()
    age_from: Annotated[int, Field(ge=0, le=150)] | None = None
    age_to: Annotated[int, Field(ge=0, le=150)] | None = None

    @model_validator(mode="after")
    def _looks_at_something(self) -> Self:
        if not self.any_of and not self.filled:
            raise ValueError("person 至少写 any_of 或 filled 之一")
        return self


class IncomeTest(Draft):
    """The newest income book of the last two years: below a share of a line of its year, or lower than the year before."""

    below_line: LineKind | None = None
    per_mille: Annotated[int, Field(gt=0, le=10_000)] = 1000
    falls_per_mille: Annotated[int, Field(gt=0, le=1000)] | None = None

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if (self.below_line is None) == (self.falls_per_mille is None):
            raise ValueError("income 写 below_line，或者写 falls_per_mille，二者取一")
        return self


class Rule(Value):
    """When a household is to be looked at, how soon, and whether help waits for it."""

    rule: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$", max_length=60)]
    title: Text
    of: tuple[HouseholdClass, ...] = Field(min_length=1)
    trigger: Trigger
    help: Help
    verify_in_working_days: Annotated[int, Field(gt=0, le=60)]
    quiet_days: Annotated[int, Field(ge=0, le=730)]
    fact: FactTest | None = None
    person: PersonTest | None = None
    income: IncomeTest | None = None

    @model_validator(mode="after")
    def _looks_at_one_thing(self) -> Self:
        if sum(test is not None for test in (self.fact, self.person, self.income)) != 1:
            raise ValueError("一条规则恰好写 fact、person、income 之一")
        return self


class WatchPolicy(Document):
    """One place's rules. The narrowest file around a village holds there alone; `keeps` takes over rules of the nation's."""

    rules: tuple[Rule, ...] = ()
    keeps: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        self.must_know(rule.reference for rule in self.rules)
        names = Counter([*(rule.rule for rule in self.rules), *self.keeps])
        if twice := [name for name, count in names.items() if count > 1]:
            raise ValueError(f"rule 重复：{'、'.join(twice)}")
        if not names or (self.keeps and not self.region):
            raise ValueError("至少写一条规则；keeps 只用于一地的文件，沿用全国文件的规则")
        return self


class FactOfAnotherService(Unprocessable):
    """这类事实由结算自动登记，不能人工登记"""

    mend = "医疗费用和医疗负担在出院结算时自动登记；未结算的，请医疗机构办理结算"


class FactNotComplete(Unprocessable):
    """房屋等级没有填写或不是 A、B、C、D"""

    mend = "请在 word 中填写鉴定的等级 A、B、C 或 D"


class PersonElsewhere(Unprocessable):
    """所填的人员不是这一户的成员"""

    mend = "请选择本户成员，或不填人员，登记为全家的事实"


EARNING_AGES = range(16, 60)
"""Whose death is an earner's: the working ages of labour statistics [inferred: the documents say 主要劳动力 and no age]."""


def is_earning_age(born_on: date | None, *, on: date) -> bool:
    """Of an unknown birth date nobody is left out."""
    if born_on is None:
        return True
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day)) in EARNING_AGES


_BY_SETTLEMENT = frozenset({FactKind.HOSPITAL_BILL, FactKind.MEDICAL_BURDEN, FactKind.MEDICAL_SHARE})


def check_fact(kind: FactKind, *, word: str, person_id: UUID | None, members: Collection[UUID]) -> None:
    """Whether somebody may report such a fact. Raises FactOfAnotherService, FactNotComplete or PersonElsewhere."""
    if kind in _BY_SETTLEMENT:
        raise FactOfAnotherService(pointer="/kind", kind=FACT_NAMES[kind])
    if kind is FactKind.HOUSE_GRADE and word not in ("A", "B", "C", "D"):
        raise FactNotComplete(pointer="/word")
    if person_id is not None and person_id not in members:
        raise PersonElsewhere(pointer="/person_id")
