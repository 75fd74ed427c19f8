"""Contracts of projects and payments to suppliers, in and out."""

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Annotated
from uuid import UUID

from pydantic import Field, computed_field, field_validator
from pydantic_core import PydanticCustomError
from stdnum.cn import uscc
from stdnum.exceptions import ValidationError as WrongNumber

from services.funds.rules.contract import PAY_KIND_NAMES, PAY_STATE_NAMES, PROCUREMENT_NAMES, PayKind, PayState, ProcurementMethod
from services.funds.schemas.project import PaperIds
from shared.money import Yuan, YuanShown
from shared.schemas import Form, View

Amount = Annotated[Yuan, Field(gt=0)]


class SignContract(Form):
    """A contract that was signed."""

    title: str = Field(title="合同名称", min_length=2, max_length=100, examples=["蔬菜大棚工程施工合同"])
    supplier: str = Field(title="供应（施工）单位", min_length=2, max_length=100, examples=["临沂建工有限公司"])
    supplier_code: str = Field(title="统一社会信用代码", max_length=18, examples=["91371300MA3C4R5T6J"])
    method: ProcurementMethod = Field(title="采购方式", examples=["open"])
    tender_opened_on: date | None = Field(default=None, title="招标（采购）公告日期", examples=["2020-08-01"])
    tender_closed_on: date | None = Field(default=None, title="开标（响应截止）日期", examples=["2020-08-21"])
    bidders: int = Field(title="投标（响应）单位数", ge=1, le=1000, examples=[5])
    awarded_on: date = Field(title="中标（成交）日期", examples=["2020-08-25"])
    signed_on: date = Field(title="签订日期", examples=["2020-09-01"])
    starts_on: date = Field(title="合同开始日期", examples=["2020-09-05"])
    ends_on: date = Field(title="合同结束日期", examples=["2020-12-20"])
    amount_fen: Amount = Field(alias="amount_yuan", title="合同金额（元）", examples=["580000.00"])
    retention_percent: Decimal = Field(title="质保金比例（%）", ge=0, le=100, max_digits=5, decimal_places=2, examples=["3"])
    warranty_days: int = Field(title="质保期（天）", ge=0, le=3660, examples=[365])
    paper_ids: PaperIds = Field(default=[])

    @field_validator("supplier_code")
    @classmethod
    def _is_one(cls, value: str) -> str:
        try:
            return str(uscc.validate(value))
        except WrongNumber:
            raise PydanticCustomError("uscc", "统一社会信用代码校验不符") from None

    @property
    def retention_permyriad(self) -> int:
        """In hundredths of a per cent: two decimals are all that it may have."""
        return int(self.retention_percent * 100)

    @property
    def retention(self) -> Fraction:
        return Fraction(self.retention_permyriad, 10_000)


class AmendContract(Form):
    """A change of a contract."""

    signed_on: date = Field(title="补充合同签订日期", examples=["2020-10-15"])
    amount_fen: Amount = Field(alias="amount_yuan", title="变更后的合同金额（元）", examples=["595000.00"])
    ends_on: date = Field(title="变更后的结束日期", examples=["2020-12-31"])
    reason: str = Field(title="变更原因", min_length=4, max_length=500, examples=["增加排水沟 120 米"])
    paper_ids: PaperIds = Field(default=[])


class AskSupplierPayment(Form):
    """A supplier is to be paid."""

    kind: PayKind = Field(title="款项", examples=["progress"])
    amount_fen: Amount = Field(alias="amount_yuan", title="金额（元）", examples=["200000.00"])
    line: str = Field(title="预算指标编号", min_length=1, max_length=100, examples=["B-371311-2020-0003"])
    invoice: str = Field(title="发票号码", min_length=1, max_length=60, examples=["03700190010412345678"])
    said: str = Field(default="", title="说明", max_length=500)
    paper_ids: PaperIds = Field(default=[])


