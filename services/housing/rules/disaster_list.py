"""One row of a list of struck households: which household, by whichever number the list has, or what is wrong with the row."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.housing.rules.list_file import CODE, HOUSE, ID_NUMBER, Headings, ListRow, Reading
from shared.cells import Cell, Fault, Row
from shared.errors import Conflict, NotFound, Unprocessable

NOTE = "备注"
COLUMNS = (CODE, HOUSE, ID_NUMBER, NOTE)
ROWS = 20_000


class NotADisasterList(Unprocessable):
    """没有找到受灾名单的表头"""

    mend = "表头须在前 5 行之内，至少有“户编号”“住房编号”“户主身份证号”三列之一"


class NoStruckRows(Unprocessable):
    """表中只有表头，没有受灾户"""

    mend = "请逐户一行填写后提交"


class NoSuchDisasterList(NotFound):
    """没有这份受灾名单"""


class NoStruckRefused(NotFound):
    """这份名单没有退回的行"""

    mend = "全部行都已找到对应的户，无需更正"


class DisasterListTaken(Conflict):
    """这份受灾名单已经用过"""

    mend = "有补充的，另行提交一份名单"


class DisasterListElsewhere(Conflict):
    """这份受灾名单是另一个县区的"""

    mend = "请按县区分别提交"


@dataclass(frozen=True, slots=True)
class StruckRow(ListRow):
    """A row that is sound in itself; of several numbers the household's code comes first."""

    @property
    def key(self) -> str:
        return CODE if self.code else HOUSE if self.house else ID_NUMBER


HEADINGS = Headings(COLUMNS, {"受灾情况": NOTE, "说明": NOTE}, frozenset(), NotADisasterList, NoStruckRows)


def rows_of(grid: Sequence[Sequence[Cell]]) -> list[Row]:
    """The filled rows under the headings, in our names of the columns. Raises NotADisasterList, NoStruckRows."""
    return HEADINGS.rows_of(grid)


def read_row(row: Row, *, on: date) -> StruckRow | list[Fault]:
    """The row, or everything that is wrong with it; neither says an ID number."""
    reading = Reading(row, COLUMNS, on=on)
    id_number = reading.id_number()
    return reading.faults or StruckRow(row.number, reading.texts[HOUSE].upper(), reading.texts[CODE], id_number)
