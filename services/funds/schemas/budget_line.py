"""Budget lines with their execution; adjustments."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field, computed_field

from services.funds.rules.account import Source
from services.funds.rules.budget_line import ADJUSTMENT_STATE_NAMES, MOVE_NAMES, AdjustmentState, MoveKind
from services.funds.schemas.budget import DocumentNumber
from services.funds.schemas.house_hold import HoldOnLine
from services.funds.schemas.ledger import Amount, LineNumber
from services.funds.schemas.public_text import PublicWords
from shared.money import YuanShown
from shared.schemas import Form, View


class AskAdjustment(Form):
    """Money that should go from one line to another."""

    from_line: LineNumber = Field(title="调出指标编号", examples=["B-371311-2020-0001"])
    to_line: LineNumber = Field(title="调入指标编号", examples=["B-371311-2020-0002"])
    amount_fen: Amount = Field(alias="amount_yuan", title="金额（元）", examples=["50000.00"])
    reason: Annotated[PublicWords, Field(min_length=2, max_length=200)] = Field(
        title="调剂原因", description="将公示", examples=["项目结余，调剂用于续建"]
    )
    document_number: DocumentNumber = Field(title="依据文号", examples=["罗扶组〔2020〕11号"])


class DecideAdjustment(Form):
    """What a second person says to it."""

    decision: Annotated[str, Field(max_length=200)] = Field(default="", title="审批意见", examples=["同意"])


class ExecutionView(View):
    """A budget line and how far it has got."""

    number: str = Field(title="指标编号")
    region: str = Field(title="区划代码")
    place: str = Field(title="地区")
    title: str = Field(title="名称")
    project: str = Field(title="项目编号")
    programme: str = Field(title="专项代码")
    programme_title: str = Field(title="专项")
    source: Source = Field(title="资金来源代码")
    source_name: str = Field(title="资金来源")
    year: int = Field(title="预算年度")
    money_of_year: int = Field(title="资金所属年度", description="结转的为首次下达的年度")
    use_title: str = Field(title="支出用途")
    budget_fen: YuanShown = Field(alias="budget_yuan", title="预算数（元）", description="下达、调剂与上年结转之和")
    set_aside_fen: YuanShown = Field(alias="set_aside_yuan", title="已预留（元）")
    paid_fen: YuanShown = Field(alias="paid_yuan", title="已支付（元）")
    taken_out_fen: YuanShown = Field(alias="taken_out_yuan", title="结转或收回（元）")
    left_fen: YuanShown = Field(alias="left_yuan", title="可用（元）")
    progress: str = Field(title="支出进度（%）", examples=["35.5"])
    due_progress: str = Field(title="应达进度（%）", examples=["40.0"])
    is_behind: bool = Field(title="是否落后于应达进度")


class MoveView(View):
    """A change of a line's size."""

    kind: MoveKind = Field(title="变动类别")
    amount_fen: YuanShown = Field(alias="amount_yuan", title="金额（元）", description="减少的为负")
    transfer_id: UUID = Field(title="款项编号")
    made_at: datetime = Field(title="时间")

    @computed_field(title="变动名称")  # type: ignore[prop-decorator]  # pydantic's own form
    @property
    def kind_name(self) -> str:
        return MOVE_NAMES[self.kind]


class LineView(ExecutionView):
    """A line with everything that changed its size."""

    account_id: UUID = Field(title="账户编号")
    moves: list[MoveView] = Field(title="规模变动")
    holds: list[HoldOnLine] = Field(title="危房改造预留", description="逐件，先承诺的在前；至多 200 件，全部见危房改造资金预留")


class AdjustmentView(View):
    """An adjustment."""

    id: UUID = Field(title="调剂编号")
    region: str = Field(title="区县代码")
    from_line: str = Field(title="调出指标编号")
    to_line: str = Field(title="调入指标编号")
    amount_fen: YuanShown = Field(alias="amount_yuan", title="金额（元）")
    reason: str = Field(title="调剂原因")
    document_number: str = Field(title="依据文号")
    state: AdjustmentState = Field(title="状态")
    asked_by: str = Field(title="经办人")
    asked_at: datetime = Field(title="提出时间")
    decided_by: str | None = Field(title="审批人")
    decided_at: datetime | None = Field(title="审批时间")
    decision: str = Field(title="审批意见")

    @computed_field(title="状态名称")  # type: ignore[prop-decorator]
    @property
    def state_name(self) -> str:
        return ADJUSTMENT_STATE_NAMES[self.state]
