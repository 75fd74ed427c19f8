"""Statements of accounts, the trial balance, and whether the books recompute."""

from datetime import date
from uuid import UUID

from pydantic import Field, computed_field

from services.funds.rules.account import KIND_NAMES, SOURCE_NAMES, AccountKind, Source
from services.funds.rules.books import FINDING_NAMES
from services.funds.schemas.ledger import AccountView, SumsView, TransferView
from shared.money import YuanShown
from shared.schemas import View


class StatementLine(SumsView):
    """One line of an account's statement."""

    line: int = Field(title="行号", description="每个账户从 1 起连续编号，不跳号")
    balance_fen: YuanShown = Field(alias="balance_yuan", title="本行之后的余额（元）")
    transfer: TransferView = Field(title="款项")


class StatementView(View):
    """An account's lines, oldest first."""

    account: AccountView = Field(title="账户")
    from_on: date | None = Field(title="起始日期", description="不限的为空")
    to_on: date | None = Field(title="截止日期", description="不限的为空")
    opening_fen: YuanShown = Field(alias="opening_yuan", title="期初余额（元）", description="起始日期之前的余额；不限日期的为 0")
    closing_fen: YuanShown = Field(alias="closing_yuan", title="期末余额（元）", description="截止日期终了的余额")
    rows: list[StatementLine] = Field(title="明细")
    next: int | None = Field(title="下一页位置", description="作为 after 参数取下一页；为空表示已到末页")


class TrialLine(SumsView):
    """All accounts of one kind, or of one kind, source, programme and year."""

    kind: AccountKind = Field(title="账户类别")
    source: Source | None = Field(title="资金来源", description="按类别汇总时没有")
    programme: str | None = Field(title="专项代码", description="按类别汇总时没有")
    year: int | None = Field(title="预算年度", description="按类别汇总时没有")
    opening_fen: YuanShown = Field(alias="opening_yuan", title="期初余额（元）", description="没有写起始日期的与期末余额相同")
    turned_debits_fen: YuanShown = Field(alias="turned_debits_yuan", title="本期借方发生额（元）")
    turned_credits_fen: YuanShown = Field(alias="turned_credits_yuan", title="本期贷方发生额（元）")
    balance_fen: YuanShown = Field(alias="balance_yuan", title="余额（元）")

    @computed_field(title="类别名称")  # type: ignore[prop-decorator]
    @property
    def name(self) -> str:
        return KIND_NAMES[self.kind]

    @computed_field(title="资金来源名称")  # type: ignore[prop-decorator]
    @property
    def source_name(self) -> str:
        return SOURCE_NAMES[self.source] if self.source else ""


class TrialBalanceView(View):
    """Everything in the ledger, added up: the difference is zero, or something is wrong with the books."""

    region: str = Field(title="区划代码")
    from_on: date | None = Field(title="发生额起始日期", description="没有写的不计发生额")
    on: date | None = Field(title="截止日期", description="没有写的为此刻")
    rows: list[TrialLine] = Field(title="汇总")
    difference_fen: YuanShown = Field(alias="difference_yuan", title="借贷差额（元）")
    pending_difference_fen: YuanShown = Field(alias="pending_difference_yuan", title="在途借贷差额（元）")
    is_balanced: bool = Field(title="是否平衡")


class FindingView(View):
    """Something in the books that does not recompute."""

    code: str = Field(title="问题代码")
    id: UUID = Field(title="账户或款项编号")
    told: str = Field(title="重算结果", description="账上保存的与重算得出的数值")

    @computed_field(title="问题名称")  # type: ignore[prop-decorator]
    @property
    def name(self) -> str:
        return FINDING_NAMES[self.code]


class BooksCheckView(View):
    """Everything recomputed from the postings."""

    is_sound: bool = Field(title="是否全部重算相符")
    findings: list[FindingView] = Field(title="发现的问题", description="每类至多列 100 条")
