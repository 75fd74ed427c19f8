"""Emergency grants and their papers."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field, computed_field

from services.funds.rules.grant import GRANT_STATE_NAMES, GrantState
from services.funds.rules.payment import METHOD_NAMES, PAYMENT_STATE_NAMES, PaymentMethod, PaymentState
from shared.events.civil_affairs import TRIGGER_NAMES, Trigger
from shared.money import YuanShown
from shared.schemas import Form, View


class FileGrantPapers(Form):
    """The papers of a grant that was paid before they were there."""

    papers: list[Annotated[str, Field(max_length=40)]] = Field(
        title="已补齐的材料",
        min_length=1,
        max_length=20,
        description="材料代码，见该笔救助金的 required_papers",
        examples=[["application", "identity", "household-survey", "receipt"]],
    )


class PaperView(View):
    """A paper that has to be on file."""

    code: str = Field(title="材料代码")
    title: str = Field(title="材料名称")


class PaymentView(View):
    """What the household was paid."""

    id: UUID = Field(title="发放编号")
    household_id: UUID = Field(title="户标识")
    amount_fen: YuanShown = Field(alias="amount_yuan", title="金额（元）")
    method: PaymentMethod = Field(title="发放方式")
    state: PaymentState = Field(title="发放状态")
    transfer_id: UUID = Field(title="款项编号")
    disclosure_id: UUID = Field(title="公示条目编号")
    paid_at: datetime = Field(title="发放时间")
    returned_at: datetime | None = Field(title="退回时间")

    @computed_field(title="发放方式名称")  # type: ignore[prop-decorator]  # pydantic's own form
    @property
    def method_name(self) -> str:
        return METHOD_NAMES[self.method]

    @computed_field(title="发放状态名称")  # type: ignore[prop-decorator]
    @property
    def state_name(self) -> str:
        return PAYMENT_STATE_NAMES[self.state]


class GrantLine(View):
    """An emergency grant in a list."""

    id: UUID = Field(title="救助金编号")
    case_id: UUID = Field(title="即时帮扶台账编号")
    household_id: UUID = Field(title="户标识")
    region: str = Field(title="村（社区）代码")
    trigger: Trigger = Field(title="致困情形")
    amount_fen: YuanShown = Field(alias="amount_yuan", title="金额（元）")
    state: GrantState = Field(title="状态")
    refusal_code: str | None = Field(title="未能支付的原因代码")
    detected_at: datetime = Field(title="发现时间")
    first_aid_due_at: datetime = Field(title="先行救助时限")
    paid_at: datetime | None = Field(title="发放时间")
    papers_due_on: date | None = Field(title="手续补齐期限")
    papers_filed_on: date | None = Field(title="手续补齐日期")
    papers_overdue_on: date | None = Field(title="手续逾期标记日期")

    @computed_field(title="状态名称")  # type: ignore[prop-decorator]
    @property
    def state_name(self) -> str:
        return GRANT_STATE_NAMES[self.state]

    @computed_field(title="致困情形名称")  # type: ignore[prop-decorator]
    @property
    def trigger_name(self) -> str:
        return TRIGGER_NAMES[self.trigger]


class GrantView(GrantLine):
    """An emergency grant with why, its papers and its payment."""

    burden_fen: YuanShown | None = Field(alias="burden_yuan", title="家庭自负医疗费用（元）")
    clause: str = Field(title="审批依据")
    reasons: list[str] = Field(title="金额的理由")
    policy: str = Field(title="所依据的政策文件")
    policy_version: str = Field(title="政策文件版本", description="文件内容的摘要，据此可以重新推导")
    decided_on: date = Field(title="决定日期")
    papers: list[str] = Field(title="已补齐的材料")
    required_papers: list[PaperView] = Field(title="应补齐的材料")
    payment: PaymentView | None = Field(title="发放记录")
