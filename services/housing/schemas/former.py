"""Renovations from before the platform, and the lists in which counties bring them, as callers get them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from pydantic import Field, computed_field

from services.housing.rules.former_file import DECISION_NAMES, Decision
from services.housing.rules.mode import MODE_NAMES, Mode
from services.housing.schemas.house import spoken_village
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


class FormerFileView(View):
    """A county's list, looked through, and taken in or not."""

    id: UUID = Field(title="导入标识")
    region: str = Field(title="地区代码")
    rows: int = Field(title="行数")
    entering: int = Field(title="录入")
    updating: int = Field(title="更新")
    unchanged: int = Field(title="无变化")
    refused: int = Field(title="退回")
    faults: list[dict[str, Any]] = Field(title="退回原因", description="前 50 项；全部见退回的工作簿")
    uploaded_by: str = Field(title="提交人")
    uploaded_at: datetime = Field(title="提交时间")
    taken_at: datetime | None = Field(title="录入时间", description="为空表示还没有录入")


class FormerFileLine(View):
    """A row of such a list, and what taking it in does."""

    row: int = Field(title="行号")
    decision: Decision = Field(title="处理")
    region: str = Field(title="村（社区）代码")
    house_number: str = Field(title="住房编号", description="为空表示随之登记")
    household_code: str | None = Field(title="户编号")
    year: int = Field(title="年度")
    mode: Mode = Field(title="改造方式代码")
    accepted_on: date = Field(title="验收日期")
    subsidy_fen: YuanShown = Field(alias="subsidy_yuan", title="补助金额（元）")
    paid_on: date | None = Field(title="补助到户日期")

    @computed_field(title="处理名称")  # type: ignore[prop-decorator]
    @property
    def decision_name(self) -> str:
        return DECISION_NAMES[self.decision]