class Why(Form):
    """Why something is refused or taken back."""

    reason: str = Field(title="原因", min_length=2, max_length=200, examples=["发票金额与申请不符"])


class AmendmentView(View):
    """A change of a contract."""

    signed_on: date = Field(title="签订日期")
    amount_before_fen: YuanShown = Field(alias="amount_before_yuan", title="变更前金额（元）")
    amount_fen: YuanShown = Field(alias="amount_yuan", title="变更后金额（元）")
    ends_before_on: date = Field(title="变更前结束日期")
    ends_on: date = Field(title="变更后结束日期")
    reason: str = Field(title="变更原因")
    paper_ids: list[UUID] = Field(title="材料编号")


class SupplierPaymentView(View):
    """A payment to a supplier."""

    id: UUID = Field(title="付款编号")
    contract_id: UUID = Field(title="合同编号（系统）")
    kind: PayKind = Field(title="款项")
    state: PayState = Field(title="状态")
    amount_fen: YuanShown = Field(alias="amount_yuan", title="金额（元）")
    line: str = Field(title="预算指标编号")
    invoice: str = Field(title="发票号码")
    said: str = Field(title="说明")
    asked_by: str = Field(title="申请人")
    asked_on: date = Field(title="申请日期")
    decided_by: str | None = Field(title="复核人")
    decided_at: datetime | None = Field(title="复核时间")
    transfer_id: UUID | None = Field(title="款项编号（账簿）")
    paid_on: date | None = Field(title="支付日期")
    why: str | None = Field(title="未通过或退回的原因")
    paper_ids: list[UUID] = Field(title="材料编号")

    @computed_field(title="款项名称")  # type: ignore[prop-decorator]  # pydantic's own form
    @property
    def kind_name(self) -> str:
        return PAY_KIND_NAMES[self.kind]

    @computed_field(title="状态名称")  # type: ignore[prop-decorator]
    @property
    def state_name(self) -> str:
        return PAY_STATE_NAMES[self.state]


class WaitingPaymentView(SupplierPaymentView):
    """A payment with the contract that it is on."""

    contract_number: str = Field(title="合同编号")
    supplier: str = Field(title="供应（施工）单位")


class ContractView(View):
    """A contract with its changes and what was paid on it."""

    id: UUID = Field(title="合同编号（系统）")
    project_id: UUID = Field(title="项目编号（系统）")
    number: str = Field(title="合同编号")
    title: str = Field(title="合同名称")
    supplier: str = Field(title="供应（施工）单位")
    supplier_code: str = Field(title="统一社会信用代码")
    method: ProcurementMethod = Field(title="采购方式")
    tender_opened_on: date | None = Field(title="招标（采购）公告日期")
    tender_closed_on: date | None = Field(title="开标（响应截止）日期")
    bidders: int = Field(title="投标（响应）单位数")
    awarded_on: date = Field(title="中标（成交）日期")
    signed_on: date = Field(title="签订日期")
    starts_on: date = Field(title="合同开始日期")
    ends_on: date = Field(title="合同结束日期")
    first_fen: YuanShown = Field(alias="first_yuan", title="签订时金额（元）")
    amount_fen: YuanShown = Field(alias="amount_yuan", title="合同金额（元）")
    retention_percent: Decimal = Field(title="质保金比例（%）")
    retention_fen: YuanShown = Field(alias="retention_yuan", title="质保金（元）")
    warranty_days: int = Field(title="质保期（天）")
    warranty_until: date | None = Field(title="质保期最后一日", description="验收后起算")
    paid_fen: YuanShown = Field(alias="paid_yuan", title="已支付（元）")
    paper_ids: list[UUID] = Field(title="材料编号")
    amendments: list[AmendmentView] = Field(title="变更")
    payments: list[SupplierPaymentView] = Field(title="付款")

    @computed_field(title="采购方式名称")  # type: ignore[prop-decorator]
    @property
    def method_name(self) -> str:
        return PROCUREMENT_NAMES[self.method]
