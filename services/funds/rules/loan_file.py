"""One row of a bank's monthly list of loans (贷款发放与回收清单): what moved on which loan, or what is wrong with the row."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.funds.rules.loan import EntryKind
from shared.cells import Cell, Fault, Row, date_of, find_headings, is_broken_formula, rows_under, text_of
from shared.errors import NotFound, Unprocessable
from shared.money import fen

NUMBER, ON, KIND, PRINCIPAL, INTEREST, BALANCE, REFERENCE = "贷款编号", "日期", "业务", "本金", "利息", "余额", "流水号"
COLUMNS = (NUMBER, ON, KIND, PRINCIPAL, INTEREST, BALANCE, REFERENCE)
REQUIRED = {NUMBER, ON, KIND, PRINCIPAL}
ROWS = 5_000
"""One file; a larger bank sends its branches one by one."""
REFERENCE_LIMIT = 64
KINDS = {
    "放款": EntryKind.DRAWN,
    "发放": EntryKind.DRAWN,
    "还款": EntryKind.REPAID,
    "还本": EntryKind.REPAID,
    "付息": EntryKind.REPAID,
    "还本付息": EntryKind.REPAID,
}
_ALSO = {
    "编号": NUMBER,
    "合同编号": NUMBER,
    "交易日期": ON,
    "发生日期": ON,
    "业务类型": KIND,
    "交易类型": KIND,
    "还款本金": PRINCIPAL,
    "还款利息": INTEREST,
    "贷款余额": BALANCE,
    "交易流水号": REFERENCE,
}
_IN_YUAN = "\u0028元\u0029"
"""A heading may name the unit; by now its brackets are half-width ones."""


class NotALoanList(Unprocessable):
    """没有找到贷款清单的表头"""

    mend = "表头须在前 5 行之内，至少有“贷款编号”“日期”“业务”“本金”四列"


class NoLoanRows(Unprocessable):
    """表中只有表头，没有发生额"""

    mend = "请提交有发生额的清单；当月没有发生额的不必提交"


class NoSuchLoanFile(NotFound):
    """没有这份贷款清单"""


class NoLoanRowRefused(NotFound):
    """这份贷款清单没有退回的行"""

    mend = "全部行已接收，无需更正"


@dataclass(frozen=True, slots=True)
class LoanRow:
    """A row that is sound in itself. `balance_fen` is None and `reference` empty where the list does not say it."""

    row: int
    number: str
    on: date
    kind: EntryKind
    principal_fen: int
    interest_fen: int
    balance_fen: int | None
    reference: str


def rows_of(grid: Sequence[Sequence[Cell]]) -> list[Row]:
    """The filled rows under the headings, in our names of the columns. Raises NotALoanList, NoLoanRows."""
    found = find_headings(grid, lambda headings: {_name(heading) for heading in headings} >= REQUIRED)
    if found is None:
        raise NotALoanList
    depth, headings = found
    names = [_name(heading) for heading in headings]
    rows = rows_under(grid, depth, [name if name in COLUMNS and names.index(name) == at else "" for at, name in enumerate(names)])
    if not rows:
        raise NoLoanRows
    return rows


def _name(heading: str) -> str:
    bare = heading.removesuffix(_IN_YUAN)
    return _ALSO.get(bare, bare)


def read_row(row: Row, *, on: date) -> LoanRow | list[Fault]:
    """The row, or everything that is wrong with it."""
    faults: list[Fault] = []
    texts = {column: text_of(row.cells.get(column)) for column in COLUMNS}

    def wrong(column: str, reason: str, mend: str) -> None:
        faults.append(Fault(row.number, column, reason, mend))

    for column, cell in row.cells.items():
        if is_broken_formula(cell):
            wrong(column, "公式没有可读的计算结果", "请粘贴为数值")
    if not texts[NUMBER]:
        wrong(NUMBER, "没有填写", "请填写平台的贷款编号，例如 X-371311-2020-0001")
    day = date_of(row.cells.get(ON))
    if day is None:
        wrong(ON, "不是日期", "请写成 2020-06-01")
    elif day > on:
        wrong(ON, "日期在将来", "请核对日期")
    kind = KINDS.get(texts[KIND])
    if kind is None:
        wrong(KIND, "不认识的业务", f"请填写{'、'.join(KINDS)}之一")
    amounts: dict[str, int] = {}
    for column in (PRINCIPAL, INTEREST, BALANCE):
        try:
            amounts[column] = fen(texts[column].replace(",", "")) if texts[column] else 0
        except ValueError as refused:
            wrong(column, str(refused), "金额写成 12345.67，单位元")
    if len(texts[REFERENCE]) > REFERENCE_LIMIT:
        wrong(REFERENCE, f"超过 {REFERENCE_LIMIT} 个字", "请填写银行流水号")
    if not faults and not amounts[PRINCIPAL] + amounts[INTEREST]:
        wrong(PRINCIPAL, "本金和利息都是零", "没有发生额的行请删去")
    if not faults and kind is EntryKind.DRAWN and (amounts[INTEREST] or not amounts[PRINCIPAL]):
        wrong(INTEREST, "放款只写本金", "利息请另写一行")
    if faults or day is None or kind is None:
        return faults
    balance = amounts[BALANCE] if texts[BALANCE] else None
    return LoanRow(row.number, texts[NUMBER].upper(), day, kind, amounts[PRINCIPAL], amounts[INTEREST], balance, texts[REFERENCE])
