"""One row of a site's workbook of dwellings（安置房源）: which dwelling, how large, or what is wrong with the row."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from services.housing.rules.list_file import Headings, Reading
from services.housing.rules.relocation_policy import RelocationKind
from shared.cells import Cell, Fault, Row
from shared.errors import NotFound, Unprocessable

NUMBER, AREA, ROOMS, STOREY, BARRIER_FREE = "房号", "建筑面积", "居室数", "层", "无障碍"
COLUMNS = (NUMBER, AREA, ROOMS, STOREY, BARRIER_FREE)
ROWS = 2_000
MOST_ROOMS, MOST_STOREYS = 9, 40
_ALSO = {
    "面积": AREA,
    "楼层": STOREY,
    "所在层": STOREY,
    "房间数": ROOMS,
    "是否无障碍": BARRIER_FREE,
}
_YES = {"是": True, "有": True, "√": True, "否": False, "无": False, "": False}
_NUMBER = re.compile(r"[0-9A-Za-z#\-号楼栋幢单元室户层区]{1,30}")
_LONG = re.compile(r"\d{7,}")


class NotADwellingTable(Unprocessable):
    """没有找到安置房源的表头"""

    mend = "表头须在前 5 行之内，至少有“房号”“建筑面积”“居室数”“层”"


class NoDwellingRows(Unprocessable):
    """表中只有表头，没有房源"""

    mend = "请逐套填写后提交"


class NoSuchDwellingFile(NotFound):
    """这个安置点没有提交过这份房源文件"""


class NoDwellingRefused(NotFound):
    """这份房源文件没有可以下载的退回行"""

    mend = "没有退回的行，或是留存退回行以前提交的；后者请按退回的原因更正原表，只留退回的行，重新提交"


@dataclass(frozen=True, slots=True)
class DwellingRow:
    """A row that is sound in itself, with its size class."""

    row: int
    number: str
    area_m2: Decimal
    rooms: int
    storey: int
    is_barrier_free: bool
    size_class: str


def must_read_as_number(number: str) -> str:
    """A dwelling's number stands in public notices: digits, letters and the words of a block, no long number.

    Raises ValueError.
    """
    if not _NUMBER.fullmatch(number) or _LONG.search(number) or sum(sign.isdigit() for sign in number) > 10:
        raise ValueError("房号写成 3号楼2单元301 或 3-2-301，数字合计不超过 10 位")
    return number


HEADINGS = Headings(COLUMNS, _ALSO, frozenset(COLUMNS[:4]), NotADwellingTable, NoDwellingRows, by_keys=False)


def rows_of(grid: Sequence[Sequence[Cell]]) -> list[Row]:
    """The filled rows under the headings, in our names of the columns. Raises NotADwellingTable, NoDwellingRows."""
    return HEADINGS.rows_of(grid)


def read_rows(rows: Sequence[Row], kind: RelocationKind, *, known: frozenset[str]) -> tuple[list[DwellingRow], list[Fault]]:
    """Every row that is sound, and everything that is wrong with the others. `known`: numbers that the site has."""
    sound, faults, taken = list[DwellingRow](), list[Fault](), dict[str, int]()
    for row in rows:
        read = _read_row(row, kind)
        if isinstance(read, list):
            faults += read
        elif read.number in known:
            faults.append(Fault(row.number, NUMBER, "这个安置点已有这个房号", "请核对；已录入的房源不用再提交"))
        elif read.number in taken:
            faults.append(Fault(row.number, NUMBER, f"与第 {taken[read.number]} 行房号相同", "每套房源只留一行"))
        else:
            taken[read.number] = row.number
            sound.append(read)
    return sound, faults


def _read_row(row: Row, kind: RelocationKind) -> DwellingRow | list[Fault]:
    reading = Reading(row, COLUMNS)
    texts, wrong = reading.texts, reading.wrong
    try:
        must_read_as_number(texts[NUMBER])
    except ValueError as unreadable:
        wrong(NUMBER, "没有填写，或不是房号", str(unreadable))
    area, size_class = reading.area(AREA, below=10_000), None
    if area is None:
        wrong(AREA, "没有填写，或不是面积", "请填写平方米数，至多两位小数")
    elif (size_class := kind.class_of_area(area)) is None:
        most = max(each.area_most_m2 for each in kind.classes)
        wrong(AREA, f"超过各档户型的面积上限（最大 {most} 平方米）", "超面积的住房不能分配给搬迁户")
    rooms, storey = reading.whole(ROOMS, most=MOST_ROOMS), reading.whole(STOREY, "层", most=MOST_STOREYS)
    if rooms is None:
        wrong(ROOMS, "没有填写，或不是居室数", f"请填写 1 至 {MOST_ROOMS} 的数字")
    if storey is None:
        wrong(STOREY, "没有填写，或不是层数", f"请填写 1 至 {MOST_STOREYS} 的数字，地面层为 1")
    barrier_free = _YES.get(texts[BARRIER_FREE])
    if barrier_free is None:
        wrong(BARRIER_FREE, "不是“是”或“否”", "请填写 是 或 否，留空为否")
    if reading.faults or area is None or size_class is None or rooms is None or storey is None or barrier_free is None:
        return reading.faults
    return DwellingRow(row.number, texts[NUMBER], area, rooms, storey, barrier_free, size_class.code)
