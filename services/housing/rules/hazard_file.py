"""One row of a county's own ledger of dangerous houses: which house, of which grade since when, or what is wrong with the row."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from services.housing.rules.house import Grade
from services.housing.rules.list_file import CODE, HOUSE, ID_NUMBER, Headings, ListRow, Reading, without_remark
from services.housing.rules.structure import STRUCTURE_NAMES, Structure
from shared.cells import Cell, Fault, Row
from shared.errors import Conflict, NotFound, Unprocessable

ADDRESS, STRUCTURE, BUILT, STOREYS, AREA = "门牌或方位", "结构类型", "建成年份", "层数", "建筑面积"
GRADE, GRADED, SAFE, NOTE = "等级", "评定日期", "改造完成日期", "备注"
COLUMNS = (HOUSE, CODE, ID_NUMBER, ADDRESS, STRUCTURE, BUILT, STOREYS, AREA, GRADE, GRADED, SAFE, NOTE)
ROWS = 5_000
"""One file; a larger county sends its towns one by one."""
FIRST_YEAR = 1600
MOST_STOREYS = 30

_ALSO = {
    "地址": ADDRESS,
    "房屋地址": ADDRESS,
    "门牌号": ADDRESS,
    "结构": STRUCTURE,
    "房屋结构": STRUCTURE,
    "房屋结构类型": STRUCTURE,
    "建筑年代": BUILT,
    "建造年代": BUILT,
    "建造年份": BUILT,
    "房屋层数": STOREYS,
    "面积": AREA,
    "危房等级": GRADE,
    "房屋等级": GRADE,
    "鉴定等级": GRADE,
    "鉴定日期": GRADED,
    "鉴定时间": GRADED,
    "认定日期": GRADED,
    "竣工日期": SAFE,
    "验收日期": SAFE,
    "改造竣工日期": SAFE,
    "说明": NOTE,
}
_STRUCTURES = {
    "钢筋混凝土": Structure.CONCRETE,
    "混凝土": Structure.CONCRETE,
    "钢混": Structure.CONCRETE,
    "框架": Structure.CONCRETE,
    "砖混": Structure.MASONRY,
    "砌体": Structure.MASONRY,
    "砖瓦": Structure.MASONRY,
    "砖木": Structure.BRICK_TIMBER,
    "木": Structure.TIMBER,
    "钢": Structure.STEEL,
    "轻钢": Structure.STEEL,
    "石": Structure.STONE,
    "石木": Structure.STONE,
    "生土": Structure.EARTH,
    "土坯": Structure.EARTH,
    "土木": Structure.EARTH,
    "其他": Structure.OTHER,
}
_GRADES = {"C": Grade.C, "C级": Grade.C, "D": Grade.D, "D级": Grade.D}


class NotAHazardLedger(Unprocessable):
    """没有找到危房台账的表头"""

    mend = "表头须在前 5 行之内，至少有“等级”“评定日期”，以及“住房编号”“户编号”“户主身份证号”三列之一"


class NoHazardRows(Unprocessable):
    """表中只有表头，没有住房"""

    mend = "请逐行填写后提交"


class NoSuchHazardFile(NotFound):
    """没有这份提交的危房台账"""


class NoHazardRefused(NotFound):
    """这份台账没有退回的行"""

    mend = "全部行均可接收，无需更正"


class HazardFileTakenAlready(Conflict):
    """这份台账已经录入"""

    mend = "请查看危房台账；有更正的，另行提交"


@dataclass(frozen=True, slots=True)
class LedgerRow(ListRow):
    """A row that is sound in itself; what it does not say is empty or None."""

    address: str
    structure: Structure | None
    built_year: int | None
    storeys: int | None
    floor_area_m2: Decimal | None
    grade: Grade
    graded_on: date
    safe_on: date | None
    note: str


HEADINGS = Headings(COLUMNS, _ALSO, frozenset({GRADE, GRADED}), NotAHazardLedger, NoHazardRows)


def rows_of(grid: Sequence[Sequence[Cell]]) -> list[Row]:
    """The filled rows under the headings, in our names of the columns. Raises NotAHazardLedger, NoHazardRows."""
    return HEADINGS.rows_of(grid)


def read_row(row: Row, *, on: date) -> LedgerRow | list[Fault]:
    """The row, or everything that is wrong with it; neither says an ID number."""
    reading = Reading(row, COLUMNS, on=on)
    texts, wrong = reading.texts, reading.wrong
    id_number = reading.id_number()
    structure = _STRUCTURES.get(without_remark(texts[STRUCTURE]).removesuffix("结构"))
    if texts[STRUCTURE] and structure is None:
        wrong(STRUCTURE, "不是可以识别的结构类型", f"请填写{'、'.join(STRUCTURE_NAMES.values())}之一，砖混、土坯等当地叫法也可以")
    built_year = reading.whole(BUILT, "年", least=FIRST_YEAR, most=on.year)
    if texts[BUILT] and built_year is None:
        wrong(BUILT, "不是可能的年份", f"请填写 {FIRST_YEAR} 至 {on.year} 之间的四位年份，不清楚的留空")
    storeys = reading.whole(STOREYS, "层", most=MOST_STOREYS)
    if texts[STOREYS] and storeys is None:
        wrong(STOREYS, "不是可能的层数", "请填写数字，如 1")
    area = reading.area(AREA, below=100_000)
    if texts[AREA] and area is None:
        wrong(AREA, "不是可能的面积", "请填写平方米数，至多两位小数")
    grade = _GRADES.get(texts[GRADE].upper())
    if grade is None:
        wrong(GRADE, "危房台账只列 C、D 级", "请填写 C 或 D；A、B 级的不列入")
    graded_on = reading.day(GRADED)
    if graded_on is None:
        wrong(GRADED, "没有填写，或不是今天以前的日期", "请写成 2018-06-01")
    safe_on = reading.day(SAFE) if texts[SAFE] else None
    if texts[SAFE] and (safe_on is None or (graded_on and safe_on < graded_on)):
        wrong(SAFE, "不是评定以后、今天以前的日期", "请写成 2018-09-20；没有改造完的留空")
    reading.must_be_short({ADDRESS: 100, NOTE: 200})
    if reading.faults or grade is None or graded_on is None:
        return reading.faults
    return LedgerRow(
        row.number, texts[HOUSE].upper(), texts[CODE], id_number, texts[ADDRESS], structure, built_year, storeys, area,
        grade, graded_on, safe_on, texts[NOTE],
    )  # fmt: skip
