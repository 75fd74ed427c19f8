"""What medical tells the others."""

from datetime import date
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from shared.events import Event


class AdmissionOpened(Event):
    """入院登记完成"""

    admission_id: UUID = Field(title="就诊登记编号")
    hospital: str = Field(title="医疗机构编号")
    region: str = Field(title="患者所在村(社区)代码")
    person_id: UUID | None = Field(default=None, title="人员编号")
    is_without_deposit: bool = Field(title="是否免押金")


class PayerShare(BaseModel):
    """What one payer pays of one bill."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    payer: str = Field(title="支付方")
    amount_fen: int = Field(ge=0, title="支付金额(分)")


class SettlementCompleted(Event):
    """出院结算完成"""

    settlement_id: UUID = Field(title="结算编号")
    admission_id: UUID = Field(title="就诊登记编号")
    hospital: str = Field(title="医疗机构编号")
    region: str = Field(title="患者所在村(社区)代码")
    person_id: UUID | None = Field(default=None, title="人员编号")
    total_fen: int = Field(ge=0, title="医疗费总额(分)")
    shares: list[PayerShare] = Field(title="各方支付")
    patient_fen: int = Field(ge=0, title="个人负担(分)")
    settled_on: date = Field(title="结算日期")
    visit: str | None = Field(default=None, title="医疗类别", description="inpatient / outpatient / chronic")
    is_interim: bool | None = Field(default=None, title="是否中途结算")
    replaces: UUID | None = Field(default=None, title="所替代的结算编号", description="重新结算时写明")


class SettlementReversed(Event):
    """结算已冲正"""

    reversal_id: UUID = Field(title="冲正编号")
    settlement_id: UUID = Field(title="被冲正的结算编号")
    admission_id: UUID = Field(title="就诊登记编号")
    hospital: str = Field(title="医疗机构编号")
    total_fen: int = Field(ge=0, title="医疗费总额(分)")
    region: str | None = Field(default=None, title="患者所在村(社区)代码")
    later_settlements: int | None = Field(default=None, title="受影响的后续结算数")
    replaced_by: UUID | None = Field(default=None, title="替代它的结算编号", description="重新结算时写明")


class AdmissionCancelled(Event):
    """入院登记已撤销"""

    admission_id: UUID = Field(title="就诊登记编号")
    hospital: str = Field(title="医疗机构编号")
    region: str = Field(title="患者所在村(社区)代码")


class PatientDischarged(Event):
    """患者已出院"""

    admission_id: UUID = Field(title="就诊登记编号")
    hospital: str = Field(title="医疗机构编号")
    region: str = Field(title="患者所在村(社区)代码")
    discharged_on: date = Field(title="出院日期")


class DischargeCancelled(Event):
    """出院已撤销"""

    admission_id: UUID = Field(title="就诊登记编号")
    hospital: str = Field(title="医疗机构编号")
    region: str = Field(title="患者所在村(社区)代码")


class InstalmentMissed(Event):
    """分期还款逾期"""

    plan_id: UUID = Field(title="分期还款协议编号")
    settlement_id: UUID = Field(title="结算编号")
    hospital: str = Field(title="医疗机构编号")
    region: str = Field(title="患者所在村(社区)代码")
    number: int = Field(ge=1, title="期次")
    due_on: date = Field(title="到期日")
    owed_fen: int = Field(gt=0, title="本期尚欠(分)")
    times: int = Field(ge=1, title="第几次提醒")


class DefaultListingDecided(Event):
    """恶意拖欠名单有了决定"""

    listing_id: UUID = Field(title="记录编号")
    plan_id: UUID = Field(title="分期还款协议编号")
    hospital: str = Field(title="医疗机构编号")
    region: str = Field(title="患者所在村(社区)代码")
    status: str = Field(title="决定", description="rejected / confirmed / lifted")


class BurdenExceeded(Event):
    """家庭医疗负担超过警戒线"""

    settlement_id: UUID = Field(title="结算编号")
    admission_id: UUID = Field(title="就诊登记编号")
    identity_hash: str = Field(title="身份摘要", pattern=r"^[0-9a-f]{64}$")
    person_id: UUID | None = Field(default=None, title="人员编号")
    region: str = Field(title="患者所在村(社区)代码")
    year: int = Field(title="年度")
    burden_fen: int = Field(ge=0, title="年度累计个人负担(分)")
    line_fen: int = Field(ge=0, title="警戒线(分)")


class MedicalCoverOpened(Event):
    """医疗保障已覆盖家庭成员"""

    case_id: UUID = Field(title="即时帮扶台账编号")
    household_id: UUID = Field(title="户标识")
    persons: int = Field(ge=0, title="覆盖人数")
    in_force_on: date = Field(title="生效日期")
