"""One row of a county's own ledger of dangerous houses: which house, of which grade since when, or what is wrong with the row."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from services.housing.rules.house import Grade
from services.housing.rules.structure import Structure
from shared.cells import Cell, Fault, Row, date_of, find_headings, has_lost_digits, is_broken_formula, rows_under, text_of
from shared.errors import Conflict, NotFound, Unprocessable
from shared.identity import InvalidIdNumber, check_id_number

NUMBER, CODE, ID_NUMBER = "住房编号", "户编号", "户主身份证号"
ADDRESS, STRUCTURE, BUILT, STOREYS, AREA = "门牌或方位", "结构类型", "建成年份", "层数", "建筑面积"
GRADE, GRADED, SAFE, NOTE = "等级", "评定日期", "改造完成日期", "备注"
COLUMNS = (NUMBER, CODE, ID_NUMBER, ADDRESS, STRUCTURE, BUILT, STOREYS, AREA, GRADE, GRADED, SAFE, NOTE)
REQUIRED = {GRADE, GRADED}
KEYS = {NUMBER, CODE, ID_NUMBER}
ROWS = 5_000
"""One file; a larger county sends its towns one by one."""
ADDRESS_LIMIT, NOTE_LIMIT = 100, 200
FIRST_YEAR = 1600
MOST_STOREYS = 30

_ALSO = {
    "身份证号": ID_NUMBER,
    "身份证号码": ID_NUMBER,
    "户主身份证号码": ID_NUMBER,
    "公民身份号码": ID_NUMBER,
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
_REMARK = re.compile(r"\(.*\)$")
_GRADES = {"C": Grade.C, "C级": Grade.C, "D": Grade.D, "D级": Grade.D}


class Decision(StrEnum):
    """What taking a row in does."""

    ENTER = "enter"
    UPDATE = "update"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


DECISION_NAMES = {
    Decision.ENTER: "列入",
    Decision.UPDATE: "更新",
    Decision.UNCHANGED: "无变化",
    Decision.REFUSED: "退回",
}


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
class LedgerRow:
    """A row that is sound in itself; what it does not say is empty or None."""

    row: int
    number: str
    code: str
    id_number: str
    address: str
    structure: Structure | None
    built_year: int | None
    storeys: int | None
    floor_area_m2: Decimal | None
    grade: Grade
    graded_on: date
    safe_on: date | None
    note: str


def rows_of(grid: Sequence[Sequence[Cell]]) -> list[Row]:
    """The filled rows under the headings, in our names of the columns. Raises NotAHazardLedger, NoHazardRows."""
    found = find_headings(grid, lambda headings: _is_ours(set(map(_ours, headings))))
    if found is None:
        raise NotAHazardLedger
    depth, headings = found
    names = [_ours(heading) for heading in headings]
    rows = rows_under(grid, depth, [name if name in COLUMNS and names.index(name) == at else "" for at, name in enumerate(names)])
    if not rows:
        raise NoHazardRows
    return rows


def _ours(heading: str) -> str:
    name = _without_remark(heading)
    return _ALSO.get(name, name)


def _without_remark(text: str) -> str:
    """`建筑面积（平方米）` is 建筑面积, as `砖混（砌体）` is 砖混; signs are half-width by now."""
    return _REMARK.sub("", text)


def _is_ours(names: set[str]) -> bool:
    return names >= REQUIRED and bool(names & KEYS)


def read_row(row: Row, *, on: date) -> LedgerRow | list[Fault]:
    """The row, or everything that is wrong with it; neither says an ID number."""
    faults: list[Fault] = []
    texts = {column: text_of(row.cells.get(column)).strip() for column in COLUMNS}

    def wrong(column: str, reason: str, mend: str) -> None:
        faults.append(Fault(row.number, column, reason, mend))

    if broken := next((column for column, cell in row.cells.items() if is_broken_formula(cell)), None):
        wrong(broken, "公式没有可读的计算结果", "请粘贴为数值")
    if not any(texts[key] for key in KEYS):
        wrong(CODE, "住房编号、户编号、户主身份证号都没有填写", "请至少填写一项")
    id_number = ""
    if has_lost_digits(row.cells.get(ID_NUMBER)):
        wrong(ID_NUMBER, "号码存成了数字，末几位已经丢失", "请把该列设为文本格式，重新填写")
    elif texts[ID_NUMBER]:
        try:
            id_number = check_id_number(texts[ID_NUMBER], on=on).number
        except InvalidIdNumber as invalid:
            wrong(ID_NUMBER, invalid.reason, InvalidIdNumber.mend)
    structure = _STRUCTURES.get(_without_remark(texts[STRUCTURE]).removesuffix("结构"))
    if texts[STRUCTURE] and structure is None:
        wrong(STRUCTURE, "不是可以识别的结构类型", f"请填写 {'、'.join(dict.fromkeys(list(_STRUCTURES)[::3]))} 等，见模板说明")
    built_year = _whole(texts[BUILT].removesuffix("年"), FIRST_YEAR, on.year)
    if texts[BUILT] and built_year is None:
        wrong(BUILT, "不是可能的年份", f"请填写 {FIRST_YEAR} 至 {on.year} 之间的四位年份，不清楚的留空")
    storeys = _whole(texts[STOREYS].removesuffix("层"), 1, MOST_STOREYS)
    if texts[STOREYS] and storeys is None:
        wrong(STOREYS, "不是可能的层数", "请填写数字，如 1")
    area = _area(texts[AREA])
    if texts[AREA] and area is None:
        wrong(AREA, "不是可能的面积", "请填写平方米数，至多两位小数")
    grade = _GRADES.get(texts[GRADE].upper())
    if grade is None:
        wrong(GRADE, "危房台账只列 C、D 级", "请填写 C 或 D；A、B 级的不列入")
    graded_on = _day(row, GRADED, on)
    if graded_on is None:
        wrong(GRADED, "没有填写，或不是今天以前的日期", "请写成 2018-06-01")
    safe_on = _day(row, SAFE, on) if texts[SAFE] else None
    if texts[SAFE] and (safe_on is None or (graded_on and safe_on < graded_on)):
        wrong(SAFE, "不是评定以后、今天以前的日期", "请写成 2018-09-20；没有改造完的留空")
    for column, limit in ((ADDRESS, ADDRESS_LIMIT), (NOTE, NOTE_LIMIT)):
        if len(texts[column]) > limit:
            wrong(column, f"超过 {limit} 个字", "请缩短")
    if faults or grade is None or graded_on is None:
        return faults
    return LedgerRow(
        row.number, texts[NUMBER].upper(), texts[CODE], id_number, texts[ADDRESS], structure, built_year, storeys, area,
        grade, graded_on, safe_on, texts[NOTE],
    )  # fmt: skip


def _whole(text: str, least: int, most: int) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and least <= int(text) <= most else None


def _area(text: str) -> Decimal | None:
    try:
        area = Decimal(text.removesuffix("㎡").removesuffix("平方米"))
    except InvalidOperation:
        return None
    fits = area.is_finite() and 0 < area < 100_000 and area == round(area, 2)
    return round(area, 2) if fits else None


def _day(row: Row, column: str, on: date) -> date | None:
    day = date_of(row.cells.get(column))
    return day if day and day <= on else None
