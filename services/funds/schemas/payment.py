"""Payments to households: listed, approved, withdrawn; and what looks like a payment too many."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import ConfigDict, Field, computed_field, model_validator
from pydantic_core import PydanticCustomError

from services.funds.rules.account import SOURCE_NAMES, Source
from services.funds.rules.double_dip import DOUBLE_DIP_NAMES, DOUBLE_DIP_STATE_NAMES, DoubleDipKind, DoubleDipState
from services.funds.rules.payment import MATTER_NAMES, METHOD_NAMES, PAYMENT_STATE_NAMES, PaymentMethod, PaymentState
from services.funds.rules.payment_policy import VERDICT_NAMES, Verdict
from services.funds.rules.transfer import About
from shared.money import YuanShown
from shared.schemas import Form, View

Reason = Annotated[str, Field(min_length=2, max_length=200)]


class ApprovePayments(Form):
    """Which payments somebody signs for: named ones, or all that a matter asks for."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"about": "programme", "about_id": "0197a000-0000-7000-8000-000000000001"}]}
    )

    payment_ids: list[UUID] | None = Field(default=None, title="发放编号", min_length=1, max_length=2_000)
    about: About | None = Field(default=None, title="事项种类", description="与事项编号同填：审核该事项提出的全部发放")
    about_id: UUID | None = Field(default=None, title="事项编号")

    @model_validator(mode="after")
    def _is_one_of_both(self) -> Self:
        is_matter = self.about is not None and self.about_id is not None
        if (self.payment_ids is None) is not is_matter or (not is_matter and (self.about or self.about_id)):
            raise PydanticCustomError("which-payments", "请只填发放编号，或只填事项种类和事项编号")
        return self

    @property
    def matter(self) -> About:
        return self.about or About.NOTHING

    @property
    def about_id_given(self) -> UUID:
        return self.about_id or UUID(int=0)


class WithdrawPayment(Form):
    """A payment that is not made."""

    reason: Reason = Field(title="撤回原因", examples=["经复核该户已由另一事项发放"])


class DecideDoubleDip(Form):
    """Whether a likely double payment may be paid."""

    may_be_paid: bool = Field(title="是否可以发放", examples=[True])
    reason: Reason = Field(title="理由", examples=["两次受灾，分别核定"])


class JudgedView(View):
    """What came of one payment."""

    payment_id: UUID = Field(title="发放编号")
    is_approved: bool = Field(title="是否已审核完毕", description="为否且没有代码的：已签审，还须其他人审核")
    code: str | None = Field(default=None, title="未能审核的原因代码")
    reason: str | None = Field(default=None, title="未能审核的原因")
    mend: str | None = Field(default=None, title="如何处理")


class ApprovalView(View):
    """What came of all of them."""

    approved: int = Field(title="审核完毕笔数")
    signed: int = Field(title="已签审、还须他人审核的笔数")
    refused: int = Field(title="未能审核的笔数")
    payments: list[JudgedView] = Field(title="逐笔结果")


class SignatureView(View):
    """Somebody who signed."""

    signed_by: str = Field(title="审核人")
    is_countys: bool = Field(title="是否县区审核")
    signed_at: datetime = Field(title="审核时间")


