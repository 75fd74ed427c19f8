"""One row of an enrolment file: who is insured in what and when, or what is wrong with the row."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.medical.rules.premium import SCHEME_TITLES, Scheme
from shared import regions
from shared.cells import Cell, Fault, Row, has_lost_digits, heading_of, is_broken_formula, is_filled, text_of
from shared.errors import Conflict, NotFound, Unprocessable
from shared.identity import InvalidIdNumber, check_id_number, half_width

ID_NUMBER, NAME, YEAR, SCHEME, VILLAGE = "身份证号", "姓名", "参保年度", "险种", "村（社区）代码"
COLUMNS = (ID_NUMBER, NAME, YEAR, SCHEME, VILLAGE)
REQUIRED = (ID_NUMBER, NAME)
HEADING_DEPTH = 5
"""A title and notes may stand above the headings."""
NAME_LIMIT = 60

_ALSO = {
    "公民身份号码": ID_NUMBER,
    "身份证号码": ID_NUMBER,
    "证件号码": ID_NUMBER,
    "被保险人证件号码": ID_NUMBER,
    "参保人姓名": NAME,
    "被保险人姓名": NAME,
    "年度": YEAR,
    "保险年度": YEAR,
    "参保险种": SCHEME,
    "险种类型": SCHEME,
    "村代码": VILLAGE,
    "村社区代码": VILLAGE,
    half_width(VILLAGE): VILLAGE,
}
_SCHEMES = (
    {title: scheme for scheme, title in SCHEME_TITLES.items()}
    | {scheme.value: scheme for scheme in Scheme}
    | {
        "居民医保": Scheme.RESIDENT,
        "居民基本医疗保险": Scheme.RESIDENT,
        "城乡居民医保": Scheme.RESIDENT,
        "新农合": Scheme.RESIDENT,
        "390": Scheme.RESIDENT,
        "职工医保": Scheme.EMPLOYEE,
        "城镇职工基本医疗保险": Scheme.EMPLOYEE,
        "310": Scheme.EMPLOYEE,
        "特惠保险": Scheme.SPECIAL,
        "医疗商业补充保险": Scheme.SPECIAL,
    }
)
"""What insurers and insurance offices write; 310 and 390 are the national codes of insutype."""


class NotAnEnrolmentFile(Unprocessable):
    """没有找到参保名单的表头"""

    mend = "表头须在前 5 行之内，至少有“身份证号”和“姓名”两列"


class RepeatedEnrolmentColumns(Unprocessable):
    """参保名单的表头有重复的列"""

    mend = "请删去重复的列，见 columns"


class NoEnrolments(Unprocessable):
    """表中只有表头，没有人员"""

    mend = "请提交有人员的名单"


class NoSuchEnrolmentFile(NotFound):
    """没有找到这个参保文件"""


class NoEnrolmentRefused(NotFound):
    """这个参保文件没有退回的行"""

    mend = "全部行已接收，无需更正"


class EnrolmentWithinAnother(Conflict):
    """上级地区已有同一险种、同一年度的参保文件，再交下级地区的会重复计人"""

    mend = "请重新提交上级地区的完整名单，见 region"


@dataclass(frozen=True, slots=True)
class Insured:
    """A row that is sound. `village` is empty where the file does not say it."""

    row: int
    id_number: str
    name: str
    village: str


def rows_of(grid: Sequence[Sequence[Cell]]) -> list[Row]:
    """The filled rows under the headings, in our names of the columns; others are left out.

    Raises NotAnEnrolmentFile, RepeatedEnrolmentColumns, NoEnrolments.
    """
    depth, names = _headings(grid)
    if repeated := sorted({name for name in names if name in COLUMNS and names.count(name) > 1}):
        raise RepeatedEnrolmentColumns(columns=repeated)
    ours = [(at, name) for at, name in enumerate(names) if name in COLUMNS]
    rows = [
        Row(number, {name: line[at] if at < len(line) else None for at, name in ours})
        for number, line in enumerate(grid[depth + 1 :], start=depth + 2)
    ]
    filled = [row for row in rows if any(map(is_filled, row.cells.values()))]
    if not filled:
        raise NoEnrolments
    return filled


def _headings(grid: Sequence[Sequence[Cell]]) -> tuple[int, list[str]]:
    for depth, line in enumerate(grid[:HEADING_DEPTH]):
        headings = [heading_of(cell) for cell in line]
        names = [_ALSO.get(heading, heading) for heading in headings]
        if set(REQUIRED) <= set(names):
            return depth, names
    raise NotAnEnrolmentFile


def read_insured(row: Row, *, scheme: Scheme, year: int, region: str, on: date) -> Insured | list[Fault]:
    """The row of a file that was said to be of this scheme, year and region; or everything that is wrong with it."""
    faults: list[Fault] = []

    def wrong(column: str, reason: str, mend: str) -> None:
        faults.append(Fault(row.number, column, reason, mend))

    for column, cell in row.cells.items():
        if is_broken_formula(cell):
            wrong(column, "公式没有可读的计算结果", "请选择性粘贴为数值后重新提交")
    texts = {column: text_of(row.cells.get(column)) for column in COLUMNS}
    number = ""
    if has_lost_digits(row.cells.get(ID_NUMBER)):
        wrong(ID_NUMBER, "号码存成了数字，末三位已经丢失", "请把该列设为文本格式，重新填写 18 位号码")
    else:
        try:
            number = check_id_number(texts[ID_NUMBER], on=on).number
        except InvalidIdNumber as invalid:
            wrong(ID_NUMBER, invalid.reason, InvalidIdNumber.mend)
    if not 0 < len(texts[NAME]) <= NAME_LIMIT:
        wrong(NAME, "没有填写" if not texts[NAME] else f"超过 {NAME_LIMIT} 个字", "请填写身份证上的姓名")
    if texts[YEAR] and texts[YEAR].removesuffix("年度").removesuffix("年") != str(year):
        wrong(YEAR, f"不是所选的 {year} 年度", "请核对年度；其他年度的人员请另行提交")
    if texts[SCHEME] and _SCHEMES.get(texts[SCHEME]) is not scheme:
        wrong(SCHEME, f"不是所选的险种（{SCHEME_TITLES[scheme]}）", "请核对险种；其他险种的人员请另行提交")
    if texts[VILLAGE] and not (len(texts[VILLAGE]) == 12 and regions.exists(texts[VILLAGE])):
        wrong(VILLAGE, "不是存在的 12 位村（社区）代码", "请按统计用区划代码填写，不清楚的可以留空")
    elif texts[VILLAGE] and not texts[VILLAGE].startswith(region):
        wrong(VILLAGE, "不在所选的地区之内", "请核对地区；其他地区的人员请另行提交")
    return faults or Insured(row.number, number, texts[NAME], texts[VILLAGE])
