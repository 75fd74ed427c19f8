"""Renovations from before the platform, and the rows in which counties bring them, as callers get them."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from pydantic import Field, computed_field

from services.housing.rules.mode import MODE_NAMES, Mode
from services.housing.schemas.house import spoken_village
from services.housing.schemas.list_file import ListFileLine
from shared.money import YuanShown
from shared.schemas import View


class FormerView(View):
    """A house that was made safe before the platform."""

    id: UUID = Field(title="标识")
    number: str = Field(title="改造编号（当地）")
    region: str = Field(title="村（社区）代码")
    house_id: UUID = Field(title="住房标识")
    house_number: str = Field(title="住房编号")
    household_id: UUID = Field(title="户标识")
    year: int = Field(title="年度")
    mode: Mode = Field(title="改造方式代码")
    accepted_on: date = Field(title="验收日期")
    subsidy_fen: YuanShown = Field(alias="subsidy_yuan", title="补助金额（元）")
    paid_on: date | None = Field(title="补助到户日期")
    cost_fen: YuanShown | None = Field(alias="cost_yuan", title="实际支出（元）")
    area_m2: Decimal | None = Field(title="建筑面积（平方米）")
    note: str = Field(title="备注")

    @computed_field(title="村（社区）")  # type: ignore[prop-decorator]
    @property
    def village(self) -> str:
        return spoken_village(self.region)

    @computed_field(title="改造方式")  # type: ignore[prop-decorator]
    @property
    def mode_name(self) -> str:
        return MODE_NAMES[self.mode]


class FormerFileLine(ListFileLine):
    """A row of a list of former renovations."""

    house_number: str = Field(title="住房编号", description="为空表示随之登记")
    year: int = Field(title="年度")
    mode: Mode = Field(title="改造方式代码")
    accepted_on: date = Field(title="验收日期")
    subsidy_fen: YuanShown = Field(alias="subsidy_yuan", title="补助金额（元）")
    paid_on: date | None = Field(title="补助到户日期")
