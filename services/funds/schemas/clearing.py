"""Payments to hospitals, as they are shown."""

from datetime import datetime
from uuid import UUID

from pydantic import Field, computed_field

from services.funds.rules.clearing import CLEARING_STATE_NAMES, ClearingState
from shared.money import YuanShown
from shared.schemas import View


class ClearingView(View):
    """A clearing statement's payment."""

    id: UUID = Field(title="拨付编号")
    statement_id: UUID = Field(title="清算单编号")
    region: str = Field(title="县（区）代码")
    hospital: str = Field(title="医疗机构编号")
    payer: str = Field(title="支付方")
    period: str = Field(title="清算月份")
    amount_fen: YuanShown = Field(alias="amount_yuan", title="金额（元）")
    state: ClearingState = Field(title="状态")
    asks: int = Field(title="请求支付次数")
    refusal_code: str | None = Field(title="未能支付的原因代码")
    transfer_id: UUID | None = Field(title="款项编号")
    asked_at: datetime = Field(title="首次请求时间")
    paid_at: datetime | None = Field(title="支付时间")

    @computed_field(title="状态名称")  # type: ignore[prop-decorator]  # pydantic's own form
    @property
    def state_name(self) -> str:
        return CLEARING_STATE_NAMES[self.state]
