"""Money asked back, as officers send and read it."""

from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, computed_field, model_validator
from pydantic_core import PydanticCustomError

from services.funds.rules.recovery import (
    OUTCOME_NAMES,
    RECOVERY_STATE_NAMES,
    WHY_NAMES,
    RecoveryOutcome,
    RecoveryState,
    RecoveryWhy,
)
from services.funds.schemas.ledger import Amount
from shared.money import YuanShown
from shared.schemas import Form, View


class OrderRecovery(Form):
    """发出追回通知。"""

    payment_id: UUID = Field(
        title="发放编号", description="先行救助或临时救助的一笔发放", examples=["0190b8a4-7c1e-7d3a-9f60-2b1c6a3f5e10"]
    )
    why: RecoveryWhy = Field(
        title="原因", description="papers-overdue 手续逾期；not-eligible 不符合条件；case-retracted 台账撤销；other 其他"
    )


class PlanPart(Form):
    """分期的一期。"""

    due_on: date = Field(title="期限", examples=["2020-08-31"])
    amount_fen: Amount = Field(alias="amount_yuan", title="金额（元）", examples=["500.00"])


class PlanInstalments(Form):
    """分期退回。"""

    instalments: list[PlanPart] = Field(title="各期", description="合计等于尚未退回的金额", min_length=1, max_length=60)


class DecideRecovery(Form):
    """决定是否追回。"""

    outcome: RecoveryOutcome = Field(
        title="决定", description="recover 全额追回；instalments 分期追回；hardship 困难不追回", examples=["recover"]
    )
    instalments: list[PlanPart] = Field(
        default=[], title="各期", description="分期追回的必填，合计等于尚未退回的金额", max_length=60
    )
    reason: str = Field(default="", title="理由", description="困难不追回的必填", max_length=200)

    @model_validator(mode="after")
    def _says_what_it_needs(self) -> Self:
        if (self.outcome is RecoveryOutcome.INSTALMENTS) != bool(self.instalments):
            raise PydanticCustomError("instalments-missing", "分期追回的应填写各期，其他决定不填")
        if self.outcome is RecoveryOutcome.HARDSHIP and len(self.reason.strip()) < 2:
            raise PydanticCustomError("reason-missing", "因困难不追回的应写明理由")
        return self


class ReceiveRecovery(Form):
    """登记退款。"""

    amount_fen: Amount = Field(alias="amount_yuan", title="金额（元）", examples=["3000.00"])
    received_on: date = Field(title="收到日期", examples=["2020-07-01"])
    voucher: Annotated[str, Field(max_length=60)] = Field(default="", title="收据号", examples=["第0012号"])


class LiftRecovery(Form):
    """解除追回。"""

    reason: str = Field(title="理由", min_length=2, max_length=200, examples=["材料已补齐，符合条件"])


class InstalmentView(View):
    """A part and its last day."""

    due_on: date = Field(title="期限")
    amount_fen: YuanShown = Field(alias="amount_yuan", title="金额（元）")


class RecoveryReceiptView(View):
    """What came in."""

    amount_fen: YuanShown = Field(alias="amount_yuan", title="金额（元）")
    received_on: date = Field(title="收到日期")
    voucher: str = Field(title="收据号")
    transfer_id: UUID = Field(title="款项编号")
    disclosure_id: UUID = Field(title="公示条目编号")
    written_by: str = Field(title="登记人")


class RecoveryLine(View):
    """An order in a list."""

    id: UUID = Field(title="追回标识")
    number: str = Field(title="追回编号")
    payment_id: UUID = Field(title="发放编号")
    grant_id: UUID | None = Field(title="先行救助的救助金编号")
    application_id: UUID | None = Field(title="申请标识")
    household_id: UUID = Field(title="户标识")
    region: str = Field(title="村（社区）代码")
    why: RecoveryWhy = Field(title="原因")
    amount_fen: YuanShown = Field(alias="amount_yuan", title="应退金额（元）")
    recovered_fen: YuanShown = Field(alias="recovered_yuan", title="已退金额（元）")
    state: RecoveryState = Field(title="状态")
    due_on: date = Field(title="期限")
    ordered_by: str = Field(title="发出人")
    ordered_at: datetime = Field(title="发出时间")
    decided_by: str | None = Field(title="决定人", description="平台提出、由人决定的才有")
    decided_at: datetime | None = Field(title="决定时间")
    outcome: str = Field(title="决定", description="没有经过决定的为空")
    closed_at: datetime | None = Field(title="办结时间")

    @computed_field(title="原因名称")  # type: ignore[prop-decorator]  # pydantic's own form
    @property
    def why_name(self) -> str:
        return WHY_NAMES[self.why]

    @computed_field(title="状态名称")  # type: ignore[prop-decorator]
    @property
    def state_name(self) -> str:
        return RECOVERY_STATE_NAMES[self.state]

    @computed_field(title="决定名称")  # type: ignore[prop-decorator]
    @property
    def outcome_name(self) -> str:
        return OUTCOME_NAMES[RecoveryOutcome(self.outcome)] if self.outcome else ""


class RecoveryView(RecoveryLine):
    """An order with its parts and what came in."""

    clause: str = Field(title="依据")
    lifted_by: str | None = Field(title="解除人")
    lifted_why: str = Field(title="解除的理由")
    late_fen: YuanShown = Field(alias="late_yuan", title="逾期未退金额（元）")
    instalments: list[InstalmentView] = Field(title="分期", description="没有约定分期的为一期")
    receipts: list[RecoveryReceiptView] = Field(title="退款")
