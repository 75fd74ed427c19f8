"""What payers owe hospitals, as it is shown."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from pydantic import Field, computed_field

from shared.money import YuanShown
from shared.schemas import View


class Standing(StrEnum):
    """How far the clearing of a receivable has come."""

    OPEN = "open"
    DRAFTED = "drafted"
    APPROVED = "approved"
    PAID = "paid"


STANDING_TITLES = {
    Standing.OPEN: "未清算",
    Standing.DRAFTED: "已列入清算单，待审批",
    Standing.APPROVED: "清算单已审批，待支付",
    Standing.PAID: "已支付",
}


class ReceivableView(View):
    """应收款"""

    id: UUID = Field(title="应收款编号")
    settlement_id: UUID = Field(title="结算编号")
    hospital: str = Field(title="医疗机构编号")
    layer: str = Field(title="保障项目代码")
    title: str = Field(title="保障项目")
    payer: str = Field(title="支付方")
    is_counter: bool = Field(title="是否为冲正")
    amount_fen: YuanShown = Field(alias="amount_yuan", title="金额（元）", description="冲正、退回为负数")
    owed_on: date = Field(title="计入日期", description="结算为出院结算日期，冲正为冲正日期")
    booked_at: datetime = Field(title="入账时间")
    standing: Standing = Field(title="清算情况")
    statement_id: UUID | None = Field(title="所在清算单")

    @computed_field(title="清算情况名称")  # type: ignore[prop-decorator]  # pydantic's own form
    @property
    def standing_title(self) -> str:
        return STANDING_TITLES[self.standing]
