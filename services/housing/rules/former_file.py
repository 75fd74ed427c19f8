"""One row of a county's list of renovations from before the platform, or what is wrong with the row.

Such a renovation counts as the one help of its house (认定一户、改造一户); its money was settled before, and is never asked for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from services.housing.rules.list_file import CODE, HOUSE, ID_NUMBER, Headings, ListRow, Reading
from services.housing.rules.mode import MODE_NAMES, Mode
from shared.cells import Cell, Fault, Row
from shared.errors import Conflict, NotFound, Unprocessable
from shared.money import fen

OWN_NUMBER = "改造编号"
YEAR, MODE, ACCEPTED, SUBSIDY, PAID = "年度", "改造方式", "验收日期", "补助金额", "补助到户日期"
COST, AREA, NOTE = "实际支出", "建筑面积", "备注"
COLUMNS = (OWN_NUMBER, HOUSE, CODE, ID_NUMBER, YEAR, MODE, ACCEPTED, SUBSIDY, PAID, COST, AREA, NOTE)
ROWS = 5_000
"""One file; a larger county sends its towns or years one by one."""
FIRST_YEAR = 2008
"""The pilot of 农村危房改造 began in Guizhou in 2008."""
MOST_FEN = 10**8
"""A million yuan: no subsidy and no farmhouse of the programme costs more."""

_ALSO = {
    "编号": OWN_NUMBER,
    "档案编号": OWN_NUMBER,
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
class FormerRow(ListRow):
    """A row that is sound in itself; what it does not say is empty or None. Money in fen."""

    own_number: str
    year: int
    mode: Mode
    accepted_on: date
    subsidy_fen: int
    paid_on: date | None
    cost_fen: int | None
    area_m2: Decimal | None
    note: str


HEADINGS = Headings(COLUMNS, _ALSO, frozenset({YEAR, MODE, ACCEPTED, SUBSIDY}), NotAFormerList, NoFormerRows)


def rows_of(grid: Sequence[Sequence[Cell]]) -> list[Row]:
    """The filled rows under the headings, in our names of the columns. Raises NotAFormerList, NoFormerRows."""
    return HEADINGS.rows_of(grid)


def read_row(row: Row, *, on: date) -> FormerRow | list[Fault]:
    """The row, or everything that is wrong with it; neither says an ID number."""
    reading = Reading(row, COLUMNS, on=on)
    texts, wrong = reading.texts, reading.wrong
    id_number = reading.id_number()
    year = reading.whole(YEAR, "年度", "年", least=FIRST_YEAR, most=on.year)
    if year is None:
        wrong(YEAR, "不是可能的年度", f"请填写 {FIRST_YEAR} 至 {on.year} 之间的四位年份")
    mode = _MODES.get(texts[MODE].removesuffix("改造"))
    if mode is None:
        wrong(MODE, "不是可以识别的改造方式", f"请填写{'、'.join(MODE_NAMES.values())}")
    accepted_on = reading.day(ACCEPTED)
    if accepted_on is None:
        wrong(ACCEPTED, "没有填写，或不是今天以前的日期", "请写成 2018-09-20；没有验收的，请在平台上申请改造")
    paid_on = reading.day(PAID) if texts[PAID] else None
    if texts[PAID] and (paid_on is None or (accepted_on and paid_on < accepted_on)):
        wrong(PAID, "不是验收以后、今天以前的日期", "请写成 2018-10-15；没有到户的留空")
    subsidy_fen, cost_fen = _money(texts[SUBSIDY]), _money(texts[COST])
    if subsidy_fen is None:
        wrong(SUBSIDY, "没有填写，或不是可能的金额", "请填写元，至多两位小数；没有补助的填 0")
    if texts[COST] and not cost_fen:
        wrong(COST, "不是可能的金额", "请填写元，至多两位小数；不清楚的留空")
    area = reading.area(AREA, below=1_000)
    if texts[AREA] and area is None:
        wrong(AREA, "不是可能的面积", "请填写平方米数，至多两位小数")
    reading.must_be_short({OWN_NUMBER: 60, NOTE: 200})
    if reading.faults or year is None or mode is None or accepted_on is None or subsidy_fen is None:
        return reading.faults
    return FormerRow(
        row.number, texts[HOUSE].upper(), texts[CODE], id_number, texts[OWN_NUMBER], year, mode, accepted_on, subsidy_fen,
        paid_on, cost_fen, area, texts[NOTE],
    )  # fmt: skip


def _money(text: str) -> int | None:
    try:
        amount = fen(text.removesuffix("元").replace(",", ""))
    except ValueError:
        return None
    return amount if amount < MOST_FEN else None