class PaymentLine(View):
    """A payment in a list."""

    id: UUID = Field(title="发放编号")
    about: About = Field(title="事项种类")
    about_id: UUID = Field(title="事项编号")
    round: int = Field(title="轮次")
    household_id: UUID = Field(title="户标识")
    person_id: UUID | None = Field(title="人员编号")
    region: str = Field(title="村（社区）代码")
    amount_fen: YuanShown = Field(alias="amount_yuan", title="金额（元）")
    method: PaymentMethod = Field(title="发放方式")
    state: PaymentState = Field(title="状态")
    source: Source = Field(title="资金来源", description="未区分来源的为空")
    programme: str = Field(title="专项")
    period: str = Field(title="所属时段")
    clause: str = Field(title="依据")
    findings: list[str] = Field(title="核对发现", description="card-of-other-households：卡号与其他户相同")
    failure_code: str = Field(title="银行退回代码")
    failure: str = Field(title="银行退回原因")
    failures: int = Field(title="退回次数")
    asked_at: datetime = Field(title="提出时间")
    checked_at: datetime | None = Field(title="核对时间")
    approved_at: datetime | None = Field(title="审核完毕时间")
    sent_at: datetime | None = Field(title="送银行时间")
    paid_at: datetime | None = Field(title="发放时间")
    returned_at: datetime | None = Field(title="退回时间")
    withdrawn_at: datetime | None = Field(title="撤回时间")

    @computed_field(title="事项名称")  # type: ignore[prop-decorator]  # pydantic's own form
    @property
    def about_name(self) -> str:
        return MATTER_NAMES.get(self.about, "")

    @computed_field(title="状态名称")  # type: ignore[prop-decorator]
    @property
    def state_name(self) -> str:
        return PAYMENT_STATE_NAMES[self.state]

    @computed_field(title="发放方式名称")  # type: ignore[prop-decorator]
    @property
    def method_name(self) -> str:
        return METHOD_NAMES[self.method]

    @computed_field(title="资金来源名称")  # type: ignore[prop-decorator]
    @property
    def source_name(self) -> str:
        return SOURCE_NAMES[self.source] if self.source else ""


class DoubleDipView(View):
    """Two payments of one programme and period that may be one too many."""

    id: UUID = Field(title="编号")
    payment_id: UUID = Field(title="后提出的发放编号")
    other_id: UUID = Field(title="先提出的发放编号")
    region: str = Field(title="村（社区）代码")
    kind: DoubleDipKind = Field(title="关系")
    verdict: Verdict = Field(title="规则")
    clause: str = Field(title="规则依据")
    programme: str = Field(title="专项")
    period: str = Field(title="所属时段")
    other_region: str = Field(title="另一笔的村（社区）代码")
    other_amount_fen: YuanShown = Field(alias="other_amount_yuan", title="另一笔的金额（元）")
    found_at: datetime = Field(title="发现时间")
    state: DoubleDipState = Field(title="决定")
    decided_by: str = Field(title="决定人")
    decided_at: datetime | None = Field(title="决定时间")
    reason: str = Field(title="决定理由")

    @computed_field(title="关系名称")  # type: ignore[prop-decorator]
    @property
    def kind_name(self) -> str:
        return DOUBLE_DIP_NAMES[self.kind]

    @computed_field(title="规则名称")  # type: ignore[prop-decorator]
    @property
    def verdict_name(self) -> str:
        return VERDICT_NAMES[self.verdict]

    @computed_field(title="决定名称")  # type: ignore[prop-decorator]
    @property
    def state_name(self) -> str:
        return DOUBLE_DIP_STATE_NAMES[self.state]


class SentView(View):
    """One of the batches that a payment went out in."""

    number: str = Field(title="流水号")
    batch_id: UUID = Field(title="批次编号")
    state: str = Field(title="结果")
    state_name: str = Field(title="结果名称")
    code: str = Field(title="原因代码")
    reason: str = Field(title="原因")
    answered_at: datetime | None = Field(title="回执时间")


class PaymentWhole(PaymentLine):
    """A payment with who signed, where it went, and what speaks against it."""

    memo: str = Field(title="摘要")
    asked_by: str = Field(title="提出人")
    withdrawal: str = Field(title="撤回原因")
    payee_id: UUID | None = Field(title="收款账户编号")
    transfer_id: UUID | None = Field(title="款项编号")
    disclosure_id: UUID | None = Field(title="公示条目编号")
    needed: int = Field(title="须审核人数")
    needed_of_county: int = Field(title="其中县区人数")
    signatures: list[SignatureView] = Field(title="审核记录")
    double_dips: list[DoubleDipView] = Field(title="疑似重复")
    sent: list[SentView] = Field(title="送银行记录")
