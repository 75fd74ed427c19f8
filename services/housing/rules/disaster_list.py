"""One row of a list of struck households: which household, by whichever number the list has, or what is wrong with the row."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from shared.cells import Cell, Fault, Row, find_headings, has_lost_digits, is_broken_formula, rows_under, text_of
from shared.errors import Conflict, NotFound, Unprocessable
from shared.identity import InvalidIdNumber, check_id_number

CODE, NUMBER, ID_NUMBER, NOTE = "户编号", "住房编号", "户主身份证号", "备注"
COLUMNS = (CODE, NUMBER, ID_NUMBER, NOTE)
KEYS = {CODE, NUMBER, ID_NUMBER}
ROWS = 20_000

_ALSO = {
    "住户编号": CODE,
    "房屋编号": NUMBER,
    "身份证号": ID_NUMBER,
    "身份证号码": ID_NUMBER,
    "户主身份证号码": ID_NUMBER,
    "户主证件号码": ID_NUMBER,
    "公民身份号码": ID_NUMBER,
    "受灾情况": NOTE,
    "说明": NOTE,
}


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
class ListRow:
    """A row that is sound in itself; what it does not say is empty."""

    row: int
    code: str
    number: str
    id_number: str

    @property
    def key(self) -> str:
        """The column by which it is found."""
        return CODE if self.code else NUMBER if self.number else ID_NUMBER


def rows_of(grid: Sequence[Sequence[Cell]]) -> list[Row]:
    """The filled rows under the headings, in our names of the columns. Raises NotADisasterList, NoStruckRows."""
    found = find_headings(grid, lambda headings: bool(set(map(_ours, headings)) & KEYS))
    if found is None:
        raise NotADisasterList
    depth, headings = found
    names = [_ours(heading) for heading in headings]
    rows = rows_under(grid, depth, [name if name in COLUMNS and names.index(name) == at else "" for at, name in enumerate(names)])
    if not rows:
        raise NoStruckRows
    return rows


def _ours(heading: str) -> str:
    return _ALSO.get(heading, heading)


def read_row(row: Row, *, on: date) -> ListRow | list[Fault]:
    """The row, or everything that is wrong with it; neither says an ID number."""
    faults: list[Fault] = []
    texts = {column: text_of(row.cells.get(column)).strip() for column in COLUMNS}
    if broken := next((column for column, cell in row.cells.items() if is_broken_formula(cell)), None):
        faults.append(Fault(row.number, broken, "公式没有可读的计算结果", "请粘贴为数值"))
    if not any(texts[key] for key in KEYS):
        faults.append(Fault(row.number, CODE, "户编号、住房编号、户主身份证号都没有填写", "请至少填写一项"))
    for column in (CODE, ID_NUMBER):
        if has_lost_digits(row.cells.get(column)):
            faults.append(Fault(row.number, column, "号码存成了数字，末几位已经丢失", "请把该列设为文本格式，重新填写"))
    id_number = ""
    if texts[ID_NUMBER] and not has_lost_digits(row.cells.get(ID_NUMBER)):
        try:
            id_number = check_id_number(texts[ID_NUMBER], on=on).number
        except InvalidIdNumber as invalid:
            faults.append(Fault(row.number, ID_NUMBER, invalid.reason, InvalidIdNumber.mend))
    return faults or ListRow(row.number, texts[CODE], texts[NUMBER].upper(), id_number)
