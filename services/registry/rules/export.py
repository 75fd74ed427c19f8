"""The national export of the poverty register: its 47 columns, and where they stand in a file.

Column names: policy_facts C4, as deployed systems write them. The older 26-column export carries eight more household
columns; they are understood when present.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from shared.errors import Unprocessable
from shared.grid import Cell
from shared.identity import half_width

COLUMNS: tuple[str, ...] = (
    "省", "市", "县", "乡", "村", "户编号", "人口编号", "姓名", "性别", "出生日期", "证件类型", "证件号码", "民族",
    "户联系电话", "成员联系电话", "年度", "与户主关系", "文化程度", "在校生状况", "劳动技能", "务工时间(月)", "健康状况",
    "政治面貌", "务工企业名称", "是否享受低保", "是否参加城镇职工基本养老保险", "是否参加大病保险",
    "是否参加新农合(城乡居民医保)", "是否参加城乡居民基本养老保险", "失学或辍学原因", "是否会讲普通话",
    "是否参加商业补充医疗保险", "是否国外务工", "产业分类", "是否接受大病医疗救助", "是否接受其他健康扶贫", "公益性岗位类型",
    "公益性岗位(月数)", "就业渠道", "残疾类别", "务工所在地", "户主姓名", "户主证件号码", "是否参加城镇职工基本医疗保险",
    "是否特困供养人员", "残疾证办证年度", "识别标准",
)  # fmt: skip

HOUSEHOLD_COLUMNS = ("人数", "脱贫属性", "贫困户属性", "主要致贫原因", "危房户", "饮水安全", "饮水困难", "人均纯收入")
"""Columns of the older export that are taken when present."""

ANSWER_COLUMNS = ("原行号", "错误列", "错误原因", "如何更正")
"""What we add to a file that we hand back; ignored when the mended file comes in again."""

SECRET_COLUMNS = frozenset({"姓名", "证件号码", "户主姓名", "户主证件号码", "户联系电话", "成员联系电话", "务工企业名称"})
"""Kept sealed, if at all; never among the particulars that are stored in the clear."""

HEADING_DEPTH = 5
"""A title and notes may stand above the headings: so many rows are searched for them."""


class NotTheExport(Unprocessable):
    """没有找到全国扶贫信息系统导出表的表头"""

    mend = "请提交含 47 列的导出表,表头须在前 5 行之内"


class MissingColumns(Unprocessable):
    """表头缺少必需的列"""

    mend = "请用系统导出的原表,不要删列或改列名"


class UnknownColumns(Unprocessable):
    """表头有无法识别的列"""

    mend = "请删去多出的列,或把列名改回导出表原来的写法"


class RepeatedColumns(Unprocessable):
    """表头有重复的列"""

    mend = "请删去重复的列"


class NoRows(Unprocessable):
    """表中只有表头,没有人员"""

    mend = "请确认导出时选择了范围,再提交有数据的表"


@dataclass(frozen=True)
class Row:
    """One line of the file under its headings; `number` is the one that Excel shows at the left."""

    number: int
    cells: Mapping[str, Cell]


def rows_of(grid: Sequence[Sequence[Cell]]) -> list[Row]:
    """The rows under the headings, blank ones left out. Raises one of this module's refusals if the headings are wrong."""
    depth, headings = _headings(grid)
    _check(headings)
    rows = [Row(number, cells) for number, cells in _named(grid, depth, headings) if any(map(_is_filled, cells.values()))]
    if not rows:
        raise NoRows
    return rows


def _headings(grid: Sequence[Sequence[Cell]]) -> tuple[int, list[str]]:
    for depth, line in enumerate(grid[:HEADING_DEPTH]):
        headings = [_heading(cell) for cell in line]
        if len({"户编号", "姓名", "证件号码", "与户主关系"}.intersection(headings)) >= 2:
            return depth, headings
    raise NotTheExport


def _heading(cell: Cell) -> str:
    return "".join(half_width(cell).split()) if isinstance(cell, str) else ""


def _check(headings: Sequence[str]) -> None:
    if missing := [column for column in COLUMNS if column not in headings]:
        raise MissingColumns(columns=missing)
    named = [heading for heading in headings if heading]
    known = {*COLUMNS, *HOUSEHOLD_COLUMNS, *ANSWER_COLUMNS}
    if unknown := [heading for heading in named if heading not in known]:
        raise UnknownColumns(columns=unknown)
    if repeated := sorted({heading for heading in named if named.count(heading) > 1}):
        raise RepeatedColumns(columns=repeated)


def _named(grid: Sequence[Sequence[Cell]], depth: int, headings: Sequence[str]) -> Iterator[tuple[int, Mapping[str, Cell]]]:
    ours = [(at, heading) for at, heading in enumerate(headings) if heading and heading not in ANSWER_COLUMNS]
    for number, line in enumerate(grid[depth + 1 :], start=depth + 2):
        yield number, {heading: line[at] if at < len(line) else None for at, heading in ours}


def _is_filled(cell: Cell) -> bool:
    return bool(cell.strip()) if isinstance(cell, str) else cell is not None
