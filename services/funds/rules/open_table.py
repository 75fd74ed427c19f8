"""What the tables of the open data are made of: columns with their titles, types and constraints, and how a cell is written.

The description follows Data Package v2 (datapackage.org, Frictionless), which readers of v1 understand too.
"""

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from services.funds.rules.public_text import must_be_public
from shared.errors import NotFound, TooLarge, Unprocessable
from shared.money import yuan


@dataclass(frozen=True, slots=True)
class Money:
    """A cell with a sum of money."""

    fen: int


Value = str | int | date | Money | None
"""What a cell holds."""

NOT_SAID = "（不公开）"
SOLE_TRADER = "92"
"""How a unified social credit code begins that belongs to a person in trade (个体工商户, GB 32100-2015)."""
_ORGANISATION = re.compile(
    "公司|合作|集体|社区|中心|委|办事处|办公室|政府|局|站|所|厂|社|队|会|院|校|中学|小学|银行|基金|集团|园|场|联合体|企业|店|部|处|馆|库|村|镇"
)
_SHORT_ENDINGS = ("公司", "政府", "中心", "委", "局", "厂", "站", "所", "院", "校", "办", "社")
"""Of at most four signs, as long as a name is: 王园 and 李会 are people."""
NAME_SIGNS = 4


class NoSuchTable(NotFound):
    """没有这张开放数据表"""

    mend = "表名见 /open-data/datapackage.json"


class NoSuchYear(NotFound):
    """这一年没有开放数据"""

    mend = "请从“/open-data”页面列出的年份中选择"


class TableTooLong(TooLarge):
    """这张表的行数超过一个工作表的上限"""

    mend = "请用 year 按年份分别下载，或下载 CSV"


class NoYearsInTable(Unprocessable):
    """这张表不能按年份下载"""

    mend = "请去掉 year，下载整张表"


class Kind(StrEnum):
    """A column's type, in the words of Table Schema."""

    TEXT = "string"
    WHOLE = "integer"
    AMOUNT = "number"
    DAY = "date"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name for programs, its title for people, and what may stand in it."""

    name: str
    title: str
    kind: Kind = Kind.TEXT
    is_required: bool = False
    is_unique: bool = False
    words: Sequence[str] = ()
    pattern: str = ""
    minimum: int | None = None
    said: str = ""

    @property
    def described(self) -> dict[str, Any]:
        """This column as Table Schema describes a field."""
        told: dict[str, Any] = {"name": self.name, "title": self.title, "type": self.kind.value}
        if self.said:
            told["description"] = self.said
        limits: dict[str, Any] = {}
        if self.is_required:
            limits["required"] = True
        if self.is_unique:
            limits["unique"] = True
        if self.words:
            limits["enum"] = list(self.words)
        if self.pattern:
            limits["pattern"] = self.pattern
        if self.minimum is not None:
            limits["minimum"] = self.minimum
        return told | ({"constraints": limits} if limits else {})


@dataclass(frozen=True, slots=True)
class Foreign:
    """A column whose values are keys of another table; of its own table where `table` is empty."""

    column: str
    table: str
    key: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the open data. `year_of` says in Chinese which year it may be asked for, empty where it has none."""

    name: str
    title: str
    said: str
    columns: Sequence[Column]
    key: Sequence[str]
    foreign: Sequence[Foreign] = field(default=())
    year_of: str = ""

    @property
    def path(self) -> str:
        """Where it lies beside the datapackage.json, at our door and in the archive."""
        return f"tables/{self.name}.csv"

    @property
    def heading(self) -> bytes:
        return lines_of([[column.name for column in self.columns]])

    @property
    def described(self) -> dict[str, Any]:
        """This table as a resource of a Data Package."""
        schema: dict[str, Any] = {"fields": [column.described for column in self.columns], "missingValues": [""]}
        if self.key:
            schema["primaryKey"] = list(self.key)
        if self.foreign:
            schema["foreignKeys"] = [
                {"fields": [key.column], "reference": {"resource": key.table, "fields": [key.key]}} for key in self.foreign
            ]
        return {
            "name": self.name,
            "title": self.title,
            "description": self.said,
            "type": "table",
            "path": self.path,
            "scheme": "file",
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "schema": schema,
        }


def lines_of(rows: Iterable[Sequence[Value]]) -> bytes:
    """Rows as CSV (RFC 4180, UTF-8, no mark at the beginning).

    A text that a spreadsheet would take for a formula gets an apostrophe in front: a citizen opens the file in Excel, and what a
    stranger wrote must not run there. The text to the letter is in the public log.
    """
    lines = _Lines()
    csv.writer(lines, lineterminator="\r\n").writerows([_written(value) for value in row] for row in rows)
    return "".join(lines).encode()


class _Lines(list[str]):
    """What `csv` writes to."""

    write = list.append


def _written(value: Value) -> str:
    match value:
        case None:
            return ""
        case str():
            return f"'{value}" if value.startswith(("=", "+", "-", "@", "\t", "\r")) else value
        case Money(fen):
            return yuan(fen)
        case date():
            return value.isoformat()
        case _:
            return str(value)


def organisation(name: str | None, code: str = "") -> str:
    """Whom the open data names: a unit by its name; a person in trade or anybody else who is no unit, not at all."""
    told = (name or "").strip()
    if not told:
        return ""
    is_unit = told.endswith(_SHORT_ENDINGS) if len(told) <= NAME_SIGNS else bool(_ORGANISATION.search(told))
    is_person = "·" in told or code.startswith(SOLE_TRADER)
    return sayable(told) if is_unit and not is_person else NOT_SAID


def sayable(text: str | None, *, instead: str = NOT_SAID) -> str:
    """A text that officers wrote, if it may stand in public (`must_be_public`)."""
    told = (text or "").strip()
    if not told:
        return ""
    try:
        must_be_public(told, limit=2000)
    except Unprocessable:
        return instead
    return told
