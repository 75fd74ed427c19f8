"""A bank's list of loans from before the platform (存量贷款清单): each loan's terms, what was repaid, which days were
subsidised.

The first row of a contract has its terms. Further rows of the same contract say further repayments and further days that were
subsidised; they leave the terms empty, or repeat them as an export does.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from services.funds.rules.interest import Repricing, Striking
from services.funds.rules.repayment import Repayment
from shared.cells import Cell, Row, find_headings, rows_under
from shared.errors import Unprocessable
from shared.identity import half_width
from shared.listed_person import ALSO_CALLED, ID_NUMBER, NAME

CONTRACT, ENTERPRISE, CREDIT_CODE, PLACE = "借款合同号", "经营主体", "统一社会信用代码", "所在村代码"
LOAN_CLASS, USE = "贷款类别", "用途"
LENT, SIGNED, DRAWN, DUE = "放款金额", "签订日期", "放款日期", "到期日期"
FIRST_DUE, LATER_RATE = "展期前到期日期", "展期年利率"
RATE, REPRICING, BASIS, STRIKING = "年利率", "利率方式", "年基天数", "结息方式"
REPAYMENT, EACH, PENALTY = "还本方式", "每期月数", "罚息加收"
RENEWALS, UNTIL, BALANCE = "已续贷次数", "贴息截止日期", "贷款余额"
REPAID_ON, REPAID, INTEREST = "还款日期", "归还本金", "支付利息"
FROM, TO, SUBSIDY, WHY = "贴息起", "贴息止", "已贴息金额", "差额说明"
OF_TERMS = (
    ID_NUMBER, NAME, ENTERPRISE, CREDIT_CODE, PLACE, LOAN_CLASS, USE, LENT, SIGNED, DRAWN, DUE, FIRST_DUE, LATER_RATE, RATE,
    REPRICING, BASIS, STRIKING, REPAYMENT, EACH, PENALTY, RENEWALS, UNTIL, BALANCE,
)  # fmt: skip
COLUMNS = (CONTRACT, *OF_TERMS, REPAID_ON, REPAID, INTEREST, FROM, TO, SUBSIDY, WHY)
REQUIRED = {CONTRACT, LOAN_CLASS, USE, LENT, DRAWN, DUE, RATE, BALANCE, SUBSIDY}
ROWS_LIMIT = 2_000
TEXT_LIMIT = 60
WHY_LIMIT = 200
LEAST_PERCENT = Decimal("0.5")
"""A rate below this was typed into a cell of per cent, which gives a hundredth of what is shown."""
MOST_PERCENT = Decimal(24)
SMALLEST_PERCENT = Decimal("0.0001")

_ALSO = {
    **ALSO_CALLED,
    "合同号": CONTRACT,
    "合同编号": CONTRACT,
    "借款合同编号": CONTRACT,
    "企业名称": ENTERPRISE,
    half_width("所在村（社区）代码"): PLACE,
    "合同利率": RATE,
    "执行利率": RATE,
    "贷款金额": LENT,
    "发放日期": DRAWN,
    "到期日": DUE,
    "余额": BALANCE,
    "结欠本金": BALANCE,
    "贴息起日": FROM,
    "贴息止日": TO,
    "已贴息": SUBSIDY,
}
_UNITS = ("\u0028元\u0029", "\u0028%\u0029")
"""A heading may name the unit; by now its brackets are half-width ones."""


class NotAnOldLoanList(Unprocessable):
    """没有找到存量贷款清单的表头"""

    mend = "表头须在前 5 行之内，可下载模板填写"


class NoOldLoans(Unprocessable):
    """表中只有表头，没有贷款"""

    mend = "请提交有贷款的清单"


@dataclass(frozen=True, slots=True)
class Terms:
    """A contract as its list says it: `rate` of a floating one is what it is above or below the published rate."""

    id_number: str
    name: str
    enterprise: str
    credit_code: str
    place: str
    loan_class: str
    use: str
    lent_fen: int
    signed_on: date
    drawn_on: date
    due_on: date
    first_due_on: date | None
    later_rate: Fraction | None
    rate: Fraction
    repricing: Repricing
    basis: int
    striking: Striking
    repayment: Repayment
    months_each: int
    penalty: Fraction
    renewals: int
    subsidised_until: date | None
    balance_fen: int


@dataclass(frozen=True, slots=True)
class Paid:
    """What was repaid on a day."""

    row: int
    on: date
    principal_fen: int
    interest_fen: int


@dataclass(frozen=True, slots=True)
class Subsidised:
    """Days that were subsidised, both ends included, and what was paid for them."""

    row: int
    from_on: date
    to_on: date
    amount_fen: int
    why: str


@dataclass(frozen=True, slots=True)
class OldLoanRow:
    """A row that is sound in itself; `says_none`: it states that nothing was ever subsidised."""

    row: int
    contract: str
    terms: Terms | None
    paid: Paid | None
    subsidised: Subsidised | None
    says_none: bool


def rows_of(grid: Sequence[Sequence[Cell]]) -> list[Row]:
    """The filled rows under the headings, in our names of the columns. Raises NotAnOldLoanList, NoOldLoans."""
    found = find_headings(grid, lambda headings: {_name(heading) for heading in headings} >= REQUIRED)
    if found is None:
        raise NotAnOldLoanList(needed=sorted(REQUIRED))
    depth, headings = found
    names = [_name(heading) for heading in headings]
    rows = rows_under(grid, depth, [name if name in COLUMNS and names.index(name) == at else "" for at, name in enumerate(names)])
    if not rows:
        raise NoOldLoans
    return rows


def _name(heading: str) -> str:
    bare = heading
    for unit in _UNITS:
        bare = bare.removesuffix(unit)
    return _ALSO.get(bare, bare)
