"""Bank accounts, their statements, and what differs between the bank and the books."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field, computed_field

from services.funds.rules.account import KIND_NAMES, ORIGINS, AccountKind
from services.funds.rules.bank import (
    DIFFERENCE_NAMES,
    DIFFERENCE_STATE_NAMES,
    HOW_NAMES,
    DifferenceKind,
    DifferenceState,
    How,
    StatementForm,
)
from services.funds.schemas.journal import FIRST_DAY
from services.funds.schemas.ledger import Memo
from shared.money import YuanShown, YuanSigned
from shared.regions import AnyRegion
from shared.schemas import Form, View


def _of_a_county_or_town(code: str) -> str:
    if len(code) not in (6, 9):
        raise ValueError("区划代码应为区县（6 位）或镇街（9 位）")
    return code


def _held_somewhere(kinds: list[AccountKind]) -> list[AccountKind]:
    if len(set(kinds)) < len(kinds):
        raise ValueError("账户类别不能重复")
    outside = [kind for kind in kinds if kind in ORIGINS or kind.value.endswith("-paid-out")]
    if outside:
        raise ValueError(f"{KIND_NAMES[outside[0]]}的资金不在本单位的银行账户里")
    return kinds


class OpenBankAccount(Form):
    """An account at a bank and what lies in it."""

    region: Annotated[AnyRegion, AfterValidator(_of_a_county_or_town)] = Field(title="区划代码", examples=["371311"])
    number: str = Field(title="银行账号", pattern=r"^[0-9A-Za-z]{6,40}$", examples=["1610023109200012345"])
    bank: str = Field(title="开户银行", min_length=2, max_length=100, examples=["罗庄农村商业银行营业部"])
    title: str = Field(title="账户名称", min_length=2, max_length=100, examples=["扶贫资金专户"])
    kinds: Annotated[list[AccountKind], Field(min_length=1, max_length=15), AfterValidator(_held_somewhere)] = Field(
        title="存放哪些账户的资金", examples=[["county-pool", "budget-line"]]
    )
    opened_on: date = Field(ge=FIRST_DAY, title="从哪一天起对账", examples=["2020-01-01"])
    opening_fen: YuanSigned = Field(alias="opening_yuan", title="当日期初的银行余额（元）", examples=["0.00"])


class MatchLine(Form):
    """Which transfers a line of the bank is."""

    transfer_ids: Annotated[list[UUID], Field(min_length=1, max_length=500)] = Field(
        title="款项编号", examples=[["0190163c-1c00-7000-8000-000000000001"]]
    )
    reason: Memo = Field(title="勾对依据", examples=["银行按批次合并扣款，与发放清册核对一致"])


class SettleBankDifference(Form):
    """Why bank and books differ."""

    reason: Memo = Field(title="差异原因", examples=["银行季度结息，已于7月2日补记"])


class BankAccountView(View):
    """An account at a bank."""

    id: UUID = Field(title="银行账户编号")
    region: str = Field(title="区划代码")
    number: str = Field(title="银行账号")
    bank: str = Field(title="开户银行")
    title: str = Field(title="账户名称")
    kinds: list[AccountKind] = Field(title="存放哪些账户的资金")
    opened_on: date = Field(title="从哪一天起对账")
    opening_fen: YuanShown = Field(alias="opening_yuan", title="当日期初的银行余额（元）")
    stated_fen: YuanShown = Field(alias="stated_yuan", title="最近一份对账单的期末余额（元）")
    stated_on: date = Field(title="已对账到哪一天")


class BankStatementView(View):
    """A statement that was imported."""

    id: UUID = Field(title="对账单编号")
    number: str = Field(title="银行的对账单号", description="文件没有写的为空")
    form: StatementForm = Field(title="文件格式")
    from_on: date = Field(title="起始日期")
    to_on: date = Field(title="截止日期")
    opening_fen: YuanShown = Field(alias="opening_yuan", title="期初余额（元）")
    closing_fen: YuanShown = Field(alias="closing_yuan", title="期末余额（元）")
    lines: int = Field(title="流水条数")
    new_lines: int = Field(title="其中新增", description="以前导入过的流水不重复保存")
    imported_by: str = Field(title="导入人")
    imported_at: datetime = Field(title="导入时间")


class ImportedView(View):
    """What came of a file, and of holding it against the books."""

    statements: list[BankStatementView] = Field(title="对账单")
    matched: int = Field(title="本次勾对的流水条数")
    differences: int = Field(title="尚有差异的条数")


class BankMatchView(View):
    """A line that is a transfer."""

    line_id: UUID = Field(title="流水编号")
    transfer_id: UUID = Field(title="款项编号")
    how: How = Field(title="勾对方式")
    reason: str = Field(title="勾对依据", description="自动勾对的为空")
    matched_by: str = Field(title="勾对人")
    matched_at: datetime = Field(title="勾对时间")

    @computed_field(title="勾对方式名称")  # type: ignore[prop-decorator]
    @property
    def how_name(self) -> str:
        return HOW_NAMES[self.how]


class BankDifferenceView(View):
    """What bank and books do not say alike."""

    id: UUID = Field(title="差异编号")
    kind: DifferenceKind = Field(title="差异类别")
    line_id: UUID | None = Field(title="银行流水编号")
    transfer_id: UUID | None = Field(title="款项编号")
    amount_fen: YuanShown = Field(alias="amount_yuan", title="银行比账上多（元）", description="负数为少")
    happened_on: date = Field(title="发生日期")
    why: str = Field(title="判断依据")
    state: DifferenceState = Field(title="状态")
    reason: str = Field(title="差异原因", description="待处理的为空")
    found_at: datetime = Field(title="发现时间")
    settled_by: str = Field(title="处理人", description="待处理的为空")
    settled_at: datetime | None = Field(title="处理时间")

    @computed_field(title="类别名称")  # type: ignore[prop-decorator]
    @property
    def kind_name(self) -> str:
        return DIFFERENCE_NAMES[self.kind]

    @computed_field(title="状态名称")  # type: ignore[prop-decorator]
    @property
    def state_name(self) -> str:
        return DIFFERENCE_STATE_NAMES[self.state]


class SheetItem(View):
    """What one side has and the other has not."""

    id: UUID = Field(title="流水编号或款项编号")
    booked_on: date = Field(title="日期")
    amount_fen: YuanShown = Field(alias="amount_yuan", title="金额（元）", description="负数为支出")
    told: str = Field(title="说明", description="差异类别与原因；还在途中的为“在途”")


class ReconciliationView(View):
    """The bank's balance and ours, each with what the other side knows and it does not (银行存款余额调节表)."""

    account: BankAccountView = Field(title="银行账户")
    on: date = Field(title="截止日期")
    bank_fen: YuanShown = Field(alias="bank_yuan", title="银行对账单余额（元）")
    book_fen: YuanShown = Field(alias="book_yuan", title="账面余额（元）")
    opening_fen: YuanShown = Field(
        alias="opening_yuan", title="起始日银行比账上多（元）", description="登记银行账户时两边已有的差额"
    )
    in_books_alone: list[SheetItem] = Field(title="账上有、银行没有")
    in_bank_alone: list[SheetItem] = Field(title="银行有、账上没有")
    bank_adjusted_fen: YuanShown = Field(alias="bank_adjusted_yuan", title="调节后银行余额（元）")
    book_adjusted_fen: YuanShown = Field(alias="book_adjusted_yuan", title="调节后账面余额（元）")
    is_balanced: bool = Field(title="是否调节相符")
    open_differences: int = Field(title="待处理的差异条数")
