"""What payers owe people, and what became of it, as it is told and shown."""

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from pydantic import ConfigDict, Field, StringConstraints, computed_field, model_validator

from services.medical.rules.payout import PAYOUT_STATE_TITLES, PayoutState
from shared.money import YuanShown
from shared.schemas import Form, View

Voucher = Annotated[str, StringConstraints(min_length=1, max_length=60)]


class RecordPayout(Form):
    """登记支付结果：已支付的写支付日期和凭证号，被退回的写原因"""

    model_config = ConfigDict(json_schema_extra={"examples": [{"paid_on": "2021-02-05", "voucher": "2021-0233"}]})

    paid_on: date | None = Field(default=None, title="支付日期")
    voucher: Voucher | None = Field(default=None, title="支付凭证号")
    refusal_reason: str | None = Field(default=None, title="退回原因", min_length=2, max_length=200)

    @model_validator(mode="after")
    def _must_say_one(self) -> Self:
        if bool(self.paid_on and self.voucher) == bool(self.refusal_reason) or bool(self.paid_on) != bool(self.voucher):
            raise ValueError("已支付的填写 paid_on 和 voucher，被退回的只填写 refusal_reason")
        return self


class PayoutView(View):
    """一个支付方对一个人的支付"""

    id: UUID = Field(title="支付编号")
    region: str = Field(title="村（社区）代码")
    person_id: UUID | None = Field(title="人员编号")
    household_id: UUID | None = Field(title="户标识", description="不在登记之中的为空，由县区经办窗口支付")
    payer: str = Field(title="支付方")
    owed_fen: YuanShown = Field(alias="owed_yuan", title="应付本人（元）", description="年终补足的为全年应补")
    before_fen: YuanShown = Field(alias="before_yuan", title="此前已请求支付（元）")
    pay_fen: YuanShown = Field(alias="pay_yuan", title="本次应付（元）")
    over_fen: YuanShown = Field(alias="over_yuan", title="多付应退（元）", description="重新结算、重新计算后应付减少的")
    state: PayoutState = Field(title="状态")
    asks: int = Field(title="请求支付次数")
    paid_on: date | None = Field(title="支付日期")
    voucher: str | None = Field(title="支付凭证号")
    refusal_reason: str | None = Field(title="退回原因")
    answered_by: str | None = Field(title="登记人")

    @computed_field(title="状态名称")  # type: ignore[prop-decorator]  # pydantic's own form
    @property
    def state_title(self) -> str:
        return PAYOUT_STATE_TITLES[self.state]


class ClaimPayoutView(PayoutView):
    """一个支付方对一笔手工报销的支付"""

    claim_id: UUID = Field(title="手工报销编号")
    settlement_id: UUID = Field(title="结算编号")
