"""What payers owe people for bills on paper."""

from datetime import date
from uuid import UUID

from pydantic import Field, computed_field

from services.medical.rules.top_up import PAYOUT_STATE_TITLES, PayoutState
from shared.money import YuanShown
from shared.schemas import View


class ClaimPayoutView(View):
    """一个支付方对一笔手工报销的支付"""

    id: UUID = Field(title="支付编号")
    claim_id: UUID = Field(title="手工报销编号")
    settlement_id: UUID = Field(title="结算编号")
    region: str = Field(title="村（社区）代码")
    person_id: UUID | None = Field(title="人员编号")
    household_id: UUID | None = Field(title="户标识", description="不在登记之中的为空，由县区经办窗口支付")
    payer: str = Field(title="支付方")
    owed_fen: YuanShown = Field(alias="owed_yuan", title="应付本人（元）")
    before_fen: YuanShown = Field(alias="before_yuan", title="此前已请求支付（元）")
    pay_fen: YuanShown = Field(alias="pay_yuan", title="本次应付（元）")
    over_fen: YuanShown = Field(alias="over_yuan", title="多付应退（元）", description="重新结算后应付减少的")
    state: PayoutState = Field(title="状态")
    asks: int = Field(title="请求支付次数")
    paid_on: date | None = Field(title="支付日期")
    voucher: str | None = Field(title="支付凭证号")
    refusal_reason: str | None = Field(title="退回原因")
    answered_by: str | None = Field(title="登记人")

    @computed_field(title="状态名称")  # type: ignore[prop-decorator]
    @property
    def state_title(self) -> str:
        return PAYOUT_STATE_TITLES[self.state]
