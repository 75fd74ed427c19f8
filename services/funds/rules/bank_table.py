"""A bank's statement as a table, as banks' own programs export it: which column is what, and what is wrong with a row.

日期, 收入, 支出 and 余额 must be there; 附言 (our reference), 流水号, 摘要, 对方户名 and 对方账号 may. Every row's balance
must follow from the one above it.
"""

from collections.abc import Sequence, Set

from services.funds.rules.bank import StatementForm, StatementUnreadable
from services.funds.rules.bank_statement import Stated, StatedLine
from shared.cells import Cell, Row, date_of, find_headings, rows_under, text_of
from shared.money import signed_fen

COLUMNS: dict[str, tuple[str, ...]] = {
    "day": ("日期", "交易日期", "记账日期"),
    "in": ("收入", "收入金额", "贷方", "贷方金额", "贷方发生额"),
    "out": ("支出", "支出金额", "借方", "借方金额", "借方发生额"),
    "balance": ("余额", "账户余额"),
    "reference": ("附言", "用途编号", "客户参考号"),
    "bank_reference": ("流水号", "交易流水号", "银行流水号"),
    "summary": ("摘要", "用途"),
    "name": ("对方户名", "对方名称"),
    "account": ("对方账号",),
}
"""What banks call each column."""
_NEEDED = ("day", "in", "out", "balance")


def read_table(grid: Sequence[Sequence[Cell]]) -> Stated:
    """Raises StatementUnreadable with the row and the column of what is wrong."""
    found = find_headings(grid, _is_ours)
    if found is None:
        raise StatementUnreadable(reason=f"找不到列名：{'、'.join(COLUMNS[name][0] for name in _NEEDED)}")
    depth, headings = found
    at = {name: heading for name, called in COLUMNS.items() for heading in headings if heading in called}
    rows = rows_under(grid, depth, headings)
    if not rows:
        raise StatementUnreadable(reason="没有一行流水")
    lines: list[StatedLine] = []
    balances: list[int] = []
    for row in rows:
        line, balance = _line(row, at)
        if balances and balances[-1] + line.amount_fen != balance:
            raise _wrong(row, at["balance"], "本行余额与上一行余额加减本行金额不符")
        lines.append(line)
        balances.append(balance)
    days = [line.booked_on for line in lines]
    opening = balances[0] - lines[0].amount_fen
    return Stated(StatementForm.CSV, "", "", min(days), max(days), opening, balances[-1], tuple(lines))


def _is_ours(headings: Set[str]) -> bool:
    return all(headings & set(COLUMNS[name]) for name in _NEEDED)


def _line(row: Row, at: dict[str, str]) -> tuple[StatedLine, int]:
    """A row with the balance after it."""
    text = {name: text_of(row.cells.get(heading)) for name, heading in at.items()}
    booked_on = date_of(row.cells.get(at["day"]))
    if booked_on is None:
        raise _wrong(row, at["day"], "日期应写作 2020-06-01")
    came, went, balance = (_fen(row, at[name], text[name]) for name in ("in", "out", "balance"))
    if bool(came) == bool(went):
        raise _wrong(row, at["in"], "收入与支出应填且只填一项")
    particulars = " ".join(filter(None, (text.get(name, "") for name in ("summary", "name", "account"))))
    line = StatedLine(booked_on, came - went, text.get("reference", "")[:64], text.get("bank_reference", "")[:64], particulars)
    return line, balance


def _fen(row: Row, heading: str, text: str) -> int:
    try:
        return signed_fen(text.replace(",", "")) if text else 0
    except ValueError as wrong:
        raise _wrong(row, heading, str(wrong)) from None


def _wrong(row: Row, heading: str, reason: str) -> StatementUnreadable:
    return StatementUnreadable(row=row.number, column=heading, reason=reason)
