"""Clearing statements, as they are asked for and shown."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field, StringConstraints, computed_field

from services.medical.rules.month import Month
from services.medical.rules.statement import STATE_TITLES, StatementState
from shared.money import Yuan, YuanShown
from shared.regions import name_of
from shared.schemas import Form, View

HospitalCode = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z-]{1,32}$")]
Payer = Annotated[str, StringConstraints(min_length=2, max_length=60)]
MonthText = Annotated[str, StringConstraints(pattern=r"^20\d\d-(0[1-9]|1[0-2])$")]


class MakeStatement(Form):
    """制作清算单"""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"hospital": "H37131100001", "payer": "城乡居民基本医疗保险统筹基金", "period": "2020-06"}]
        }
    )

    hospital: HospitalCode = Field(title="医疗机构编号")
    payer: Payer = Field(title="支付方", description="与政策文件所写一致")
    period: MonthText = Field(title="清算月份", description="自然月")


class ApproveStatement(Form):
    """审批清算单"""

    model_config = ConfigDict(json_schema_extra={"examples": [{"total_yuan": "12320.00"}]})

    total_fen: Yuan = Field(alias="total_yuan", title="所见的清算金额（元）", description="与清算单不符则退回，防止误批")


class DiscardStatement(Form):
    """作废清算单"""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "医疗机构漏传，补传后重新制作"}]})

    reason: str = Field(title="作废原因", min_length=2, max_length=200)


class StatementView(View):
    """清算单"""

    id: UUID = Field(title="清算单编号")
    region: str = Field(title="支付方所在县（区）代码")
    hospital: str = Field(title="医疗机构编号")
    payer: str = Field(title="支付方")
    period_from: date = Field(title="清算期起")
    period_to: date = Field(title="清算期止")
    state: StatementState = Field(title="状态")
    line_count: int = Field(title="明细条数")
    total_fen: YuanShown = Field(alias="total_yuan", title="清算金额（元）")
    late_count: int = Field(title="其中以前期间转入条数")
    late_fen: YuanShown = Field(alias="late_yuan", title="其中以前期间转入金额（元）")
    counter_count: int = Field(title="其中冲正条数")
    counter_fen: YuanShown = Field(alias="counter_yuan", title="其中冲正金额（元）")
    made_by: str = Field(title="制单人")
    made_at: datetime = Field(title="制单时间")
    approved_by: str | None = Field(title="审批人")
    approved_at: datetime | None = Field(title="审批时间")
    discarded_by: str | None = Field(title="作废人")
    discarded_at: datetime | None = Field(title="作废时间")
    discard_reason: str | None = Field(title="作废原因")
    asks: int = Field(title="请求支付次数")
    refusal_code: str | None = Field(title="最近一次退回代码")
    refusal_reason: str | None = Field(title="最近一次退回原因")
    paid_on: date | None = Field(title="支付日期")
    transfer_id: UUID | None = Field(title="资金账款项编号")

    @computed_field(title="清算月份")  # type: ignore[prop-decorator]  # pydantic's own form
    @property
    def period(self) -> str:
        return str(Month.of(self.period_from))

    @computed_field(title="状态名称")  # type: ignore[prop-decorator]
    @property
    def state_title(self) -> str:
        return STATE_TITLES[self.state]

    @computed_field(title="县（区）名称")  # type: ignore[prop-decorator]
    @property
    def region_name(self) -> str:
        return name_of(self.region)


class ClearingLineView(View):
    """清算明细"""

    id: UUID = Field(title="应收款编号")
    settlement_id: UUID = Field(title="结算编号")
    layer: str = Field(title="保障项目代码")
    title: str = Field(title="保障项目")
    settled_on: date = Field(title="出院结算日期")
    owed_on: date = Field(title="计入日期", description="结算为出院结算日期，冲正为冲正日期")
    is_counter: bool = Field(title="是否为冲正")
    is_late: bool = Field(title="是否由以前期间转入")
    total_fen: YuanShown = Field(alias="total_yuan", title="该次结算医疗费总额（元）")
    amount_fen: YuanShown = Field(alias="amount_yuan", title="金额（元）")
