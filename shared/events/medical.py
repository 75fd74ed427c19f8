"""What medical tells the others."""

from datetime import date
from typing import Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from shared.events import Event


class AdmissionOpened(Event):
    """入院登记完成"""

    admission_id: UUID = Field(title="就诊登记编号")
    hospital: str = Field(title="医疗机构编号")
    region: str = Field(title="患者所在村（社区）代码")
    person_id: UUID | None = Field(default=None, title="人员编号")
    is_without_deposit: bool = Field(title="是否免押金")


class PayerShare(BaseModel):
    """What one payer pays of one bill."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    payer: str = Field(title="支付方")
    amount_fen: int = Field(ge=0, title="支付金额（分）")
    given_back_fen: int | None = Field(default=None, ge=0, title="退回金额（分）", description="此前中途结算多付、本次退回的")

    @classmethod
    def of(cls, payer: str, paid_fen: int) -> Self:
        """Below zero it is given back."""
        return cls(payer=payer, amount_fen=max(0, paid_fen), given_back_fen=max(0, -paid_fen) or None)


class SettlementCompleted(Event):
    """出院结算完成"""

    settlement_id: UUID = Field(title="结算编号")
    admission_id: UUID = Field(title="就诊登记编号")
    hospital: str = Field(title="医疗机构编号")
    region: str = Field(title="患者所在村（社区）代码")
    person_id: UUID | None = Field(default=None, title="人员编号")
    total_fen: int = Field(ge=0, title="医疗费总额（分）")
    shares: list[PayerShare] = Field(title="各方支付")
    patient_fen: int = Field(ge=0, title="个人负担（分）")
    patient_given_back_fen: int | None = Field(default=None, ge=0, title="退还患者（分）", description="此前中途结算多付的")
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
    total_fen: int = Field(ge=0, title="医疗费总额（分）")
    region: str | None = Field(default=None, title="患者所在村（社区）代码")
    later_settlements: int | None = Field(default=None, title="受影响的后续结算数")
    replaced_by: UUID | None = Field(default=None, title="替代它的结算编号", description="重新结算时写明")


class AdmissionCancelled(Event):
    """入院登记已撤销"""

    admission_id: UUID = Field(title="就诊登记编号")
    hospital: str = Field(title="医疗机构编号")
    region: str = Field(title="患者所在村（社区）代码")


class PatientDischarged(Event):
    """患者已出院"""

    admission_id: UUID = Field(title="就诊登记编号")
    hospital: str = Field(title="医疗机构编号")
    region: str = Field(title="患者所在村（社区）代码")
    discharged_on: date = Field(title="出院日期")


class DischargeCancelled(Event):
    """出院已撤销"""

    admission_id: UUID = Field(title="就诊登记编号")
    hospital: str = Field(title="医疗机构编号")
    region: str = Field(title="患者所在村（社区）代码")


class InstalmentMissed(Event):
    """分期还款逾期"""

    plan_id: UUID = Field(title="分期还款协议编号")
    settlement_id: UUID = Field(title="结算编号")
    hospital: str = Field(title="医疗机构编号")
    region: str = Field(title="患者所在村（社区）代码")
    number: int = Field(ge=1, title="期次")
    due_on: date = Field(title="到期日")
    owed_fen: int = Field(gt=0, title="本期尚欠（分）")
    times: int = Field(ge=1, title="第几次提醒")


class DefaultListingDecided(Event):
    """恶意拖欠名单有了决定"""

    listing_id: UUID = Field(title="记录编号")
    plan_id: UUID = Field(title="分期还款协议编号")
    hospital: str = Field(title="医疗机构编号")
    region: str = Field(title="患者所在村（社区）代码")
    status: str = Field(title="决定", description="rejected / confirmed / lifted")


class BurdenExceeded(Event):
    """家庭医疗负担超过警戒线"""

    settlement_id: UUID = Field(title="结算编号")
    admission_id: UUID = Field(title="就诊登记编号")
    identity_hash: str = Field(title="身份摘要", pattern=r"^[0-9a-f]{64}$")
    person_id: UUID | None = Field(default=None, title="人员编号")
    region: str = Field(title="患者所在村（社区）代码")
    year: int = Field(title="年度")
    burden_fen: int = Field(ge=0, title="年度累计个人负担（分）")
    line_fen: int = Field(ge=0, title="警戒线（分）")


class BurdenShareExceeded(Event):
    """个人累计负担占比达到警戒线"""

    settlement_id: UUID = Field(title="结算编号")
    identity_hash: str = Field(title="身份摘要", pattern=r"^[0-9a-f]{64}$")
    person_id: UUID | None = Field(default=None, title="人员编号")
    region: str = Field(title="患者所在村（社区）代码")
    year: int = Field(title="年度")
    in_policy_fen: int = Field(ge=0, title="年度累计政策范围内费用（分）")
    burden_fen: int = Field(ge=0, title="其中个人负担（分）")
    share_per_mille: int = Field(ge=0, le=1000, title="个人负担占比（千分之）")
    line_per_mille: int = Field(ge=0, le=1000, title="警戒线（千分之）")


class ClearingApproved(Event):
    """清算单已审批，请求支付"""

    statement_id: UUID = Field(title="清算单编号")
    region: str = Field(title="支付方所在县（区）代码")
    hospital: str = Field(title="医疗机构编号")
    payer: str = Field(title="支付方")
    period: str = Field(title="清算月份", pattern=r"^\d{4}-\d{2}$")
    amount_fen: int = Field(gt=0, title="金额（分）")
    ask: int = Field(ge=1, title="第几次请求支付")


class MedicalCoverOpened(Event):
    """医疗保障已覆盖家庭成员"""

    case_id: UUID = Field(title="即时帮扶台账编号")
    household_id: UUID = Field(title="户标识")
    persons: int = Field(ge=0, title="覆盖人数")
    in_force_on: date = Field(title="生效日期")


class RegionShare(BaseModel):
    """What a confirmed roster comes to in one town; a supplement that takes away has amounts below zero."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    region: str = Field(title="镇街代码")
    persons: int = Field(ge=0, title="名册行数")
    amount_fen: int = Field(title="金额（分）")


