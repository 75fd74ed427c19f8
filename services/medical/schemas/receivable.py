"""What payers owe hospitals, as it is shown."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
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
    Standing.DRAFTED: "已列入清算单,待审批",
    Standing.APPROVED: "清算单已审批,待支付",
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
    amount_fen: YuanShown = Field(alias="amount_yuan", title="金额(元)", description="冲正、退回为负数")
    owed_on: date = Field(title="计入日期", description="结算为出院结算日期,冲正为冲正日期")
    booked_at: datetime = Field(title="入账时间")
    standing: Standing = Field(title="清算情况")
    statement_id: UUID | None = Field(title="所在清算单")

    @computed_field(title="清算情况名称")  # type: ignore[prop-decorator]  # pydantic's own form
    @property
    def standing_title(self) -> str:
        return STANDING_TITLES[self.standing]


class AgeingLine(View):
    """一个支付方对一家医疗机构的未支付款项,按账龄"""

    hospital: str = Field(title="医疗机构编号")
    payer: str = Field(title="支付方")
    claims: int = Field(title="笔数")
    open_fen: YuanShown = Field(alias="open_yuan", title="未支付合计(元)")
    first_fen: YuanShown = Field(alias="days_0_30_yuan", title="0—30 天(元)")
    second_fen: YuanShown = Field(alias="days_31_60_yuan", title="31—60 天(元)")
    third_fen: YuanShown = Field(alias="days_61_90_yuan", title="61—90 天(元)")
    over_fen: YuanShown = Field(alias="days_over_90_yuan", title="90 天以上(元)")


class AgeingView(View):
    """应收款账龄"""

    on: date = Field(title="截至日期")
    rows: list[AgeingLine] = Field(title="按医疗机构和支付方")
    total: AgeingLine = Field(title="合计")


def ageing_view(rows: list[Any], *, on: date) -> AgeingView:
    """The lines and their sum."""
    lines = [AgeingLine.model_validate(row) for row in rows]
    sums = ("claims", "open_fen", "first_fen", "second_fen", "third_fen", "over_fen")
    summed = {name: sum(getattr(line, name) for line in lines) for name in sums}
    return AgeingView(on=on, rows=lines, total=AgeingLine(hospital="合计", payer="合计", **summed))
