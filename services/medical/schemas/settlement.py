"""Settling a stay, and taking a settlement back."""

from datetime import date, datetime
from uuid import UUID

from pydantic import ConfigDict, Field

from services.medical.schemas.national.view import NationalView
from services.medical.schemas.outcome import BurdenView, OutcomeView, ShareOfBurdenView
from shared.money import YuanShown
from shared.schemas import Form, View


class SettleAdmission(Form):
    """出院结算"""

    model_config = ConfigDict(json_schema_extra={"examples": [{"discharged_on": "2020-06-12"}]})

    discharged_on: date | None = Field(
        default=None, title="出院日期", description="适用政策与年度累计都以出院日期为准；已单独办理出院的可不填；门诊为就诊日期"
    )


class SettleInterim(Form):
    """中途结算"""

    model_config = ConfigDict(json_schema_extra={"examples": [{"settled_on": "2020-06-08"}]})

    settled_on: date = Field(title="结算截止日期", description="不早于最后一笔费用，不晚于今天；适用政策与年度累计以此日为准")


class PartsView(View):
    """费用构成"""

    in_policy_fen: YuanShown = Field(alias="in_policy_yuan", title="政策范围内（元）")
    pre_pay_fen: YuanShown = Field(alias="pre_pay_yuan", title="乙类先行自付（元）")
    over_ceiling_fen: YuanShown = Field(alias="over_ceiling_yuan", title="超限价自付（元）")
    out_of_policy_fen: YuanShown = Field(alias="out_of_policy_yuan", title="自费（元）")


class ResultView(OutcomeView):
    """结算结果"""

    parts: PartsView = Field(title="费用构成")
    burden: BurdenView = Field(title="年度个人负担")
    burden_share: ShareOfBurdenView | None = Field(default=None, title="年度个人负担占比", description="早先的结算没有")


class SettlementView(View):
    """结算"""

    id: UUID | None = Field(title="结算编号", description="预结算没有编号")
    admission_id: UUID = Field(title="就诊登记编号")
    hospital: str = Field(title="医疗机构编号")
    settled_on: date = Field(title="出院（就诊、中途）结算日期")
    settled_at: datetime = Field(title="结算时间")
    total_fen: YuanShown = Field(alias="total_yuan", title="医疗费总额（元）")
    patient_fen: YuanShown = Field(
        alias="patient_yuan", title="个人负担（元）", description="为负的，是此前中途结算多收、本次退还患者的"
    )
    is_interim: bool = Field(title="是否中途结算", description="为 true 时住院继续，其余费用由以后的结算承接")
    replaces: UUID | None = Field(title="所替代的结算编号", description="县区重新结算时产生的结算，写明它替代哪一次")
    is_reversed: bool = Field(default=False, title="是否已冲正")
    result: ResultView = Field(title="结果与理由")
    national: NationalView = Field(title="国家结算字段", description="与 result 是同一笔结算，字段名按国家医保信息平台接口规范")


class ReverseSettlement(Form):
    """结算冲正"""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "漏记手术费，需补记后重新结算"}]})

    reason: str = Field(title="冲正原因", min_length=2, max_length=200)


class ReversalView(View):
    """冲正"""

    id: UUID = Field(title="冲正编号")
    settlement_id: UUID = Field(title="被冲正的结算编号")
    reason: str = Field(title="冲正原因")
    reversed_at: datetime = Field(title="冲正时间")
    later_settlements: int = Field(
        default=0,
        title="受影响的后续结算数",
        description="同一患者（或其家庭）此后在任何医疗机构的结算，已列入县区的重新结算清单",
    )
