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


class SettlementReversed(Event):
    """结算已冲正"""

    reversal_id: UUID = Field(title="冲正编号")
    settlement_id: UUID = Field(title="被冲正的结算编号")
    admission_id: UUID = Field(title="就诊登记编号")
    hospital: str = Field(title="医疗机构编号")
    total_fen: int = Field(ge=0, title="医疗费总额(分)")


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


class BurdenShareExceeded(Event):
    """个人累计负担占比达到警戒线"""

    settlement_id: UUID = Field(title="结算编号")
    identity_hash: str = Field(title="身份摘要", pattern=r"^[0-9a-f]{64}$")
    person_id: UUID | None = Field(default=None, title="人员编号")
    region: str = Field(title="患者所在村(社区)代码")
    year: int = Field(title="年度")
    in_policy_fen: int = Field(ge=0, title="年度累计政策范围内费用(分)")
    burden_fen: int = Field(ge=0, title="其中个人负担(分)")
    share_per_mille: int = Field(ge=0, le=1000, title="个人负担占比(千分之)")
    line_per_mille: int = Field(ge=0, le=1000, title="警戒线(千分之)")


class ClearingApproved(Event):
    """清算单已审批,请求支付"""

    statement_id: UUID = Field(title="清算单编号")
    region: str = Field(title="支付方所在县(区)代码")
    hospital: str = Field(title="医疗机构编号")
    payer: str = Field(title="支付方")
    period: str = Field(title="清算月份", pattern=r"^\d{4}-\d{2}$")
    amount_fen: int = Field(gt=0, title="金额(分)")
    ask: int = Field(ge=1, title="第几次请求支付")


class MedicalCoverOpened(Event):
    """医疗保障已覆盖家庭成员"""

    case_id: UUID = Field(title="即时帮扶台账编号")
    household_id: UUID = Field(title="户标识")
    persons: int = Field(ge=0, title="覆盖人数")
    in_force_on: date = Field(title="生效日期")
