"""Admitting a patient."""

from datetime import date, datetime
from uuid import UUID

from pydantic import ConfigDict, Field

from services.medical.rules.admission import CAUSES_SPOKEN, AdmissionStatus, Cause, HospitalLevel
from shared.money import YuanShown
from shared.regions import Region
from shared.schemas import Form, View


class OpenAdmission(Form):
    """入院登记"""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id_number": "11010519491231002X",
                    "name": "王小明",
                    "region": "371311001001",
                    "hospital_level": "2",
                    "cause": "illness",
                    "admitted_on": "2020-06-01",
                }
            ]
        }
    )

    id_number: str = Field(title="公民身份号码", max_length=40)
    name: str = Field(title="姓名", min_length=1, max_length=60)
    region: Region = Field(title="参保地村(社区)代码", description="12 位统计用区划代码")
    hospital_level: HospitalLevel = Field(title="医疗机构等级", description="1 一级(含乡镇卫生院)、2 二级、3 三级")
    cause: Cause = Field(default=Cause.ILLNESS, title="入院原因", description=CAUSES_SPOKEN)
    admitted_on: date = Field(title="入院日期", description="不晚于今天")


class AdmissionView(View):
    """就诊登记"""

    id: UUID = Field(title="就诊登记编号")
    status: AdmissionStatus = Field(title="状态", description="open 在院未结算;settled 已结算")
    patient_name: str = Field(title="患者姓名", description="医疗机构与患者所在村可见全名,其他人只见掩码")
    id_number_masked: str = Field(title="公民身份号码(掩码)")
    region: str = Field(title="参保地村(社区)代码")
    region_name: str = Field(title="参保地")
    hospital: str = Field(title="医疗机构编号")
    hospital_level: HospitalLevel = Field(title="医疗机构等级")
    cause: Cause = Field(title="入院原因")
    admitted_on: date = Field(title="入院日期")
    discharged_on: date | None = Field(title="出院日期")
    is_without_deposit: bool = Field(title="是否免押金")
    deposit_reason: str = Field(title="免押金或不免的理由")
    settlement_id: UUID | None = Field(title="结算编号")
    line_count: int = Field(title="费用行数")
    total_fen: YuanShown = Field(alias="total_yuan", title="费用合计(元)")
    in_policy_fen: YuanShown = Field(alias="in_policy_yuan", title="政策范围内(元)")
    pre_pay_fen: YuanShown = Field(alias="pre_pay_yuan", title="乙类先行自付(元)")
    over_ceiling_fen: YuanShown = Field(alias="over_ceiling_yuan", title="超限价自付(元)")
    out_of_policy_fen: YuanShown = Field(alias="out_of_policy_yuan", title="自费(元)")
    opened_at: datetime = Field(title="登记时间")
