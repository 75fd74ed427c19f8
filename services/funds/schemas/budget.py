"""Money received, a year's plan, and the catalogue of what may be budgeted for."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field, computed_field

from services.funds.rules.account import SOURCE_NAMES, Source
from services.funds.rules.budget import RECEIPT_STATE_NAMES, ReceiptState
from services.funds.rules.budget_plan import PLAN_STATE_NAMES, PlanState
from services.funds.schemas.ledger import Amount, BudgetYearNumber, County, Memo, PublicSource
from services.funds.schemas.public_text import PublicWords
from shared.money import YuanShown
from shared.schemas import Form, View

DocumentNumber = Annotated[PublicWords, Field(min_length=2, max_length=60)]


class TakeBackReceipt(Form):
    """Why money was entered by mistake."""

    reason: Memo = Field(title="撤销原因", examples=["文号登记错误"])


class PlanYear(Form):
    """What a county plans to have of a source in a year."""

    county: County = Field(title="区县代码", examples=["371311"])
    source: PublicSource = Field(title="资金来源", examples=["county"])
    year: BudgetYearNumber = Field(title="预算年度", examples=[2020])
    planned_fen: Amount = Field(alias="planned_yuan", title="安排规模（元）", examples=["12000000.00"])
    document_number: DocumentNumber = Field(title="文号", examples=["罗财预〔2020〕3号"])
    last_year_fen: Amount | None = Field(
        default=None,
        alias="last_year_yuan",
        title="上年安排规模（元）",
        description="平台没有上年数时填写；有上年数的以平台为准",
        examples=["11500000.00"],
    )


class DecidePlan(Form):
    """What a second person says to a year's plan."""

    decision: Annotated[str, Field(max_length=200)] = Field(default="", title="审定意见", examples=["同意"])


class PlanView(View):
    """A year's plan, from its preparation to the second person's word."""

    id: UUID = Field(title="年度安排编号")
    region: str = Field(title="区县代码")
    source: Source = Field(title="资金来源")
    year: int = Field(title="预算年度")
    planned_fen: YuanShown = Field(alias="planned_yuan", title="安排规模（元）")
    last_year_fen: YuanShown | None = Field(alias="last_year_yuan", title="上年安排规模（元）")
    warning: str = Field(title="提醒", description="低于上年且当地规则只要求提醒时有值")
    document_number: str = Field(title="文号")
    state: PlanState = Field(title="状态")
    prepared_by: str = Field(title="填报人")
    prepared_at: datetime = Field(title="填报时间")
    decided_by: str | None = Field(title="审定人")
    decided_at: datetime | None = Field(title="审定时间")
    decision: str = Field(title="审定意见")

    @computed_field(title="状态名称")  # type: ignore[prop-decorator]  # pydantic's own form
    @property
    def state_name(self) -> str:
        return PLAN_STATE_NAMES[self.state]

    @computed_field(title="来源名称")  # type: ignore[prop-decorator]
    @property
    def source_name(self) -> str:
        return SOURCE_NAMES[self.source]

    @computed_field(alias="change_yuan", title="比上年增减（元）")  # type: ignore[prop-decorator]
    @property
    def change_fen(self) -> YuanShown | None:
        return None if self.last_year_fen is None else self.planned_fen - self.last_year_fen


class ReceiptView(View):
    """Money that came in by a document."""

    id: UUID = Field(title="到账编号")
    region: str = Field(title="区县代码")
    source: Source = Field(title="资金来源")
    programme: str = Field(title="指定专项", description="未指定专项的为空")
    year: int = Field(title="预算年度")
    document_number: str = Field(title="文号")
    issued_on: date | None = Field(title="文件日期")
    instalment: int = Field(title="批次")
    amount_fen: YuanShown = Field(alias="amount_yuan", title="金额（元）")
    memo: str = Field(title="摘要")
    received_by: str = Field(title="登记人")
    received_at: datetime = Field(title="登记时间")
    state: ReceiptState = Field(title="状态")
    transfer_id: UUID = Field(title="登记的款项编号")
    confirmed_by: str | None = Field(title="确认人", description="待确认的为空")
    confirmed_at: datetime | None = Field(title="确认时间")
    posted_id: UUID | None = Field(title="入账的款项编号", description="待确认的为空")
    disclosure_id: UUID | None = Field(title="公示条目编号", description="待确认的为空")
    taken_back_at: datetime | None = Field(title="撤销时间")
    taken_back_by: str = Field(title="撤销人")
    reason: str = Field(title="撤销原因")

    @computed_field(title="来源名称")  # type: ignore[prop-decorator]  # pydantic's own form
    @property
    def source_name(self) -> str:
        return SOURCE_NAMES[self.source]

    @computed_field(title="状态名称")  # type: ignore[prop-decorator]
    @property
    def state_name(self) -> str:
        return RECEIPT_STATE_NAMES[self.state]


class BudgetYearView(View):
    """A county's year of one source."""

    id: UUID = Field(title="编号")
    region: str = Field(title="区县代码")
    source: Source = Field(title="资金来源")
    year: int = Field(title="预算年度")
    planned_fen: YuanShown | None = Field(alias="planned_yuan", title="安排规模（元）")
    plan_document: str = Field(title="文号")
    planned_by: str = Field(title="填报人")
    planned_at: datetime | None = Field(title="填报时间")
    agreed_by: str | None = Field(title="审定人", description="没有审定过的、启用两人审定以前填报的为空")
    agreed_at: datetime | None = Field(title="审定时间")
    last_year_fen: YuanShown | None = Field(alias="last_year_yuan", title="上年安排规模（元）")
    warning: str = Field(title="提醒", description="低于上年且当地规则只要求提醒时有值")
    received_fen: YuanShown = Field(alias="received_yuan", title="已到账（元）")
    fee_fen: YuanShown = Field(alias="fee_yuan", title="已安排项目管理费（元）")
    fee_limit_per_10000: int | None = Field(title="项目管理费上限（万分之几）", description="没有上限的来源为空")

    @computed_field(title="来源名称")  # type: ignore[prop-decorator]
    @property
    def source_name(self) -> str:
        return SOURCE_NAMES[self.source]

    @computed_field(alias="change_yuan", title="比上年增减（元）")  # type: ignore[prop-decorator]
    @property
    def change_fen(self) -> YuanShown | None:
        known = self.planned_fen is not None and self.last_year_fen is not None
        return (self.planned_fen or 0) - (self.last_year_fen or 0) if known else None


class ProgrammeView(View):
    """A programme and what may pay for it."""

    code: str = Field(title="代码")
    title: str = Field(title="名称")
    sources: list[str] = Field(title="可用资金来源")
    uses: list[str] = Field(title="可列支用途", description="代码和名称")
    clause: str = Field(title="依据")


class NegativeView(View):
    """An item of the negative list."""

    code: str = Field(title="代码")
    title: str = Field(title="不得列支的支出")
    sources: list[str] = Field(title="适用的资金来源")
    clause: str = Field(title="依据")


class CatalogueView(View):
    """What may be budgeted for in a place, and what never."""

    policy: str = Field(title="规则文件")
    policy_version: str = Field(title="规则版本")
    programmes: list[ProgrammeView] = Field(title="专项目录")
    negative: list[NegativeView] = Field(title="负面清单")
    fee: str = Field(title="项目管理费上限")
    last_year: list[str] = Field(title="与上年比较")
    clawback: str = Field(title="结转与收回")
