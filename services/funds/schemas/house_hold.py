"""What callers get of money that is set aside for houses."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import Field, computed_field

from services.funds.rules.account import SOURCE_NAMES, Source
from services.funds.rules.house_hold import HOLD_STATE_NAMES, HoldState
from shared.money import YuanShown
from shared.schemas import View


class HoldPartView(View):
    """What lies on one budget line."""

    line: str = Field(title="预算指标编号")
    source: Source = Field(title="资金来源代码")
    amount_fen: YuanShown = Field(alias="amount_yuan", title="预留（元）")

    @computed_field(title="资金来源")  # type: ignore[prop-decorator]
    @property
    def source_name(self) -> str:
        return SOURCE_NAMES[self.source]


class LackingView(View):
    """What a source lacks."""

    source: Source = Field(title="资金来源代码")
    line: str | None = Field(title="预算指标编号", description="没有这一来源的指标的为空")
    lacks_fen: YuanShown = Field(alias="lacks_yuan", title="缺口（元）")

    @computed_field(title="资金来源")  # type: ignore[prop-decorator]
    @property
    def source_name(self) -> str:
        return SOURCE_NAMES[self.source]


class HouseHoldView(View):
    """A house's money: promised, set aside, asked for."""

    id: UUID = Field(title="预留编号")
    number: str = Field(title="改造编号（读数）")
    renovation_id: UUID = Field(title="改造编号")
    region: str = Field(title="村（社区）代码")
    programme: str = Field(title="专项代码")
    year: int = Field(title="预算年度")
    state: HoldState = Field(title="状态代码")
    wanted_fen: YuanShown = Field(alias="wanted_yuan", title="承诺的补助（元）")
    asked_fen: YuanShown = Field(alias="asked_yuan", title="已请求发放（元）")
    held_fen: YuanShown = Field(alias="held_yuan", title="尚在预留（元）")
    parts: list[HoldPartView] = Field(title="按预算指标")
    short: list[LackingView] = Field(title="哪一来源缺多少")
    refusal_code: str = Field(title="未预留的原因代码")
    refusal: str = Field(title="未预留的原因")
    planned_on: date = Field(title="安排日期")
    tried_at: datetime = Field(title="上次办理时间")

    @computed_field(title="状态")  # type: ignore[prop-decorator]
    @property
    def state_name(self) -> str:
        return HOLD_STATE_NAMES[self.state]


class HoldOnLine(View):
    """What one house keeps of a budget line."""

    number: str = Field(title="改造编号（读数）")
    region: str = Field(title="村（社区）代码")
    amount_fen: YuanShown = Field(alias="amount_yuan", title="预留（元）")


def lacking_of(short: list[dict[str, Any]]) -> list[LackingView]:
    return [LackingView.model_validate(each) for each in short]
