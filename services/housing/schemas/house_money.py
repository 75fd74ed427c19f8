"""What callers get of the money of renovations and its stages."""

from datetime import date
from typing import Any
from uuid import UUID

from pydantic import Field, computed_field

from services.housing.rules.help_policy import SOURCE_NAMES, MoneySource
from services.housing.rules.house_money import (
    MONEY_STATE_NAMES,
    NOT_RELEASED,
    SETTLED,
    STAGE_STATE_NAMES,
    MoneyState,
    StageState,
)
from services.housing.rules.money_policy import STAGE_AT_NAMES, StageAt
from services.housing.rules.money_recovery import RECOVERY_STATE_NAMES, RecoveryState, why_said
from shared.money import YuanShown, yuan
from shared.schemas import View


class SourceView(View):
    """A source's part of what is promised."""

    source: MoneySource = Field(title="资金来源代码")
    amount_fen: YuanShown = Field(alias="amount_yuan", title="金额（元）")

    @computed_field(title="资金来源")  # type: ignore[prop-decorator]
    @property
    def source_name(self) -> str:
        return SOURCE_NAMES[self.source]


class LineView(SourceView):
    """What lies on one budget line of funds."""

    line: str = Field(title="预算指标编号")


class ShortView(View):
    """What a source lacks."""

    source: str = Field(title="资金来源代码")
    line: str | None = Field(title="预算指标编号", description="没有这一来源的指标的为空")
    lacks_fen: YuanShown = Field(alias="lacks_yuan", title="缺口（元）")

    @computed_field(title="资金来源")  # type: ignore[prop-decorator]
    @property
    def source_name(self) -> str:
        return SOURCE_NAMES[MoneySource(self.source)] if self.source else "各来源"


class PartView(View):
    """One payment of a stage, as funds tells of it."""

    payment_id: UUID = Field(title="资金服务的发放编号")
    amount_fen: YuanShown = Field(alias="amount_yuan", title="金额（元）")
    state: StageState = Field(title="状态代码")
    code: str = Field(title="未发放的原因代码")
    reason: str = Field(title="未发放的原因")
    paid_on: date | None = Field(title="发放日期")

    @computed_field(title="状态")  # type: ignore[prop-decorator]
    @property
    def state_name(self) -> str:
        return STAGE_STATE_NAMES[self.state]


class MoneyStageView(View):
    """A stage of the money, and what it waits for."""

    code: str = Field(title="阶段代码")
    title: str = Field(title="阶段")
    at: StageAt = Field(title="拨付条件代码")
    part: str = Field(title="份额")
    after_months: int | None = Field(title="验收后第几个月起")
    amount_fen: YuanShown = Field(alias="amount_yuan", title="金额（元）")
    state: StageState = Field(title="状态代码")
    reached_on: date | None = Field(title="条件成就的日期")
    due_on: date | None = Field(title="应到户日期")
    is_late: bool = Field(title="是否逾期未到户")
    paid_on: date | None = Field(title="到户日期")
    code_said: str = Field(title="未发放的原因代码")
    reason: str = Field(title="未发放的原因")
    payments: list[PartView] = Field(title="逐笔发放", description="由几条指标分担的，各为一笔")

    @computed_field(title="状态")  # type: ignore[prop-decorator]
    @property
    def state_name(self) -> str:
        return STAGE_STATE_NAMES[self.state]

    @computed_field(title="在等什么")  # type: ignore[prop-decorator]
    @property
    def waits_for(self) -> str:
        if self.state is StageState.PLANNED:
            after = f"，验收满{self.after_months}个月" if self.after_months else ""
            return STAGE_AT_NAMES[self.at] + after
        return "" if self.state in SETTLED else self.reason or self.state_name


