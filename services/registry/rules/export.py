"""The national export of the poverty register: its 47 columns, and where they stand in a file.

Column names as deployed systems write them (known from public source code). The older 26-column export carries eight more
household columns; they are understood when present.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter

from shared.cells import ANSWER_COLUMNS, DAYS_TO_1904, Cell, Line, Row, heading_of, is_filled
from shared.errors import Unprocessable

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

SECRET_COLUMNS = frozenset({"姓名", "证件号码", "户主姓名", "户主证件号码", "户联系电话", "成员联系电话", "务工企业名称"})
"""Kept sealed, if at all; never among the particulars that are stored in the clear."""

EXAMPLE = "（示例行，不录入）"
"""Stands in the example row of our template as the number of the household."""

_KNOWN = frozenset({*COLUMNS, *HOUSEHOLD_COLUMNS, *ANSWER_COLUMNS})

HEADING_DEPTH = 5
"""A title and notes may stand above the headings: so many rows are searched for them."""


REQUIRED = ("省", "市", "县", "乡", "村", "户编号", "姓名", "证件号码", "与户主关系")
"""Without these no export can be judged. The older one of 26 columns, known by its household columns, may lack all others."""


class NotTheExport(Unprocessable):
    """没有找到登记表的表头"""

    mend = "请提交全国扶贫信息系统的导出表（47 列或 26 列）或本平台的模板，表头须在前 5 行之内"


class MissingColumns(Unprocessable):
    """表头缺少必需的列"""

    mend = "请用系统导出的原表或本平台的模板，不要删列或改列名"


class RepeatedColumns(Unprocessable):
    """表头有重复的列"""

    mend = "请删去重复的列"


class NoRows(Unprocessable):
    """表中只有表头，没有人员"""

    mend = "请确认导出时选择了范围，再提交有数据的表"


@dataclass(frozen=True)
class Sheet:
    """The rows under the headings, blank ones and our own example left out; which of our columns there are, and what to tell."""

    rows: Sequence[Row]
    columns: frozenset[str]
    notes: Sequence[str] = ()


def rows_of(grid: Sequence[Sequence[Cell]]) -> list[Row]:
    """The rows of a sheet of which nothing else is known (`sheet_of`)."""
    return list(sheet_of(grid).rows)


def sheet_of(grid: Sequence[Sequence[Cell]], *, counts_from_1904: bool = False) -> Sheet:
    """The rows under the headings, whatever stands above them and in whatever order. Raises one of this module's refusals."""
    depth, headings = _headings(grid)
    unknown = _check(headings)
    at = {heading: column for column, heading in enumerate(headings) if heading and heading not in ANSWER_COLUMNS}
    shared = {heading: place for place, heading in enumerate(at)}
    chosen = itemgetter(*at.values())
    is_all = list(at.values()) == list(range(len(headings)))
    rows, examples = [], 0
    for number, line in enumerate(grid[depth + 1 :], start=depth + 2):
        whole = line if len(line) >= len(headings) else [*line, *[None] * (len(headings) - len(line))]
        # As it is, if nothing is left out: half of a large file's memory would be copies.
        cells: Sequence[Cell] = whole if is_all and len(whole) == len(headings) else chosen(whole)
        if not any(map(is_filled, cells)):
            continue
        if EXAMPLE in cells:
            examples += 1
            continue
        rows.append(Row(number, Line(shared, _counted_from_1904(shared, cells) if counts_from_1904 else cells)))
    if not rows:
        raise NoRows
    notes = [f"有 {len(unknown)} 列不是登记表的列，没有录入：{'、'.join(name[:20] for name in unknown[:20])}"] if unknown else []
    if examples:
        notes.append("模板中的示例行没有录入")
    return Sheet(rows, frozenset(at) - set(unknown), notes)


def _counted_from_1904(at: Mapping[str, int], cells: Sequence[Cell]) -> Sequence[Cell]:
    """A bare number of days in a workbook of the other epoch; a cell that is a date is one already."""
    place = at.get("出生日期")
    if place is not None and isinstance(days := cells[place], int | float) and not isinstance(days, bool) and days < 10**6:
        return (*cells[:place], int(days) + DAYS_TO_1904, *cells[place + 1 :])
    return cells


def _headings(grid: Sequence[Sequence[Cell]]) -> tuple[int, list[str]]:
    for depth, line in enumerate(grid[:HEADING_DEPTH]):
        headings = [heading_of(cell) for cell in line]
        if len({"户编号", "姓名", "证件号码", "与户主关系"}.intersection(headings)) >= 2:
            return depth, headings
    raise NotTheExport


def _check(headings: Sequence[str]) -> list[str]:
    """The columns that are none of ours."""
    named = [heading for heading in headings if heading]
    unknown = [heading for heading in named if heading not in _KNOWN]
    is_older = len(set(HOUSEHOLD_COLUMNS).intersection(named)) >= len(HOUSEHOLD_COLUMNS) // 2
    if missing := [column for column in (REQUIRED if is_older else COLUMNS) if column not in named]:
        raise MissingColumns(columns=missing, unknown_columns=unknown)
    if repeated := sorted({heading for heading in named if named.count(heading) > 1}):
        raise RepeatedColumns(columns=repeated)
    return unknown
