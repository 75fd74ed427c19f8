"""What a person meant by a cell, whatever Excel made of it."""

import re
from datetime import date, datetime, timedelta

from shared.grid import Cell, Uncalculated
from shared.identity import half_width

EXACT_DIGITS = 15
"""Excel keeps fifteen significant digits of a number; of an 18-digit identity number the last three become 0."""

_EPOCH = date(1899, 12, 30)
"""Day 0 of Excel's 1900 date system as every date after February 1900 counts from it."""
_SERIALS = range(1, 73051)  # 1900-01-01 to 2099-12-31

_QUOTED = re.compile(r'^="(.*)"$', re.DOTALL)
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\ufeff\xa0\t\r\n"))
_DATE = re.compile(r"^(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?)|(\d{2})(\d{2}))(?:[ T]0{1,2}:00(?::00)?)?$")
_ERRORS = ("#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!")


def text_of(cell: Cell) -> str:
    """The cell as text: full-width signs made half-width, invisible ones dropped, whole numbers without a decimal point."""
    if cell is None or isinstance(cell, Uncalculated):
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, str):
        text = half_width(cell.translate(_INVISIBLE))
        quoted = _QUOTED.match(text)
        return quoted[1].strip() if quoted else text.removeprefix("'")
    return str(cell)


def has_lost_digits(cell: Cell) -> bool:
    """Whether a long number was typed into a cell of numbers, so that its last digits are gone."""
    return isinstance(cell, int | float) and not isinstance(cell, bool) and abs(cell) >= 10**EXACT_DIGITS


def is_broken_formula(cell: Cell) -> bool:
    """Whether the cell is a formula that gives nothing to read."""
    return isinstance(cell, Uncalculated) or (isinstance(cell, str) and cell.strip().upper().startswith(_ERRORS))


def date_of(cell: Cell) -> date | None:
    """A day, from a real date, from an Excel serial number or from text (`1990-01-02`, `1990/1/2`, `1990年1月2日`,
    `19900102`); None if it is none."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = text_of(cell)
    if text.isdecimal() and len(text) < 8 and int(text) in _SERIALS:
        return _EPOCH + timedelta(days=int(text))
    parts = _DATE.match(text)
    if parts is None:
        return None
    year, month, day = parts[1], parts[2] or parts[4], parts[3] or parts[5]
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
