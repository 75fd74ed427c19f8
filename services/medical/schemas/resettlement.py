"""Settling again what no longer fits."""

from datetime import date, datetime
from uuid import UUID

from pydantic import ConfigDict, Field

from services.medical.rules.reversal import CAUSES_OF_DUES_SPOKEN, DueCause
from shared.money import YuanShown
from shared.schemas import Form, View


class ResettleSettlements(Form):
    """重新结算"""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "第一次住院更正后，其后各次按新的年度累计重新结算"}]})

    reason: str = Field(title="重新结算的原因", min_length=2, max_length=200)


class AffectedView(View):
    """受影响的结算"""

    settlement_id: UUID = Field(title="结算编号")
    admission_id: UUID = Field(title="就诊登记编号")
    hospital: str = Field(title="医疗机构编号")
    settled_on: date = Field(title="结算日期")
    total_fen: YuanShown = Field(alias="total_yuan", title="医疗费总额（元）")
    patient_fen: YuanShown = Field(alias="patient_yuan", title="个人负担（元）")


class DueView(View):
    """待重新结算"""

    id: UUID = Field(title="编号")
    settlement_id: UUID = Field(title="第一次受影响的结算编号", description="重新结算从它开始，依次到该年度最后一次")
    cause: DueCause = Field(title="缘由", description=CAUSES_OF_DUES_SPOKEN)
    since_on: date | None = Field(title="新情况的生效日期")
    noted_at: datetime = Field(title="记录时间")
    affected: list[AffectedView] = Field(title="受影响的结算", description="按结算次序；不在本辖区的不列出")


class DifferenceView(View):
    """一方的差额"""

    payer: str = Field(title="支付方", description="保障项目代码；patient 为个人负担")
    before_fen: YuanShown = Field(alias="before_yuan", title="原支付（元）")
    after_fen: YuanShown = Field(alias="after_yuan", title="现支付（元）")
    difference_fen: YuanShown = Field(alias="difference_yuan", title="差额（元）", description="正数为应补付，负数为应退回")


class ResettledView(View):
    """一次结算的前后"""

    hospital: str = Field(title="医疗机构编号")
    admission_id: UUID = Field(title="就诊登记编号")
    old_settlement_id: UUID = Field(title="原结算编号", description="已冲正，保留在案")
    new_settlement_id: UUID = Field(title="新结算编号")
    differences: list[DifferenceView] = Field(title="各方差额")


class ResettlementView(View):
    """重新结算结果"""

    id: UUID = Field(title="重新结算编号")
    reason: str = Field(title="原因")
    by: str = Field(title="经办人")
    made_at: datetime = Field(title="办理时间")
    settlements: list[ResettledView] = Field(title="逐次结算")
    differences: list[DifferenceView] = Field(title="各方差额合计")
