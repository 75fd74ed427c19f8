"""Targets as the doors take and show them."""

from typing import Annotated

from pydantic import Field

from shared.regions import AnyRegion
from shared.schemas import Form, View

Year = Annotated[int, Field(ge=2010, le=2100)]


class SetTarget(Form):
    """A target that a document sets, or a correction of one."""

    region: AnyRegion = Field(title="辖区代码", examples=["371311"])
    indicator: str = Field(
        default="exits",
        title="指标",
        description="exits 减贫人数；exits-by:industry 等，按措施类别的减贫人数；"
        "done:medical:households 等，完成某类措施的户数或人数",
        max_length=60,
    )
    since_year: Year | None = Field(default=None, title="起始年度", description="一年的任务不填")
    year: Year = Field(title="年度", description="跨年度的任务为最后一年", examples=[2020])
    amount: int = Field(title="任务数", ge=0, le=100_000_000, examples=[1200])
    source: str = Field(
        title="出处", description="文件与条款", min_length=4, max_length=300, examples=["区脱贫攻坚领导小组 2020 年 3 号文附件"]
    )
    replaces_version: int | None = Field(default=None, title="所更正的版本", description="首次不填；文件所载的为 0", ge=0)
    reason: str = Field(default="", title="更正的理由", max_length=300)


class VersionView(View):
    """What was held before."""

    version: int = Field(title="版本")
    amount: int = Field(title="任务数")
    source: str = Field(title="出处")


class HeldView(View):
    """A target in force."""

    region: str = Field(title="辖区代码")
    region_name: str = Field(title="辖区")
    indicator: str = Field(title="指标")
    indicator_name: str = Field(title="指标名称")
    unit: str = Field(title="单位")
    since_year: int = Field(title="起始年度")
    year: int = Field(title="年度")
    amount: int = Field(title="任务数")
    version: int = Field(title="版本", description="0 为文件所载，以后为更正")
    source: str = Field(title="出处")
    reason: str = Field(title="更正的理由")
    others: list[VersionView] = Field(title="以前的版本")


class LoadedTarget(View):
    """A target that a table sets."""

    region: str = Field(title="辖区代码")
    region_name: str = Field(title="辖区")
    year: int = Field(title="年度")
    amount: int = Field(title="任务数")
    before: int | None = Field(title="原任务数", description="为空表示新下达")
    row: int = Field(title="表中行号")


class LoadedTargets(View):
    """What a table changes."""

    is_set: bool = Field(title="是否已录入", description="预览时为否")
    same: int = Field(title="与现行相同的")
    changed: list[LoadedTarget] = Field(title="新下达或有变化的")


class YearView(View):
    """A year of a place."""

    year: int = Field(title="年度")
    target: int | None = Field(title="任务数")
    carried: int = Field(title="上年结转", description="大于零为以前年度欠的，小于零为提前完成的")
    owed: int = Field(title="应完成")
    actual: int = Field(title="实际")
    gap: int = Field(title="还差")
    per_mille: int | None = Field(title="完成率（千分之）")
    relapsed: int = Field(title="返贫人数", description="不从实际数中扣除，单列")


class PlaceView(View):
    """A place, year by year, and the year asked for."""

    region: str = Field(title="辖区代码")
    region_name: str = Field(title="辖区")
    years: list[YearView] = Field(title="各年度")
    asked: YearView | None = Field(title="所问的年度")


class RollUpView(View):
    """A place's own target beside the sum of the places inside it."""

    year: int = Field(title="年度")
    own: int | None = Field(title="本级任务数")
    below: int | None = Field(title="下级合计")
    difference: int | None = Field(title="下级合计减本级")


class WholeView(View):
    """A target over several years."""

    indicator: str = Field(title="指标")
    indicator_name: str = Field(title="指标名称")
    unit: str = Field(title="单位")
    since_year: int = Field(title="起始年度")
    year: int = Field(title="截止年度")
    target: int = Field(title="任务数")
    actual: int = Field(title="实际")
    gap: int = Field(title="还差")
    per_mille: int | None = Field(title="完成率（千分之）")
    source: str = Field(title="出处")


class OddityView(View):
    """Numbers of the document that do not agree."""

    says: str = Field(title="何处")
    sum: int = Field(title="合计")
    against: int = Field(title="对照数")
    difference: int = Field(title="相差")
    why: str = Field(title="如何处理")
    source: str = Field(title="出处")


class TargetsView(View):
    """Targets of a place, what was reached, what is carried over and what is missing."""

    region: str = Field(title="辖区代码")
    year: int = Field(title="所问的年度")
    own: PlaceView = Field(title="本级")
    places: list[PlaceView] = Field(title="下级各地")
    roll_up: list[RollUpView] = Field(title="本级与下级合计的核对")
    wholes: list[WholeView] = Field(title="跨年度任务")
    oddities: list[OddityView] = Field(title="文件中不一致之处")