class RosterConfirmed(Event):
    """参保资助名册已确认"""

    roster_id: UUID = Field(title="名册编号")
    insurance: str = Field(title="参保资助项目代码")
    scheme: str = Field(title="险种", description="resident / employee / special")
    year: int = Field(title="参保年度")
    region: str = Field(title="名册地区代码")
    number: int = Field(ge=0, title="名册序号", description="0 为年度名册，1 起为补充名册")
    counted_on: date = Field(title="清点日期")
    policy: str = Field(title="政策代码")
    policy_version: str = Field(title="政策文件版本")
    added: int = Field(ge=0, title="增加人数")
    changed: int = Field(ge=0, title="调整人数")
    removed: int = Field(ge=0, title="减少人数")
    amount_fen: int = Field(title="金额合计（分）", description="补充名册为增减相抵后的差额")
    towns: list[RegionShare] = Field(title="各镇街")


class TopUpConfirmed(Event):
    """年终补足已确认，请求支付本人"""

    payment_id: UUID = Field(title="支付编号")
    run_id: UUID = Field(title="年终补足批次编号")
    year: int = Field(title="年度")
    region: str = Field(title="村（社区）代码")
    person_id: UUID | None = Field(default=None, title="人员编号", description="不在登记之中的为空，由县区经办窗口支付")
    household_id: UUID | None = Field(default=None, title="户标识")
    payer: str = Field(title="支付方")
    amount_fen: int = Field(gt=0, title="金额（分）")
    ask: int = Field(ge=1, title="第几次请求支付")
    asked_by: str | None = Field(default=None, title="确认人摘要", description="只用于确认人不得自己审核发放")


class PaperClaimSettled(Event):
    """手工报销已结算，请求支付本人"""

    payment_id: UUID = Field(title="支付编号")
    claim_id: UUID = Field(title="手工报销编号")
    region: str = Field(title="村（社区）代码")
    person_id: UUID = Field(title="人员编号")
    household_id: UUID = Field(title="户标识")
    payer: str = Field(title="支付方")
    amount_fen: int = Field(gt=0, title="金额（分）")
    settled_on: date = Field(title="结算日期")
    ask: int = Field(ge=1, title="第几次请求支付")
    asked_by: str = Field(title="经办人摘要", pattern=r"^[0-9a-f]{64}$", description="只用于经办人不得自己审核发放")


class PaperClaimReversed(Event):
    """手工报销的结算已冲正，不再支付本人"""

    payment_id: UUID = Field(title="支付编号")
    claim_id: UUID = Field(title="手工报销编号")
    region: str = Field(title="村（社区）代码")
    ask: int = Field(ge=1, title="第几次请求支付")


class InsurancePurchaseOrdered(Event):
    """扶贫特惠保险已下单"""

    purchase_id: UUID = Field(title="投保单编号")
    roster_id: UUID = Field(title="名册编号")
    kind: str = Field(title="类型", description="first 首次投保；renewal 续保；endorsement 批改")
    region: str = Field(title="名册地区代码")
    year: int = Field(title="年度")
    insurer: str = Field(title="承保保险公司")
    policy_no: str = Field(title="保单号")
    from_on: date = Field(title="保险期间起")
    to_on: date = Field(title="保险期间止")
    added: int = Field(ge=0, title="增加人数")
    removed: int = Field(ge=0, title="减少人数")
    premium_fen: int = Field(title="保费合计（分）", description="批改的为增减相抵后的差额")


class CompensationApproved(Event):
    """特惠保险理赔已核定，保险公司应赔付"""

    claim_id: UUID = Field(title="理赔编号")
    purchase_id: UUID = Field(title="投保单编号")
    region: str = Field(title="县区代码")
    insurer: str = Field(title="承保保险公司")
    amount_fen: int = Field(gt=0, title="应赔付（分）", description="重新核定的为补足的差额")
    due_on: date = Field(title="赔付期限")


class CompensationCancelled(Event):
    """特惠保险理赔重新核定，原应赔付撤回"""

    claim_id: UUID = Field(title="理赔编号")
    purchase_id: UUID = Field(title="投保单编号")
    region: str = Field(title="县区代码")
    insurer: str = Field(title="承保保险公司")
    amount_fen: int = Field(gt=0, title="撤回金额（分）")


class CompensationPaid(Event):
    """特惠保险已赔付"""

    claim_id: UUID = Field(title="理赔编号")
    purchase_id: UUID = Field(title="投保单编号")
    region: str = Field(title="县区代码")
    insurer: str = Field(title="承保保险公司")
    amount_fen: int = Field(gt=0, title="赔付金额（分）")
    paid_on: date = Field(title="赔付日期")
