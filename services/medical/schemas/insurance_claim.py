"""Claims of the special insurance: what is reported, moved on, decided and shown."""

from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import ConfigDict, Field, model_validator

from services.medical.rules.claim import RELATIONS_SPOKEN, Relation
from services.medical.rules.insurance_claim import CLAIM_STATUSES_SPOKEN, InsuranceClaimStatus
from services.medical.schemas.claim import Payee
from shared.money import Yuan, YuanShown
from shared.schemas import Form, View

Papers = Annotated[list[str], Field(title="材料代码", description="见该地理赔政策文件，例如 invoice、death-proof", max_length=30)]
Wanted = Annotated[Papers, Field(min_length=1)]


class ReportLoss(Form):
    """报案"""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id_number": "11010519491231002X",
                    "name": "王小明",
                    "benefit": "accident-medical",
                    "event_on": "2020-05-20",
                    "reported_on": "2020-06-05",
                    "claimant": "self",
                    "payee": {"name": "王小明", "bank": "罗庄农商银行", "account": "6223190012345678"},
                    "invoice_no": "37010120000123",
                    "loss_yuan": "3000.00",
                    "paid_elsewhere_yuan": "1200.50",
                }
            ]
        }
    )

    id_number: str = Field(title="被保险人公民身份号码", max_length=40)
    name: str = Field(title="被保险人姓名", min_length=1, max_length=60)
    benefit: str = Field(title="保险责任代码", description="见该地理赔政策文件", pattern=r"^[a-z][a-z0-9-]*$", max_length=60)
    event_on: date = Field(title="出险日期", description="事故、灾害或就诊之日；以这一天是否投保为准")
    reported_on: date = Field(title="报案日期")
    claimant: Relation = Field(title="申请人是被保险人的", description=RELATIONS_SPOKEN)
    payee: Payee = Field(title="收款人")
    settlement_id: UUID | None = Field(
        default=None, title="结算编号", description="账单已在本平台结算的，填结算编号，以其个人负担为准"
    )
    invoice_no: str | None = Field(
        default=None, title="票据号码", description="账单没有在本平台结算的", pattern=r"^[A-Za-z0-9-]{4,40}$"
    )
    loss_fen: Yuan | None = Field(default=None, alias="loss_yuan", title="费用或损失（元）", description="填结算编号的不填")
    paid_elsewhere_fen: Yuan = Field(default=0, alias="paid_elsewhere_yuan", title="已由他处支付（元）")

    @model_validator(mode="after")
    def _names_one_bill(self) -> Self:
        if self.settlement_id and (self.invoice_no or self.loss_fen is not None or self.paid_elsewhere_fen):
            raise ValueError("填写结算编号的，不再填写票据号码和金额：以结算的个人负担为准")
        return self


class AcceptClaim(Form):
    """受理"""

    model_config = ConfigDict(json_schema_extra={"examples": [{"papers": ["claim-form", "id-card", "bank-card"]}]})

    papers: Papers


class RequestPapers(Form):
    """通知补正"""

    model_config = ConfigDict(json_schema_extra={"examples": [{"papers": ["accident-proof", "invoice"]}]})

    papers: Wanted


class ReceivePapers(Form):
    """收到补正材料"""

    model_config = ConfigDict(json_schema_extra={"examples": [{"papers": ["accident-proof"]}]})

    papers: Wanted


class AssessClaim(Form):
    """核定"""

    model_config = ConfigDict(json_schema_extra={"examples": [{"amount_yuan": "1799.50", "note": "属于保险责任"}]})

    refuse: bool = Field(default=False, title="是否拒赔")
    amount_fen: Yuan = Field(default=0, alias="amount_yuan", title="核定赔付金额（元）", description="拒赔的不填")
    note: str = Field(title="核定意见", description="拒赔的写明理由和条款", min_length=2, max_length=500)


class DecideClaim(Form):
    """复核"""

    model_config = ConfigDict(json_schema_extra={"examples": [{"agree": True, "amount_yuan": "1799.50", "note": "同意"}]})

    agree: bool = Field(title="是否同意核定", description="不同意的退回重新核定")
    amount_fen: Yuan = Field(alias="amount_yuan", title="所核对的核定金额（元）", description="拒赔的为 0")
    note: str = Field(title="复核意见", description="同意拒赔的，写拒赔通知书所载理由", min_length=2, max_length=500)


class RecordCompensation(Form):
    """登记赔付"""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"amount_yuan": "1799.50", "paid_on": "2020-06-12", "voucher_no": "FK20200612001"}]}
    )

    amount_fen: Yuan = Field(alias="amount_yuan", title="赔付金额（元）", description="应一次付清")
    paid_on: date = Field(title="付款日期")
    voucher_no: str = Field(title="付款凭证号", min_length=2, max_length=60)


class ReopenClaim(Form):
    """重新核定"""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "申请人提出异议，补充了事故认定书"}]})

    reason: str = Field(title="理由", min_length=2, max_length=500)


