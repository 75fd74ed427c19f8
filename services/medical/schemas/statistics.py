"""What hospitals and months add up to, as it is shown: small cells are empty and say so."""

from datetime import date
from fractions import Fraction
from typing import Any

from pydantic import Field

from services.medical.rules.statistics import Figures
from shared.money import YuanShown, half_up
from shared.policy.explain import percent
from shared.schemas import View


class FiguresView(View):
    """一格统计"""

    month: str | None = Field(title="月份", description="为空表示全部月份")
    hospital: str | None = Field(title="医疗机构编号", description="为空表示全部医疗机构")
    person_class: str = Field(title="人员类别代码", description="* 全部；空文本为一般参保居民")
    person_title: str = Field(title="人员类别", description="一人可属于多类，各类不能相加")
    is_hidden: bool = Field(title="是否隐去", description="不足 5 人，或可由其他数字推出不足 5 人的一格")
    count: int | None = Field(title="结算笔数", description="不含已冲正的")
    persons: int | None = Field(title="人数")
    total_fen: YuanShown | None = Field(alias="total_yuan", title="医疗费总额（元）")
    in_policy_fen: YuanShown | None = Field(alias="in_policy_yuan", title="政策范围内费用（元）")
    patient_fen: YuanShown | None = Field(alias="patient_yuan", title="个人负担（元）")
    patient_share: str | None = Field(title="个人负担比例", description="占医疗费总额")
    mean_total_fen: YuanShown | None = Field(alias="mean_total_yuan", title="次均费用（元）")
    mean_patient_fen: YuanShown | None = Field(alias="mean_patient_yuan", title="次均个人负担（元）")
    one_stop_share: str | None = Field(title="一站式结算率", description="占结算笔数")
    in_county_rate: str | None = Field(title="县域内就诊率", description="占本县参保人的结算笔数；医疗机构查询时为空")
    in_county_amount_rate: str | None = Field(title="县域内费用占比", description="占本县参保人的医疗费总额；医疗机构查询时为空")


class FiltersView(View):
    """统计条件"""

    since: str = Field(title="起始月份")
    until: str = Field(title="截止月份")
    hospital: str | None = Field(title="医疗机构编号", description="为空表示全部")
    region: str = Field(title="辖区代码")
    asked_on: date = Field(title="统计日期")


class StatisticsView(View):
    """医疗机构统计"""

    filters: FiltersView = Field(title="统计条件")
    rows: list[FiguresView] = Field(title="各格")


_AMOUNTS = ("count", "persons", "total_fen", "in_policy_fen", "patient_fen", "mean_total_fen", "mean_patient_fen")
_RATES = ("patient_share", "one_stop_share", "in_county_rate", "in_county_amount_rate")
_OF_A_COUNTY = ("in_county_rate", "in_county_amount_rate")


def figures_view(one: Figures, *, title: str, sees_county: bool) -> FiguresView:
    """`sees_county` is false for a hospital: of the county's people it sees only those whom it treats itself."""
    told: dict[str, Any] = dict.fromkeys((*_AMOUNTS, *_RATES))
    if not one.is_hidden:
        told |= {name: getattr(one, name) for name in _AMOUNTS}
        told |= {name: spoken(getattr(one, name)) for name in _RATES if sees_county or name not in _OF_A_COUNTY}
    return FiguresView(
        month=str(one.month) if one.month else None,
        hospital=one.hospital,
        person_class=one.person_class,
        person_title=title,
        is_hidden=one.is_hidden,
        **told,
    )


def spoken(rate: Fraction | None) -> str | None:
    """Rounded to a hundredth of a per cent: `93.33%`."""
    return None if rate is None else percent(Fraction(half_up(rate * 10_000), 10_000))
