"""Lists of houses and households that a county brings along in a file: its columns by whatever name they go there, by which
number a row's house is found, what its cells say, and what taking a row in does.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from shared.cells import Cell, Fault, Row, date_of, find_headings, has_lost_digits, is_broken_formula, rows_under, text_of
from shared.errors import Refusal
from shared.identity import InvalidIdNumber, check_id_number

HOUSE, CODE, ID_NUMBER = "住房编号", "户编号", "户主身份证号"
KEYS = frozenset({HOUSE, CODE, ID_NUMBER})
"""A row is found by one of them."""
ALSO_KEYS = {
    "房屋编号": HOUSE,
    "住户编号": CODE,
    "身份证号": ID_NUMBER,
    "身份证号码": ID_NUMBER,
    "户主身份证号码": ID_NUMBER,
    "户主证件号码": ID_NUMBER,
    "公民身份号码": ID_NUMBER,
}
_REMARK = re.compile(r"\(.*\)$")


class Decision(StrEnum):
    """What taking a row in does."""

    ENTER = "enter"
    UPDATE = "update"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


DECISION_NAMES = {
    Decision.ENTER: "录入",
    Decision.UPDATE: "更新",
    Decision.UNCHANGED: "无变化",
    Decision.REFUSED: "退回",
}


@dataclass(frozen=True, slots=True)
class ListRow:
    """A row that is sound in itself, by whichever numbers it names its house or household; what it does not say is empty."""

    row: int
    house: str
    code: str
    id_number: str

    @property
    def key(self) -> str:
        """The column by which it is found."""
        return HOUSE if self.house else CODE if self.code else ID_NUMBER


@dataclass(frozen=True, slots=True)
class Headings:
    """A list's columns in our names, what else they are called, and which must be there (by itself any one of KEYS);
    `astray` and `empty` refuse a table that is no such list, or holds no row."""

    columns: Sequence[str]
    also: Mapping[str, str]
    required: frozenset[str]
    astray: type[Refusal]
    empty: type[Refusal]
    by_keys: bool = True

    def rows_of(self, grid: Sequence[Sequence[Cell]]) -> list[Row]:
        """The filled rows under the headings. Raises `astray`, `empty`."""
        found = find_headings(grid, lambda headings: self._is_ours(set(map(self._ours, headings))))
        if found is None:
            raise self.astray
        depth, headings = found
        names = [self._ours(heading) for heading in headings]
        ours = [name if name in self.columns and names.index(name) == at else "" for at, name in enumerate(names)]
        rows = rows_under(grid, depth, ours)
        if not rows:
            raise self.empty
        return rows

    def _ours(self, heading: str) -> str:
        name = without_remark(heading).strip()
        return self.also.get(name) or (ALSO_KEYS.get(name, name) if self.by_keys else name)

    def _is_ours(self, names: set[str]) -> bool:
        return names >= self.required and (not self.by_keys or bool(names & KEYS))


class Reading:
    """A row as it is read: its texts, and everything that is found wrong with it. No fault says an ID number."""

    def __init__(self, row: Row, columns: Sequence[str], *, on: date = date.max) -> None:
        """`on`: the day after which nothing can have happened."""
        self.row, self.on = row, on
        self.texts = {column: text_of(row.cells.get(column)).strip() for column in columns}
        self.faults: list[Fault] = []
        if broken := next((column for column, cell in row.cells.items() if is_broken_formula(cell)), None):
            self.wrong(broken, "公式没有可读的计算结果", "请粘贴为数值")

    def wrong(self, column: str, reason: str, mend: str) -> None:
        self.faults.append(Fault(self.row.number, column, reason, mend))

    def id_number(self) -> str:
        """The ID number, if the row says a sound one; wrong where it names no house at all."""
        if not any(self.texts[key] for key in KEYS):
            keys = "、".join(column for column in self.texts if column in KEYS)
            self.wrong(CODE, f"{keys}都没有填写", "请至少填写一项")
        lost = [column for column in (CODE, ID_NUMBER) if has_lost_digits(self.row.cells.get(column))]
        for column in lost:
            self.wrong(column, "号码存成了数字，末几位已经丢失", "请把该列设为文本格式，重新填写")
        if self.texts[ID_NUMBER] and ID_NUMBER not in lost:
            try:
                return check_id_number(self.texts[ID_NUMBER], on=self.on).number
            except InvalidIdNumber as invalid:
                self.wrong(ID_NUMBER, invalid.reason, InvalidIdNumber.mend)
        return ""

    def day(self, column: str) -> date | None:
        """None also for a day that is still ahead."""
        day = date_of(self.row.cells.get(column))
        return day if day and day <= self.on else None

    def area(self, column: str, *, below: int) -> Decimal | None:
        """In square metres."""
        try:
            area = Decimal(self.texts[column].removesuffix("㎡").removesuffix("平方米"))
        except InvalidOperation:
            return None
        fits = area.is_finite() and 0 < area < below and area == round(area, 2)
        return round(area, 2) if fits else None

    def whole(self, column: str, *units: str, least: int = 1, most: int) -> int | None:
        """A whole number, with or without its unit."""
        text = self.texts[column]
        for unit in units:
            text = text.removesuffix(unit)
        return int(text) if text.isascii() and text.isdigit() and least <= int(text) <= most else None

    def must_be_short(self, limits: Mapping[str, int]) -> None:
        """Texts of at most so many characters."""
        for column, limit in limits.items():
            if len(self.texts[column]) > limit:
                self.wrong(column, f"超过 {limit} 个字", "请缩短")


def without_remark(text: str) -> str:
    """`建筑面积（平方米）` is 建筑面积, as `砖混（砌体）` is 砖混; signs are half-width by now."""
    return _REMARK.sub("", text)
