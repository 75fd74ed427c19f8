"""A loan's account as the doors show it: entries, plan, days, struck interest; and banks' lists."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field, computed_field

from services.funds.rules.loan import ENTRY_KIND_NAMES, EntryKind
from shared.money import YuanShown
from shared.schemas import Form, View

FAULTS_SHOWN = 200


class ReverseEntry(Form):
    """更正登错的还款。"""

    why: str = Field(title="原因", min_length=2, max_length=64, examples=["登记到了别的贷款"])


class EntryView(View):
    """A line of a loan's account."""

    id: UUID = Field(title="发生额编号")
    kind: EntryKind = Field(title="业务")
    on_day: date = Field(title="日期")
    principal_fen: YuanShown = Field(alias="principal_yuan", title="本金（元）", description="放款为正，归还为负")
    interest_fen: YuanShown = Field(alias="interest_yuan", title="已付利息（元）")
    reference: str = Field(title="流水号或说明")
    reverses_id: UUID | None = Field(title="所更正的发生额")
    file_id: UUID | None = Field(title="银行清单")
    written_by: str = Field(title="登记人")

    @computed_field(title="业务名称")  # type: ignore[prop-decorator]
    @property
    def kind_name(self) -> str:
        return ENTRY_KIND_NAMES[self.kind]


class InstalmentView(View):
    """Principal that falls due."""

    due_on: date = Field(title="到期日期")
    principal_fen: YuanShown = Field(alias="principal_yuan", title="应还本金（元）")


class StretchView(View):
    """Days that are alike; amounts exact, cut to a ten-thousandth of a yuan for reading."""

    from_on: date = Field(title="起")
    to_on: date = Field(title="止", description="含当日")
    days: int = Field(title="天数")
    principal_fen: YuanShown = Field(alias="principal_yuan", title="本金（元）")
    overdue_fen: YuanShown = Field(alias="overdue_yuan", title="其中逾期（元）")
    rate: str = Field(title="年利率")
    subsidised_fen: YuanShown = Field(alias="subsidised_yuan", title="贴息本金（元）")
    subsidy_rate: str = Field(title="贴息年利率")
    interest: str = Field(title="利息（元，未舍入）")
    penalty: str = Field(title="罚息（元，未舍入）")
    subsidy: str = Field(title="贴息（元，未舍入）")


class StruckView(View):
    """A period's interest to the fen."""

    from_on: date = Field(title="起")
    to_on: date = Field(title="止", description="含当日")
    interest_fen: YuanShown = Field(alias="interest_yuan", title="利息（元）")
    penalty_fen: YuanShown = Field(alias="penalty_yuan", title="罚息（元）")
    subsidy_fen: YuanShown = Field(alias="subsidy_yuan", title="贴息（元）")


class SubsidisedView(View):
    """Days of a loan that a list of subsidies claims."""

    bill_id: UUID | None = Field(title="贴息清单", description="平台启用前贴息的没有")
    bill_number: str = Field(title="清单编号")
    state_name: str = Field(title="清单状态")
    from_on: date = Field(title="起")
    to_on: date = Field(title="止")
    days: int = Field(title="天数")
    amount_fen: YuanShown = Field(alias="amount_yuan", title="贴息（元）")
    is_standing: bool = Field(title="是否有效")


class AccountView(View):
    """A loan's account until before a day."""

    loan_id: UUID = Field(title="贷款标识")
    until_on: date = Field(title="算到哪一天", description="不含当日")
    entries: list[EntryView] = Field(title="发生额")
    plan: list[InstalmentView] = Field(title="还款计划")
    stretches: list[StretchView] = Field(title="逐段计息")
    struck: list[StruckView] = Field(title="各期结息")
    subsidised: list[SubsidisedView] = Field(title="贴息")
    outstanding_fen: YuanShown = Field(alias="outstanding_yuan", title="未还本金（元）")
    interest_fen: YuanShown = Field(alias="interest_yuan", title="利息合计（元）")
    penalty_fen: YuanShown = Field(alias="penalty_yuan", title="罚息合计（元）")
    subsidy_fen: YuanShown = Field(alias="subsidy_yuan", title="应贴息合计（元）")
    paid_subsidy_fen: YuanShown = Field(alias="paid_subsidy_yuan", title="已列入清单的贴息（元）")
    to_recover_fen: YuanShown = Field(alias="to_recover_yuan", title="应追回的贴息（元）")
    before_fen: YuanShown = Field(alias="before_yuan", title="其中平台启用前已贴息（元）")
    to_recover_before_fen: YuanShown = Field(
        alias="to_recover_before_yuan",
        title="平台启用前贴息应追回的（元）",
        description="由县直接向银行或农户收回，入库后登记到账",
    )
    overdue_from: date | None = Field(title="自该日起逾期")


class FaultView(View):
    """What is wrong with a row."""

    row: int = Field(title="行号")
    column: str = Field(title="列")
    reason: str = Field(title="原因")
    mend: str = Field(title="如何更正")


class LoanFileView(View):
    """A bank's list as it was read."""

    id: UUID = Field(title="清单编号")
    region: str = Field(title="县（区）代码")
    bank: str = Field(title="银行")
    rows: int = Field(title="行数")
    taken: int = Field(title="接收")
    unchanged: int = Field(title="已有的")
    refused: int = Field(title="退回")
    faults: list[FaultView] = Field(title="退回的原因")
    uploaded_by: str = Field(title="提交人")
    uploaded_at: datetime = Field(title="提交时间")
