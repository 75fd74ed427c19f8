"""Towns' reserves: refills, months and their accounts, as officers send and read them."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field, computed_field

from services.funds.rules.reserve import (
    ACCOUNT_STATE_NAMES,
    ORIGIN_NAMES,
    REFILL_STATE_NAMES,
    AccountState,
    RefillOrigin,
    RefillState,
)
from services.funds.schemas.ledger import Amount, LineNumber
from shared.money import YuanShown
from shared.regions import name_of
from shared.schemas import Form, View

Said = Annotated[str, Field(min_length=2, max_length=200)]


class AskRefill(Form):
    """申请补充镇街备用金。"""

    amount_fen: Amount = Field(alias="amount_yuan", title="金额（元）", examples=["30000.00"])
    reason: Said = Field(title="理由", examples=["六月先行救助 11 户，余额不足"])


class DecideRefill(Form):
    """县区对一笔补充的意见。"""

    is_agreed: bool = Field(title="是否同意", examples=[True])
    said: Said = Field(title="意见", examples=["同意，从临时救助指标拨付"])
    line: LineNumber | None = Field(
        default=None,
        title="预算指标编号",
        description="从哪条临时救助指标拨付；不填的由系统选择有余额的指标，本镇街的在先",
        examples=["B-371311-2020-0001"],
    )


class HandInAccount(Form):
    """报送一个月的备用金账。"""

    said: str = Field(default="", title="说明", max_length=200, examples=["逾期手续 1 户正在追回"])


class DecideAccount(Form):
    """县区审核一个月的备用金账。"""

    is_accepted: bool = Field(title="是否通过", examples=[True])
    said: Said = Field(title="意见", examples=["与账相符"])


class RefillView(View):
    """A refill of a reserve."""

    id: UUID = Field(title="补充标识")
    number: str = Field(title="补充编号")
    region: str = Field(title="镇街代码")
    origin: RefillOrigin = Field(title="提出方式")
    amount_fen: YuanShown = Field(alias="amount_yuan", title="金额（元）")
    reason: str = Field(title="理由")
    reasons: list[str] = Field(title="依据", description="余额、限额、由谁确认，逐条列出出处")
    state: RefillState = Field(title="状态")
    line: str = Field(title="预算指标编号")
    held_code: str = Field(title="未能拨付的原因代码", description="没有的为空；资金到位后自动再试")
    asked_by: str = Field(title="提出人")
    asked_at: datetime = Field(title="提出时间")
    decided_by: str | None = Field(title="审批人")
    decided_at: datetime | None = Field(title="审批时间")
    decision: str = Field(title="审批意见")
    transfer_id: UUID | None = Field(title="款项编号")
    filled_at: datetime | None = Field(title="拨付时间")

    @computed_field(title="状态名称")  # type: ignore[prop-decorator]  # pydantic's own form
    @property
    def state_name(self) -> str:
        return REFILL_STATE_NAMES[self.state]

    @computed_field(title="提出方式名称")  # type: ignore[prop-decorator]
    @property
    def origin_name(self) -> str:
        return ORIGIN_NAMES[self.origin]


class ReserveView(View):
    """A town's reserve as it stands."""

    town: str = Field(title="镇街代码")
    balance_fen: YuanShown = Field(alias="balance_yuan", title="余额（元）")
    available_fen: YuanShown = Field(alias="available_yuan", title="可用余额（元）", description="余额减去已批准待发放的")
    in_transit_fen: YuanShown = Field(alias="in_transit_yuan", title="在途（元）")
    most_fen: YuanShown = Field(alias="most_yuan", title="限额（元）")
    floor_fen: YuanShown = Field(alias="floor_yuan", title="补充线（元）", description="可用余额低于此数自动提出补充")
    room_fen: YuanShown = Field(alias="room_yuan", title="还可拨入（元）")
    clause: str = Field(title="限额的依据")
    waiting: int = Field(title="等待备用金的救助户数")
    waiting_fen: YuanShown = Field(alias="waiting_yuan", title="等待备用金的救助金额（元）")
    refill: RefillView | None = Field(title="在办的补充")
    account_state: AccountState | None = Field(title="上月报账的状态", description="还没有报送的为空")

    @computed_field(title="镇街名称")  # type: ignore[prop-decorator]
    @property
    def town_name(self) -> str:
        return name_of(self.town)


class MonthMove(View):
    """A line of a reserve's month."""

    booked_on: date = Field(title="记账日期")
    transfer_id: UUID = Field(title="款项编号")
    purpose_name: str = Field(title="用途")
    phase_name: str = Field(title="环节")
    memo: str = Field(title="摘要")
    in_fen: YuanShown = Field(alias="in_yuan", title="收入（元）")
    out_fen: YuanShown = Field(alias="out_yuan", title="支出（元）")


class AccountOfMonthView(View):
    """What a town handed in of a month, and what the county said."""

    state: AccountState = Field(title="状态")
    is_late: bool = Field(title="是否逾期报送")
    said: str = Field(title="说明")
    closing_fen: YuanShown = Field(alias="closing_yuan", title="报送的期末余额（元）")
    handed_in_by: str = Field(title="报送人")
    handed_in_at: datetime = Field(title="报送时间")
    decided_by: str | None = Field(title="审核人")
    decided_at: datetime | None = Field(title="审核时间")
    decision: str = Field(title="审核意见")

    @computed_field(title="状态名称")  # type: ignore[prop-decorator]
    @property
    def state_name(self) -> str:
        return ACCOUNT_STATE_NAMES[self.state]


class ReserveMonthView(View):
    """A month of a reserve, recomputed from the books."""

    town: str = Field(title="镇街代码")
    month: str = Field(title="月份")
    opening_fen: YuanShown = Field(alias="opening_yuan", title="期初余额（元）")
    filled_fen: YuanShown = Field(alias="filled_yuan", title="拨入（元）")
    granted_fen: YuanShown = Field(alias="granted_yuan", title="救助支出（元）")
    returned_fen: YuanShown = Field(alias="returned_yuan", title="退回（元）")
    other_fen: YuanShown = Field(alias="other_yuan", title="其他（元）", description="冲正拨付等，可以为负")
    closing_fen: YuanShown = Field(alias="closing_yuan", title="期末余额（元）")
    grants: int = Field(title="先行救助户数")
    without_papers: int = Field(title="其中手续逾期未补的户数")
    due_on: date = Field(title="报账期限")
    account: AccountOfMonthView | None = Field(title="报账")
    moves: list[MonthMove] = Field(title="逐笔", description="先发生的在前，至多 500 笔；全部的见工作簿")
    is_whole: bool = Field(title="逐笔是否完整")
