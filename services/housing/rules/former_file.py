"""One row of a county's list of renovations from before the platform, or what is wrong with the row.

Such a renovation counts as the one help of its house (认定一户、改造一户); its money was settled before, and is never asked for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from services.housing.rules.mode import MODE_NAMES, Mode
from shared.cells import Cell, Fault, Row, date_of, find_headings, has_lost_digits, is_broken_formula, rows_under, text_of
from shared.errors import Conflict, NotFound, Unprocessable
from shared.identity import InvalidIdNumber, check_id_number
from shared.money import fen

OWN_NUMBER, HOUSE, CODE, ID_NUMBER = "改造编号", "住房编号", "户编号", "户主身份证号"
YEAR, MODE, ACCEPTED, SUBSIDY, PAID = "年度", "改造方式", "验收日期", "补助金额", "补助到户日期"
COST, AREA, NOTE = "实际支出", "建筑面积", "备注"
COLUMNS = (OWN_NUMBER, HOUSE, CODE, ID_NUMBER, YEAR, MODE, ACCEPTED, SUBSIDY, PAID, COST, AREA, NOTE)
REQUIRED = {YEAR, MODE, ACCEPTED, SUBSIDY}
KEYS = {HOUSE, CODE, ID_NUMBER}
ROWS = 5_000
"""One file; a larger county sends its towns or years one by one."""
NUMBER_LIMIT, NOTE_LIMIT = 60, 200
FIRST_YEAR = 2008
"""The pilot of 农村危房改造 began in Guizhou in 2008."""
MOST_FEN = 10**8
"""A million yuan: no subsidy and no farmhouse of the programme costs more."""

_ALSO = {
    "编号": OWN_NUMBER,
    "档案编号": OWN_NUMBER,
    "身份证号": ID_NUMBER,
    "身份证号码": ID_NUMBER,
    "户主身份证号码": ID_NUMBER,
    "公民身份号码": ID_NUMBER,
    "改造年度": YEAR,
    "年份": YEAR,
    "方式": MODE,
    "改造类型": MODE,
    "竣工验收日期": ACCEPTED,
    "验收时间": ACCEPTED,
    "补助资金": SUBSIDY,
    "补助标准": SUBSIDY,
    "补助": SUBSIDY,
    "发放日期": PAID,
    "拨付日期": PAID,
    "到户日期": PAID,
    "总造价": COST,
    "造价": COST,
    "面积": AREA,
    "改造后面积": AREA,
    "说明": NOTE,
}
_MODES = {name: mode for mode, name in MODE_NAMES.items()} | {
    "修缮": Mode.REPAIR,
    "加固": Mode.REPAIR,
    "维修": Mode.REPAIR,
    "重建": Mode.REBUILD,
    "新建": Mode.REBUILD,
    "翻建": Mode.REBUILD,
    "原址重建": Mode.REBUILD,
    "异地重建": Mode.REBUILD,
    "供养": Mode.COLLECTIVE_CARE,
    "租房": Mode.RENT,
    "置换": Mode.SHELTERED,
}


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


class NotAFormerList(Unprocessable):
    """没有找到平台前改造名单的表头"""

    mend = "表头须在前 5 行之内，至少有“年度”“改造方式”“验收日期”“补助金额”，以及“住房编号”“户编号”“户主身份证号”三列之一"


class NoFormerRows(Unprocessable):
    """表中只有表头，没有改造户"""

    mend = "请逐行填写后提交"


class NoSuchFormerFile(NotFound):
    """没有这份提交的名单"""


class NoFormerRefused(NotFound):
    """这份名单没有退回的行"""

    mend = "全部行均可接收，无需更正"


class FormerFileTakenAlready(Conflict):
    """这份名单已经录入"""

    mend = "请查看平台前的改造；有更正的，另行提交"


class HelpedBeforePlatform(Conflict):
    """这处住房的这次改造已在平台前验收，补助不再请求"""

    mend = "请核对平台前改造的名单；名单有误的，更正后重新提交"


@dataclass(frozen=True, slots=True)
class FormerRow:
    """A row that is sound in itself; what it does not say is empty or None. Money in fen."""

    row: int
    own_number: str
    house: str
    code: str
    id_number: str
    year: int
    mode: Mode
    accepted_on: date
    subsidy_fen: int
    paid_on: date | None
    cost_fen: int | None
    area_m2: Decimal | None
    note: str


def rows_of(grid: Sequence[Sequence[Cell]]) -> list[Row]:
    """The filled rows under the headings, in our names of the columns. Raises NotAFormerList, NoFormerRows."""
    found = find_headings(grid, lambda headings: _is_ours(set(map(_ours, headings))))
    if found is None:
        raise NotAFormerList
    depth, headings = found
    names = [_ours(heading) for heading in headings]
    rows = rows_under(grid, depth, [name if name in COLUMNS and names.index(name) == at else "" for at, name in enumerate(names)])
    if not rows:
        raise NoFormerRows
    return rows


def _ours(heading: str) -> str:
    name = heading.partition("(")[0].strip()
    return _ALSO.get(name, name)


def _is_ours(names: set[str]) -> bool:
    return names >= REQUIRED and bool(names & KEYS)


def read_row(row: Row, *, on: date) -> FormerRow | list[Fault]:
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
    year = _year(texts[YEAR], on)
    if year is None:
        wrong(YEAR, "不是可能的年度", f"请填写 {FIRST_YEAR} 至 {on.year} 之间的四位年份")
    mode = _MODES.get(texts[MODE].removesuffix("改造"))
    if mode is None:
        wrong(MODE, "不是可以识别的改造方式", f"请填写{'、'.join(MODE_NAMES.values())}")
    accepted_on = _day(row, ACCEPTED, on)
    if accepted_on is None:
        wrong(ACCEPTED, "没有填写，或不是今天以前的日期", "请写成 2018-09-20；没有验收的，请在平台上申请改造")
    paid_on = _day(row, PAID, on) if texts[PAID] else None
    if texts[PAID] and (paid_on is None or (accepted_on and paid_on < accepted_on)):
        wrong(PAID, "不是验收以后、今天以前的日期", "请写成 2018-10-15；没有到户的留空")
    subsidy_fen, cost_fen = _money(texts[SUBSIDY]), _money(texts[COST])
    if subsidy_fen is None:
        wrong(SUBSIDY, "没有填写，或不是可能的金额", "请填写元，至多两位小数；没有补助的填 0")
    if texts[COST] and not cost_fen:
        wrong(COST, "不是可能的金额", "请填写元，至多两位小数；不清楚的留空")
    area = _area(texts[AREA])
    if texts[AREA] and area is None:
        wrong(AREA, "不是可能的面积", "请填写平方米数，至多两位小数")
    for column, limit in ((OWN_NUMBER, NUMBER_LIMIT), (NOTE, NOTE_LIMIT)):
        if len(texts[column]) > limit:
            wrong(column, f"超过 {limit} 个字", "请缩短")
    if faults or year is None or mode is None or accepted_on is None or subsidy_fen is None:
        return faults
    return FormerRow(
        row.number, texts[OWN_NUMBER], texts[HOUSE].upper(), texts[CODE], id_number, year, mode, accepted_on, subsidy_fen,
        paid_on, cost_fen, area, texts[NOTE],
    )  # fmt: skip


def _year(text: str, on: date) -> int | None:
    digits = text.removesuffix("年度").removesuffix("年")
    return int(digits) if digits.isascii() and digits.isdigit() and FIRST_YEAR <= int(digits) <= on.year else None


def _money(text: str) -> int | None:
    try:
        amount = fen(text.removesuffix("元").replace(",", ""))
    except ValueError:
        return None
    return amount if amount < MOST_FEN else None


def _area(text: str) -> Decimal | None:
    try:
        area = Decimal(text.removesuffix("㎡").removesuffix("平方米"))
    except InvalidOperation:
        return None
    fits = area.is_finite() and 0 < area < 1_000 and area == round(area, 2)
    return round(area, 2) if fits else None


def _day(row: Row, column: str, on: date) -> date | None:
    day = date_of(row.cells.get(column))
    return day if day and day <= on else None
