"""Admitting a patient, and letting them go."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field, JsonValue, StringConstraints

from services.medical.rules.admission import (
    CAUSES_SPOKEN,
    DISCHARGES_SPOKEN,
    SCHEMES_SPOKEN,
    STATUSES_SPOKEN,
    VISITS_SPOKEN,
    AdmissionStatus,
    Cause,
    DischargeReason,
    Scheme,
    Visit,
)
from services.medical.rules.claim import PAPERS_SPOKEN, RELATIONS_SPOKEN, Paper, Relation
from services.medical.rules.hospital import PLACES_SPOKEN, TRAITS_SPOKEN, Place
from shared.money import YuanShown
from shared.regions import Region
from shared.schemas import Form, PersonName, View

Disease = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9.+*_-]{1,30}$")]
Trait = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_-]{0,39}$")]
Level = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,19}$")]
LEVELS_SPOKEN = "当地政策列明的等级，例如 1 一级（含乡镇卫生院）、2 二级、3 三级、town 乡镇卫生院、unrated 未定级"
DISEASES_SPOKEN = "ICD-10 医保版代码或当地病种代码，例如 I50.900；只用于待遇计算，不进入事件"

AGREEMENT: dict[str, JsonValue] = {
    "signed_by": "王小明", "relation": "self", "signed_on": "2020-06-01", "papers": ["id_card", "poverty_proof"],
}  # fmt: skip


class SignAgreement(Form):
    """先诊疗后付费协议"""

    model_config = ConfigDict(json_schema_extra={"examples": [AGREEMENT]})

    signed_by: str = Field(title="签字人姓名", min_length=1, max_length=60)
    relation: Relation = Field(default=Relation.SELF, title="签字人与患者的关系", description=RELATIONS_SPOKEN)
    signed_on: date = Field(title="签字日期", description="不晚于今天")
    papers: list[Paper] = Field(title="出示的证件和材料", description=PAPERS_SPOKEN, min_length=1, max_length=20)


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
                    "agreement": AGREEMENT,
                }
            ]
        }
    )

    id_number: str = Field(title="公民身份号码", max_length=40)
    name: PersonName = Field(title="姓名")
    region: Region = Field(title="参保地村（社区）代码", description="12 位统计用区划代码")
    hospital_level: Level | None = Field(
        default=None,
        title="医疗机构等级",
        description=f"{LEVELS_SPOKEN}；已登记的机构可不填，填写的须与登记一致",
    )
    cause: Cause = Field(default=Cause.ILLNESS, title="入院原因", description=CAUSES_SPOKEN)
    admitted_on: date = Field(title="入院日期", description="不晚于今天；门诊为就诊日期")
    visit: Visit = Field(default=Visit.INPATIENT, title="医疗类别", description=VISITS_SPOKEN)
    scheme: Scheme = Field(default=Scheme.RESIDENT, title="险种", description=SCHEMES_SPOKEN)
    diseases: list[Disease] = Field(default=[], title="病种代码", description=DISEASES_SPOKEN, max_length=20)
    traits: list[Trait] = Field(default=[], title="就诊情形", description=TRAITS_SPOKEN, max_length=10)
    agreement: SignAgreement | None = Field(
        default=None, title="先诊疗后付费协议", description="免押金入院时一并提交；不免押金的不记；也可入院后补签"
    )


class DischargePatient(Form):
    """出院登记"""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"discharged_on": "2020-06-12", "reason": "1", "diseases": ["K35.800"]}]}
    )

    discharged_on: date = Field(title="出院日期", description="不早于入院日期和最后一笔费用，不晚于今天")
    reason: DischargeReason = Field(default=DischargeReason.ON_ADVICE, title="离院方式", description=DISCHARGES_SPOKEN)
    diseases: list[Disease] = Field(default=[], title="出院诊断病种代码", description=DISEASES_SPOKEN, max_length=20)


class CancelDischarge(Form):
    """撤销出院"""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "出院日期录入有误"}]})

    reason: str = Field(title="撤销原因", min_length=2, max_length=200)


class CancelAdmission(Form):
    """撤销入院"""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "登记到了同名的另一位患者"}]})

    reason: str = Field(title="撤销原因", min_length=2, max_length=200)


class AgreementView(View):
    """先诊疗后付费协议"""

    signed_by: str = Field(title="签字人", description="医疗机构与患者所在村可见全名，其他人只见掩码")
    relation: Relation = Field(title="签字人与患者的关系", description=RELATIONS_SPOKEN)
    signed_on: date = Field(title="签字日期")
    because: str = Field(title="患者为何可以先诊疗后付费")
    clause: str = Field(title="依据的条款")
    papers: list[Paper] = Field(title="出示的证件和材料", description=PAPERS_SPOKEN)
    recorded_at: datetime = Field(title="记录时间")


class AdmissionView(View):
    """就诊登记"""

    id: UUID = Field(title="就诊登记编号")
    status: AdmissionStatus = Field(title="状态", description=STATUSES_SPOKEN)
    patient_name: str = Field(title="患者姓名", description="医疗机构与患者所在村可见全名，其他人只见掩码")
    id_number_masked: str = Field(title="公民身份号码（掩码）")
    region: str = Field(title="参保地村（社区）代码")
    region_name: str = Field(title="参保地")
    hospital: str = Field(title="医疗机构编号")
    hospital_level: str = Field(title="医疗机构等级", description=LEVELS_SPOKEN)
    cause: Cause = Field(title="入院原因")
    visit: Visit = Field(title="医疗类别", description=VISITS_SPOKEN)
    scheme: Scheme = Field(title="险种", description=SCHEMES_SPOKEN)
    place: Place = Field(title="就医地", description=PLACES_SPOKEN)
    admitted_on: date = Field(title="入院日期")
    discharged_on: date | None = Field(title="出院日期")
    discharge_reason: DischargeReason | None = Field(title="离院方式", description=DISCHARGES_SPOKEN)
    cancel_reason: str | None = Field(title="撤销原因")
    is_without_deposit: bool = Field(title="是否免押金")
    deposit_reason: str = Field(title="免押金或不免的理由")
    agreement: AgreementView | None = Field(default=None, title="先诊疗后付费协议", description="为空表示尚未签署")
    settlement_id: UUID | None = Field(title="结算编号")
    line_count: int = Field(title="费用行数")
    total_fen: YuanShown = Field(alias="total_yuan", title="费用合计（元）")
    in_policy_fen: YuanShown = Field(alias="in_policy_yuan", title="政策范围内（元）")
    pre_pay_fen: YuanShown = Field(alias="pre_pay_yuan", title="乙类先行自付（元）")
    over_ceiling_fen: YuanShown = Field(alias="over_ceiling_yuan", title="超限价自付（元）")
    out_of_policy_fen: YuanShown = Field(alias="out_of_policy_yuan", title="自费（元）")
    opened_at: datetime = Field(title="登记时间")