class InsuranceClaimView(View):
    """特惠保险理赔"""

    id: UUID = Field(title="理赔编号")
    purchase_id: UUID = Field(title="投保单编号")
    year: int = Field(title="保险年度")
    region: str = Field(title="村（社区）代码")
    insurer: str = Field(title="承保保险公司")
    benefit: str = Field(title="保险责任代码")
    benefit_title: str = Field(title="保险责任")
    status: InsuranceClaimStatus = Field(title="状态", description=CLAIM_STATUSES_SPOKEN)
    insured_name: str = Field(title="被保险人（掩码）")
    id_number: str = Field(title="公民身份号码（掩码）")
    claimant: Relation = Field(title="申请人是被保险人的", description=RELATIONS_SPOKEN)
    payee_name: str = Field(title="收款人（掩码）")
    payee_account: str = Field(title="收款账号（末四位）")
    settlement_id: UUID | None = Field(title="结算编号")
    event_on: date = Field(title="出险日期")
    reported_on: date = Field(title="报案日期")
    accepted_on: date | None = Field(title="受理日期")
    due_on: date = Field(
        title="本环节期限", description="报案为申请期限；受理后为核定期限；核定后为赔付期限；拒赔为通知书送达期限"
    )
    papers_due_on: date | None = Field(title="补正期限", description="待补正的才有；核定期限在此期间不计")
    is_overdue: bool = Field(title="是否逾期", description="待补正的看补正期限")
    papers: list[str] = Field(title="已收材料")
    missing: list[str] = Field(title="尚缺材料")
    asked: list[str] = Field(title="已通知补正的材料")
    loss_fen: YuanShown = Field(alias="loss_yuan", title="费用或损失（元）")
    paid_elsewhere_fen: YuanShown = Field(alias="paid_elsewhere_yuan", title="已由他处支付（元）")
    payable_fen: YuanShown = Field(alias="payable_yuan", title="至多可赔付（元）")
    because: str = Field(title="算法")
    reference: str = Field(title="依据")
    proposes_refusal: bool = Field(title="核定为拒赔")
    assessed_fen: YuanShown = Field(alias="assessed_yuan", title="核定金额（元）")
    assessed_by: str | None = Field(title="核定人")
    approved_fen: YuanShown = Field(alias="approved_yuan", title="应赔付（元）")
    decided_by: str | None = Field(title="复核人")
    decided_on: date | None = Field(title="复核日期")
    refusal_reason: str | None = Field(title="拒赔理由")
    paid_fen: YuanShown = Field(alias="paid_yuan", title="已赔付（元）")
    paid_on: date | None = Field(title="赔付日期")
    reopened: int = Field(title="重新核定次数")


class ClaimStepView(View):
    """办理经过"""

    status: InsuranceClaimStatus = Field(title="办理后的状态", description=CLAIM_STATUSES_SPOKEN)
    note: str = Field(title="说明")
    amount_fen: YuanShown = Field(alias="amount_yuan", title="金额（元）")
    by: str = Field(title="办理人")
    at: datetime = Field(title="办理时间")


class InsurerEntryView(View):
    """保险公司应付账"""

    kind: str = Field(title="类型", description="approved 核定应付；withdrawn 撤回；paid 已付")
    amount_fen: YuanShown = Field(alias="amount_yuan", title="金额（元）", description="已付和撤回为负数")
    booked_on: date = Field(title="记账日期")
    due_on: date | None = Field(title="赔付期限")
    voucher_no: str | None = Field(title="付款凭证号")


class ClaimHistoryView(View):
    """理赔经过与应付账"""

    claim: InsuranceClaimView = Field(title="理赔")
    steps: list[ClaimStepView] = Field(title="办理经过")
    entries: list[InsurerEntryView] = Field(title="保险公司应付账")


class ClaimableView(View):
    """一张账单的一项保险责任"""

    benefit: str = Field(title="保险责任代码")
    title: str = Field(title="保险责任")
    is_claimable: bool = Field(title="可否另行申请")
    paid_in_settlement_fen: YuanShown = Field(alias="paid_in_settlement_yuan", title="已随结算赔付（元）")
    payable_fen: YuanShown = Field(alias="payable_yuan", title="至多可赔付（元）", description="未计本年度其他理赔")
    because: str = Field(title="理由")
    claim_id: UUID | None = Field(title="已有的理赔")
    reference: str = Field(title="依据")


class BenefitFiguresView(View):
    """一项保险责任的理赔"""

    benefit: str = Field(title="保险责任代码")
    title: str = Field(title="保险责任")
    claims: int = Field(title="件数")
    approved: int = Field(title="核定赔付件数")
    paid: int = Field(title="已赔付件数")
    refused: int = Field(title="拒赔件数")
    overdue: int = Field(title="逾期件数")
    approved_fen: YuanShown = Field(alias="approved_yuan", title="应赔付（元）")
    paid_fen: YuanShown = Field(alias="paid_yuan", title="已赔付（元）")
    mean_days: int | None = Field(title="受理到赔付的平均天数", description="按四舍五入；没有已赔付的为空")


class OwedView(View):
    """一家保险公司尚未付清的理赔"""

    insurer: str = Field(title="保险公司")
    claims: int = Field(title="件数")
    owed_fen: YuanShown = Field(alias="owed_yuan", title="尚欠（元）")
    overdue_fen: YuanShown = Field(alias="overdue_yuan", title="其中逾期（元）")


class InsuranceFiguresView(View):
    """特惠保险年度统计"""

    year: int = Field(title="保险年度")
    region: str = Field(title="地区代码")
    persons: int = Field(title="参保人数")
    premium_fen: YuanShown = Field(alias="premium_yuan", title="保费（元）")
    compensation_fen: YuanShown = Field(alias="compensation_yuan", title="赔付（元）", description="随结算赔付与另行核定的合计")
    claims_ratio: str | None = Field(title="赔付率", description="赔付占保费；没有保费的为空")
    benefits: list[BenefitFiguresView] = Field(title="各项保险责任")
    owed: list[OwedView] = Field(title="保险公司应付")
