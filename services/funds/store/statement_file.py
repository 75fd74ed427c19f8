"""A bank's statement out of the file that it sends: SWIFT's MT940, or a table (CSV in UTF-8 or GBK, or a workbook)."""

import io
import logging
import re
from datetime import date
from decimal import Decimal
from typing import Any

import mt940
from mt940.options import Options

from services.funds.rules.bank import StatementForm, StatementNotInYuan, StatementUnreadable
from services.funds.rules.bank_statement import Stated, StatedLine
from services.funds.rules.bank_table import read_table
from shared.grid import read_grid

ROWS = 50_000
"""A county's busiest account in a month, twice over."""
_STARTS = re.compile(rb"^\s*(\xef\xbb\xbf)?(\{1:[^\r\n]*|:20:)")
_ENVELOPE = re.compile(r"(?m)^\{1:.*\{4:\s*$|^-\}.*$")
_UNNAMED = frozenset({"NONREF", "NOTPROVIDED"})

# It logs what it cannot read, and that may name a household.
logging.getLogger("mt940").setLevel(logging.CRITICAL + 1)


def read_statements(content: bytes) -> list[Stated]:
    """Every statement of the file, in its order. Raises the refusals of `shared.grid`, StatementUnreadable and
    StatementNotInYuan."""
    if _STARTS.match(content):
        return _mt940(content)
    return [read_table(read_grid(content, rows=ROWS))]


def _mt940(content: bytes) -> list[Stated]:
    text = _ENVELOPE.sub("", _decoded(content))
    try:
        # As a handle: a text that happens to be the name of a file here would be opened.
        statements = mt940.parse_statements(io.StringIO(text, newline=None), options=Options.all())
        read = [_stated(statement) for statement in statements]
    except (RuntimeError, ValueError, ArithmeticError, KeyError, AttributeError, TypeError) as wrong:
        raise StatementUnreadable(reason=f"MT940 内容有误（{type(wrong).__name__}）") from None
    if not read:
        raise StatementUnreadable(reason="没有一份以 :20: 开头的对账单")
    return read


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise StatementUnreadable(reason="文字编码不是 UTF-8 或 GBK")


def _stated(statement: Any) -> Stated:
    told = statement.data
    opening = told.get("final_opening_balance") or told.get("intermediate_opening_balance")
    closing = told.get("final_closing_balance") or told.get("intermediate_closing_balance")
    if opening is None or closing is None:
        raise StatementUnreadable(reason="缺少期初余额（：60F：）或期末余额（：62F：）")
    if opening.amount.currency not in ("CNY", "RMB"):
        raise StatementNotInYuan(currency=opening.amount.currency)
    number = "/".join(filter(None, (told.get("statement_number"), told.get("sequence_number"))))
    lines = tuple(_line(transaction.data) for transaction in statement)
    # Not the opening balance's day: banks write the day of the closing before.
    days = [_day(closing.date), *(line.booked_on for line in lines)]
    return Stated(
        form=StatementForm.MT940,
        number=number[:40],
        account=told.get("account_identification") or "",
        from_on=min(days),
        to_on=max(days),
        opening_fen=_fen(opening.amount.amount),
        closing_fen=_fen(closing.amount.amount),
        lines=lines,
    )


def _line(told: Any) -> StatedLine:
    reference = (told.get("customer_reference") or "").strip()
    more = (told.get("extra_details"), told.get("transaction_details"), told.get("purpose"), told.get("applicant_name"))
    return StatedLine(
        booked_on=_day(told.get("guessed_entry_date") or told["date"]),
        amount_fen=_fen(told["amount"].amount),
        reference="" if reference in _UNNAMED else reference[:64],
        bank_reference=(told.get("bank_reference") or "").strip()[:64],
        particulars=" ".join(" ".join(filter(None, more)).split()),
    )


def _day(told: date) -> date:
    """A plain one: the library's own kind is read from texts."""
    return date(told.year, told.month, told.day)


def _fen(amount: Decimal) -> int:
    fen = amount.scaleb(2)
    if fen != fen.to_integral_value():
        raise ValueError("an amount with more than two decimals")
    return int(fen)
