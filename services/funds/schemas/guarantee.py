"""Guarantee funds, compensations and recoveries as the doors take and show them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import Field, computed_field

from services.funds.rules.guarantee import (
    COMPENSATION_STATE_NAMES,
    FUND_MOVE_STATE_NAMES,
    RECOVERY_OF_NAMES,
    CompensationState,
    FundMoveState,
    RecoveryOf,
)
from services.funds.schemas.ledger import County
from services.funds.schemas.loan import Bank, Day
from services.funds.schemas.public_text import PublicWords
from shared.money import Yuan, YuanShown
from shared.schemas import Form, View

LineNumber = Annotated[str, Field(min_length=1, max_length=24)]


class OpenGuaranteeFund(Form):
    """登记与一家银行合作的担保基金。"""

    county: County = Field(title="县（区）代码", examples=["371311"])
    bank: Bank = Field(title="合作银行", examples=["罗庄农商银行"])
    multiple: int = Field(title="放大倍数", ge=1, le=50, examples=[10])
    fund_share_percent: Annotated[Decimal, Field(gt=0, le=100, max_digits=5, decimal_places=2)] = Field(
        title="基金分担比例（%）", description="其余由银行承担", examples=["70"]
    )
    agreement: PublicWords = Field(title="合作协议", min_length=2, max_length=200, examples=["扶贫小额信贷合作协议（2020年）"])


class MoveGuarantee(Form):
    """担保基金存入，或退回预算指标。"""

    line: LineNumber = Field(title="预算指标编号", examples=["B-371311-2020-0001"])
    amount_fen: Yuan = Field(alias="amount_yuan", title="金额（元）", gt=0, examples=["1000000.00"])
    memo: str = Field(title="摘要", min_length=2, max_length=200, examples=["2020年风险补偿金"])


class DecideGuaranteeMove(Form):
    """复核担保基金存退。"""

    is_approved: bool = Field(title="是否同意", examples=[True])
    why: str = Field(default="", title="意见", max_length=200)


class AskCompensation(Form):
    """银行申请代偿。"""

    reason: str = Field(title="理由", min_length=2, max_length=200, examples=["逾期九十天，催收无果"])


class DecideCompensation(Form):
    """复核代偿。"""

    is_approved: bool = Field(title="是否同意", examples=[True])
    why: str = Field(default="", title="意见", max_length=200)


class RecoverMoney(Form):
    """登记追回的款项。"""

    recovery_of: RecoveryOf = Field(title="追回什么", description="subsidy 多贴的利息；compensation 代偿后向借款人追回")
    amount_fen: Yuan = Field(alias="amount_yuan", title="金额（元）", gt=0, examples=["549.79"])
    received_on: Day = Field(title="到账日期", examples=["2021-06-30"])
    memo: str = Field(title="摘要", min_length=2, max_length=200, examples=["借款人退回贴息"])


class FundView(View):
    """A fund and how it stands."""

    id: UUID = Field(title="基金标识")
    region: str = Field(title="县（区）代码")
    bank: str = Field(title="合作银行")
    multiple: int = Field(title="放大倍数")
    fund_share_said: str = Field(title="基金分担比例")
    agreement: str = Field(title="合作协议")
    balance_fen: YuanShown = Field(alias="balance_yuan", title="余额（元）")
    available_fen: YuanShown = Field(alias="available_yuan", title="可用余额（元）")
    guaranteed_fen: YuanShown = Field(alias="guaranteed_yuan", title="在保金额（元）")
    room_fen: YuanShown = Field(alias="room_yuan", title="还可担保（元）")
    outstanding_fen: YuanShown = Field(alias="outstanding_yuan", title="在贷余额（元）")
    overdue_fen: YuanShown = Field(alias="overdue_yuan", title="逾期本金（元）")
    overdue_said: str = Field(title="逾期率")
    is_stopped: bool = Field(title="是否停贷")
    stop_said: str = Field(title="停贷线")
    clause: str = Field(title="依据")


class GuaranteeMoveView(View):
    """Money into a fund, or back out of it."""

    id: UUID = Field(title="存退编号")
    fund_id: UUID = Field(title="基金标识")
    line: str = Field(title="预算指标编号")
    is_back: bool = Field(title="是否退回预算指标")
    amount_fen: YuanShown = Field(alias="amount_yuan", title="金额（元）")
    memo: str = Field(title="摘要")
    state: FundMoveState = Field(title="状态")
    asked_by: str = Field(title="经办人")
    asked_at: datetime = Field(title="提出时间")
    decided_by: str | None = Field(title="复核人")
    decided_at: datetime | None = Field(title="复核时间")
    why: str = Field(title="复核意见")

    @computed_field(title="状态名称")  # type: ignore[prop-decorator]  # pydantic's own form
    @property
    def state_name(self) -> str:
        return FUND_MOVE_STATE_NAMES[self.state]


class CompensationView(View):
    """What the fund stands in for."""

    id: UUID = Field(title="代偿编号")
    loan_id: UUID = Field(title="贷款标识")
    state: CompensationState = Field(title="状态")
    overdue_from: date = Field(title="自该日起逾期")
    principal_fen: YuanShown = Field(alias="principal_yuan", title="未还本金（元）")
    interest_fen: YuanShown = Field(alias="interest_yuan", title="未付利息（元）")
    fund_share: int = Field(title="基金分担（万分之）")
    fund_fen: YuanShown = Field(alias="fund_yuan", title="基金代偿（元）")
    reason: str = Field(title="理由")
    asked_by: str = Field(title="申请人")
    asked_on: date = Field(title="申请日期")
    decided_by: str | None = Field(title="复核人")
    decided_at: datetime | None = Field(title="复核时间")
    why: str = Field(title="复核意见")

    @computed_field(title="状态名称")  # type: ignore[prop-decorator]
    @property
    def state_name(self) -> str:
        return COMPENSATION_STATE_NAMES[self.state]


class RecoveryView(View):
    """Money that came back."""

    id: UUID = Field(title="追回编号")
    loan_id: UUID = Field(title="贷款标识")
    recovery_of: RecoveryOf = Field(title="追回什么")
    amount_fen: YuanShown = Field(alias="amount_yuan", title="金额（元）")
    fund_fen: YuanShown = Field(alias="fund_yuan", title="归还财政或基金（元）")
    received_on: date = Field(title="到账日期")
    memo: str = Field(title="摘要")
    written_by: str = Field(title="登记人")

    @computed_field(title="追回什么（名称）")  # type: ignore[prop-decorator]
    @property
    def recovery_of_name(self) -> str:
        return RECOVERY_OF_NAMES[self.recovery_of]