class MoneyRecoveryView(View):
    """Money that funds asks back."""

    id: UUID = Field(title="追回通知编号")
    payment_id: UUID = Field(title="资金服务的发放编号")
    amount_fen: YuanShown = Field(alias="amount_yuan", title="须追回（元）")
    recovered_fen: YuanShown = Field(alias="recovered_yuan", title="已退回（元）", description="办结时告知")
    why: str = Field(title="原因代码")
    state: RecoveryState = Field(title="状态代码")
    back_by: date | None = Field(title="退回期限")
    closed_on: date | None = Field(title="办结日期")

    @computed_field(title="状态")  # type: ignore[prop-decorator]
    @property
    def state_name(self) -> str:
        return RECOVERY_STATE_NAMES[self.state]

    @computed_field(title="追回情况")  # type: ignore[prop-decorator]
    @property
    def spoken(self) -> str:
        said = f"{yuan(self.amount_fen)}元（{why_said(self.why)}）：{self.state_name}"
        if self.state is RecoveryState.OPEN and self.back_by:
            return f"{said}，{self.back_by} 前退回"
        if self.state is RecoveryState.LIFTED and self.recovered_fen:
            said += f"，已退回{yuan(self.recovered_fen)}元"
        return f"{said}，{self.closed_on}" if self.closed_on else said


class HouseMoneyView(View):
    """The money of one renovation: promised, held by line, paid by stage, waiting for what."""

    renovation_id: UUID = Field(title="改造编号")
    number: str = Field(title="改造编号（读数）")
    region: str = Field(title="村（社区）代码")
    budget_code: str = Field(title="专项代码")
    year: int = Field(title="预算年度")
    state: MoneyState = Field(title="状态代码")
    promised_fen: YuanShown = Field(alias="promised_yuan", title="承诺的补助（元）", description="验收后为核定的补助")
    shares: list[SourceView] = Field(title="按资金来源")
    held_fen: YuanShown = Field(alias="held_yuan", title="尚在预留（元）", description="资金服务最近告知的")
    lines: list[LineView] = Field(title="预留在哪些指标")
    short: list[ShortView] = Field(title="哪一来源缺多少")
    reason: str = Field(title="未预留的原因")
    paid_fen: YuanShown = Field(alias="paid_yuan", title="已到户（元）")
    over_fen: YuanShown = Field(alias="over_yuan", title="多发（元）", description="超过核定的，或改造中止前已到户的")
    asked_back_fen: YuanShown = Field(alias="asked_back_yuan", title="多发待处理（元）", description="县区还没有决定是否追回的")
    recoveries: list[MoneyRecoveryView] = Field(title="追回", description="资金服务所告；由县区决定是否追回")
    stages: list[MoneyStageView] = Field(title="分阶段")

    @computed_field(title="状态")  # type: ignore[prop-decorator]
    @property
    def state_name(self) -> str:
        if self.state is MoneyState.HELD and self.stages and all(stage.state in SETTLED for stage in self.stages):
            return "已全部发放"
        if self.state is MoneyState.ENDED and self.recoveries and not self.asked_back_fen:
            return "改造中止，已拨付的已有决定"
        return MONEY_STATE_NAMES[self.state]


class LateStageView(MoneyStageView):
    """A stage whose money should be with the household by now."""

    number: str = Field(title="改造编号（读数）")
    renovation_id: UUID = Field(title="改造编号")
    region: str = Field(title="村（社区）代码")


class MoneyDifference(View):
    """Something of a renovation's money that does not add up."""

    number: str = Field(title="改造编号（读数）")
    renovation_id: UUID = Field(title="改造编号")
    told: str = Field(title="差异")


def parts_shown(payments: dict[str, dict[str, Any]]) -> list[PartView]:
    return [PartView.model_validate({"payment_id": UUID(id)} | told) for id, told in payments.items()]


def differences_of(promised_fen: int, held_fen: int, state: MoneyState, stages: list[MoneyStageView], over_fen: int) -> list[str]:
    """What does not add up between what is promised, what funds says it holds, and what the stages bring."""
    told = list[str]()
    brought = sum(stage.amount_fen for stage in stages)
    if state in (MoneyState.PLANNED, MoneyState.LACKING, MoneyState.HELD) and brought != promised_fen + over_fen:
        told.append(f"各阶段合计{yuan(brought)}元，承诺{yuan(promised_fen)}元、多发{yuan(over_fen)}元")
    unpaid = NOT_RELEASED | {StageState.REQUESTED, StageState.WAITING}
    waiting = sum(stage.amount_fen for stage in stages if stage.state in unpaid and not stage.payments)
    if state is MoneyState.HELD and held_fen != waiting:
        told.append(f"资金服务预留{yuan(held_fen)}元，应预留{yuan(waiting)}元")
    if state is MoneyState.PLANNED:
        told.append(f"资金服务尚未答复，待预留{yuan(waiting)}元")
    return told
