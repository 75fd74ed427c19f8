"""What renovations cost by the square metre, as callers get it."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from pydantic import Field, computed_field

from services.housing.rules.mode import MODE_NAMES, Mode
from services.housing.schemas.house import spoken_village
from shared.money import YuanShown
from shared.schemas import View


class CostLine(View):
    """How the prices of some houses lie, each rounded to a fen."""

    key: str = Field(title="代码")
    title: str = Field(title="名称")
    houses: int = Field(title="户数")
    least_fen: YuanShown = Field(alias="least_yuan", title="最低（元/平方米）")
    lower_fen: YuanShown = Field(alias="lower_yuan", title="下四分位（元/平方米）")
    median_fen: YuanShown = Field(alias="median_yuan", title="中位数（元/平方米）")
    upper_fen: YuanShown = Field(alias="upper_yuan", title="上四分位（元/平方米）")
    most_fen: YuanShown = Field(alias="most_yuan", title="最高（元/平方米）")


class CostPart(View):
    """The same houses, parted in one way."""

    facet: str = Field(title="分法代码", description="mode / structure / place / contractor / year")
    title: str = Field(title="分法")
    lines: list[CostLine] = Field(title="各行")


class CostReference(View):
    """The prices of a mode against what a document says."""

    mode: Mode = Field(title="改造方式代码")
    title: str = Field(title="对照的标准")
    per_m2_fen: YuanShown = Field(alias="per_m2_yuan", title="标准（元/平方米）")
    median_fen: YuanShown = Field(alias="median_yuan", title="中位数（元/平方米）")
    over_percent: int = Field(title="中位数比标准高百分之几", description="低于标准的为负")
    clause: str = Field(title="依据")

    @computed_field(title="改造方式")  # type: ignore[prop-decorator]
    @property
    def mode_name(self) -> str:
        return MODE_NAMES[self.mode]


class CostOutlier(View):
    """A house whose price stands apart from those of the same mode, and why."""

    number: str = Field(title="改造编号（读数）")
    region: str = Field(title="村（社区）代码")
    house_id: UUID = Field(title="住房标识")
    mode: Mode = Field(title="改造方式代码")
    contractor: str = Field(title="施工方", description="户自建或平台前改造的为空")
    year: int = Field(title="年度")
    accepted_on: date = Field(title="验收日期")
    cost_fen: YuanShown = Field(alias="cost_yuan", title="实际支出（元）")
    area_m2: Decimal = Field(title="建筑面积（平方米）")
    per_m2_fen: YuanShown = Field(alias="per_m2_yuan", title="每平方米（元）")
    why: str = Field(title="为什么列出")

    @computed_field(title="村（社区）")  # type: ignore[prop-decorator]
    @property
    def village(self) -> str:
        return spoken_village(self.region)

    @computed_field(title="改造方式")  # type: ignore[prop-decorator]
    @property
    def mode_name(self) -> str:
        return MODE_NAMES[self.mode]


class CostBoard(View):
    """What renovations of a place cost by the square metre."""

    region: str = Field(title="辖区代码", description="空为全部辖区")
    where: str = Field(title="辖区名称")
    houses: int = Field(title="户数", description="有实际支出和面积的；修缮没有量面积的，按住房的建筑面积")
    is_whole: bool = Field(title="是否完整", description="超过五万户的，只统计最近的五万户")
    parts: list[CostPart] = Field(title="分别来看")
    references: list[CostReference] = Field(title="与标准对照", description="当地没有可对照标准的为空")
    outliers: list[CostOutlier] = Field(title="造价异常的住房", description="与同方式的相比，偏离中位数最多的在前，至多 500 处")
    rule: str = Field(title="怎样算异常")
