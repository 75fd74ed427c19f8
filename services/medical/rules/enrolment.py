"""One row of an enrolment file: who is insured in what and when, or what is wrong with the row."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.medical.rules.premium import SCHEME_TITLES, Scheme
from shared import regions
from shared.cells import Cell, Fault, Row, find_headings, rows_under, text_of
from shared.errors import Conflict, NotFound, Unprocessable
from shared.identity import half_width
from shared.listed_person import ALSO_CALLED, ID_NUMBER, NAME, read_person

YEAR, SCHEME, VILLAGE = "参保年度", "险种", "村（社区）代码"
COLUMNS = (ID_NUMBER, NAME, YEAR, SCHEME, VILLAGE)
REQUIRED = {ID_NUMBER, NAME}

_ALSO = {
    **ALSO_CALLED,
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
    found = find_headings(grid, lambda headings: {_ALSO.get(name, name) for name in headings} >= REQUIRED)
    if found is None:
        raise NotAnEnrolmentFile
    depth, headings = found
    names = [name if (name := _ALSO.get(heading, heading)) in COLUMNS else "" for heading in headings]
    if repeated := sorted({name for name in names if name and names.count(name) > 1}):
        raise RepeatedEnrolmentColumns(columns=repeated)
    filled = rows_under(grid, depth, names)
    if not filled:
        raise NoEnrolments
    return filled


def read_insured(row: Row, *, scheme: Scheme, year: int, region: str, on: date) -> Insured | list[Fault]:
    """The row of a file that was said to be of this scheme, year and region; or everything that is wrong with it."""
    person, faults = read_person(row, on=on)

    def wrong(column: str, reason: str, mend: str) -> None:
        faults.append(Fault(row.number, column, reason, mend))

    texts = {column: text_of(row.cells.get(column)) for column in (YEAR, SCHEME, VILLAGE)}
    if texts[YEAR] and texts[YEAR].removesuffix("年度").removesuffix("年") != str(year):
        wrong(YEAR, f"不是所选的 {year} 年度", "请核对年度；其他年度的人员请另行提交")
    if texts[SCHEME] and _SCHEMES.get(texts[SCHEME]) is not scheme:
        wrong(SCHEME, f"不是所选的险种（{SCHEME_TITLES[scheme]}）", "请核对险种；其他险种的人员请另行提交")
    if texts[VILLAGE] and not (len(texts[VILLAGE]) == 12 and regions.exists(texts[VILLAGE])):
        wrong(VILLAGE, "不是存在的 12 位村（社区）代码", "请按统计用区划代码填写，不清楚的可以留空")
    elif texts[VILLAGE] and not texts[VILLAGE].startswith(region):
        wrong(VILLAGE, "不在所选的地区之内", "请核对地区；其他地区的人员请另行提交")
    return faults or Insured(row.number, person.id_number, person.name, texts[VILLAGE])
