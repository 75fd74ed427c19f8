"""The pieces that policy files of every subject are made of: a draft, its references, its term, its conditions and its cases."""

from datetime import date
from typing import Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from shared.policy.clauses import IncomeOf, Trust
from shared.policy.written import Amount, Ratio, Text, Words

V = TypeVar("V")


class Draft(BaseModel):
    """A piece of a policy file: nothing in it may go unread."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class ReferenceDraft(Draft):
    """依据：一条规定的出处"""

    document: Text = Field(title="文件名称")
    clause: Text = Field(title="条款")
    address: Text = Field(title="文号、网址或报刊日期")
    trust: Trust = Field(title="可信程度", description="printed 见于公开文件；seed 见于五份基础文件；inferred 推断，须写 reason")
    reason: str = Field(default="", title="推断的理由")


class TermDraft(Draft):
    """有效期，首尾两天都包括"""

    start: date = Field(alias="from", title="生效日期")
    end: date | None = Field(default=None, alias="to", title="失效日期", description="没有后续文件时不写")


class RangeDraft(Draft, Generic[V]):
    """范围：from、to 含本数，over、below 不含本数"""

    start: V | None = Field(default=None, alias="from", title="不低于（含本数）")
    over: V | None = Field(default=None, title="超过（不含本数）")
    to: V | None = Field(default=None, title="不超过（含本数）")
    below: V | None = Field(default=None, title="低于（不含本数）")


class AmountsDraft(Draft):
    """金额条件；年度的包括本次"""

    total: RangeDraft[Amount] | None = Field(default=None, title="本次医疗费总额")
    in_policy: RangeDraft[Amount] | None = Field(default=None, title="本次政策范围内费用")
    year_total: RangeDraft[Amount] | None = Field(default=None, title="本年度医疗费总额（含本次）")
    year_in_policy: RangeDraft[Amount] | None = Field(default=None, title="本年度政策范围内费用（含本次）")
    income: RangeDraft[Amount] | None = Field(default=None, title="家庭人均年收入")


class OverIncomeDraft(Draft):
    """费用超过收入的一定比例"""

    costs: Literal["total", "in_policy", "year_total", "year_in_policy"] = Field(
        title="费用", description="total 本次医疗费总额；in_policy 本次政策范围内；year_total、year_in_policy 本年度的，含本次"
    )
    share: Ratio = Field(title="比例")
    of: IncomeOf = Field(title="占何者", description="income、household_income 或 published_income")
    table: str | None = Field(default=None, title="收入表", description="of 为 published_income 时写")


class ConditionDraft(Draft):
    """条件：写了的各项同时符合；一项之内写了几个的，符合其中一个即可"""

    persons: Words = Field(default=(), title="人员类别")
    levels: Words = Field(default=(), title="医疗机构等级")
    regions: Words = Field(default=(), title="参保地")
    schemes: Words = Field(default=(), title="险种")
    visits: Words = Field(default=(), title="就诊类别")
    places: Words = Field(default=(), title="就医地")
    diseases: Words = Field(default=(), title="病种")
    traits: Words = Field(default=(), title="医疗机构与转诊情形")
    stay_of_year: RangeDraft[int] | None = Field(default=None, title="本年度第几次住院")
    amounts: AmountsDraft | None = Field(default=None, title="金额条件")
    costs_over_income: OverIncomeDraft | None = Field(default=None, title="费用超过收入的比例")
    all_of: tuple["ConditionDraft", ...] = Field(default=(), title="同时符合")
    any_of: tuple["ConditionDraft", ...] = Field(default=(), title="符合其一")
    unless: "ConditionDraft | None" = Field(default=None, alias="not", title="除外")


class CaseDraft(Draft, Generic[V]):
    """一种情形：when 自上而下，先符合者适用；没有 when 的一条对其余所有人适用"""

    when: ConditionDraft = Field(default=ConditionDraft(), title="条件")
    value: V = Field(alias="is", title="数值")
    reference: str | None = Field(default=None, title="依据", description="与所在一段相同的不写")


def known_keys() -> set[str]:
    """Every key that may stand somewhere in a file, for "did you mean"."""
    found: set[str] = set()
    waiting: list[type[Any]] = [Draft]
    while waiting:
        shape = waiting.pop()
        waiting += shape.__subclasses__()
        found |= {field.alias or name for name, field in shape.model_fields.items()}
    return found
