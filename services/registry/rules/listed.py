"""A department's list as it comes in: whose rows they are, what they say, under which rules they fall, and what is wrong."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from services.registry.rules.comparison import ID_NUMBER, VILLAGE, ComparisonPolicy, Side
from shared.cells import (
    ANSWER_COLUMNS,
    Cell,
    Fault,
    Row,
    date_of,
    find_headings,
    has_lost_digits,
    is_broken_formula,
    is_filled,
    rows_under,
    text_of,
)
from shared.errors import Unprocessable
from shared.identity import InvalidIdNumber, check_id_number

FAULTY_SHARE = Fraction(1, 20)
"""A list of which more rows than this are wrong is not compared: whoever stands in a wrong row would seem to be missing from it
[our own choice, no document gives a number]."""
WORDS_KEPT = 5
"""Of someone with many rows (cars, houses) so many different words of a column are shown; the others are counted."""


class NotSuchAList(Unprocessable):
    """没有找到这类名单的表头"""

    mend = "表头须在前 5 行之内，并有公民身份号码一列；请核对所选的名单种类，列名的写法见名单种类的说明"


class ListColumnsMissing(Unprocessable):
    """名单缺少必需的列"""

    mend = "请补上这些列，列名的写法见名单种类的说明"


class ListColumnsRepeated(Unprocessable):
    """名单有两列是同一内容"""

    mend = "请只保留其中一列"


class ListWithoutRows(Unprocessable):
    """名单只有表头，没有人员"""

    mend = "请确认导出时选择了范围，再提交有数据的名单"


@dataclass(frozen=True)
class Listed:
    """One sound row: whose it is, what our columns say, and where it stands."""

    row: Row
    number: str
    words: Mapping[str, str]


@dataclass
class Entry:
    """Somebody on the list: all their rows that count, and under which rules how many of them fall."""

    number: str
    rows: list[Listed] = field(default_factory=list)
    falls: dict[str, list[Listed]] = field(default_factory=dict)


@dataclass(frozen=True)
class ReadList:
    """What a file says: people by ID number, and the rows that go back with their faults."""

    headings: Sequence[str]
    rows: int
    entries: Sequence[Entry]
    faults: Sequence[Fault]
    refused: Sequence[Row]

    @property
    def is_sound_enough(self) -> bool:
        return len(self.refused) <= self.rows * FAULTY_SHARE


def read_list(grid: Sequence[Sequence[Cell]], policy: ComparisonPolicy, *, place: str, listed_on: date) -> ReadList:
    """`place` is the jurisdiction that the list is of. Raises NotSuchAList, ListColumnsMissing, ListColumnsRepeated or
    ListWithoutRows."""
    depth, headings = _headings(grid, policy)
    fields = _fields(headings, policy)
    rows = rows_under(grid, depth, headings)
    if not rows:
        raise ListWithoutRows
    sound, faults = list[Listed](), list[Fault]()
    for row in rows:
        listed, wrong = _read(row, fields, policy, place=place, listed_on=listed_on)
        faults += wrong
        if listed:
            sound.append(listed)
    wrong_rows = {fault.row for fault in faults}
    named = [heading for heading in headings if heading and heading not in ANSWER_COLUMNS]
    return ReadList(named, len(rows), _people(sound, policy), faults, [row for row in rows if row.number in wrong_rows])


def said(rows: Sequence[Listed], shows: Sequence[str], policy: ComparisonPolicy) -> dict[str, str]:
    """What these rows say in the columns that a rule shows, by the first name of each column."""
    told = {}
    for name in shows:
        words = sorted({listed.words[name] for listed in rows if listed.words.get(name)})
        more = f" 等 {len(words)} 项" if len(words) > WORDS_KEPT else ""
        if words:
            told[policy.columns[name].heads[0]] = "、".join(words[:WORDS_KEPT]) + more
    return told


def _headings(grid: Sequence[Sequence[Cell]], policy: ComparisonPolicy) -> tuple[int, list[str]]:
    asked = set(policy.columns[ID_NUMBER].heads)
    found = find_headings(grid, lambda named: bool(asked & named))
    if found is None:
        raise NotSuchAList(headings=sorted(asked))
    return found


def _fields(headings: Sequence[str], policy: ComparisonPolicy) -> dict[str, str]:
    """Which heading bears each of our columns."""
    fields = {}
    for name, column in policy.columns.items():
        found = [heading for heading in headings if heading in column.heads]
        if len(found) > 1:
            raise ListColumnsRepeated(columns=found)
        if found:
            fields[name] = found[0]
    needed = {ID_NUMBER, *(name for name, column in policy.columns.items() if column.is_needed)}
    if missing := [policy.columns[name].heads[0] for name in policy.columns if name in needed - set(fields)]:
        raise ListColumnsMissing(columns=missing)
    return fields


def _read(
    row: Row, fields: Mapping[str, str], policy: ComparisonPolicy, *, place: str, listed_on: date
) -> tuple[Listed | None, list[Fault]]:
    faults, number, words = list[Fault](), "", dict[str, str]()
    for name, heading in fields.items():
        cell = row.cells[heading]
        if is_broken_formula(cell):
            faults.append(Fault(row.number, heading, "是没有结果的公式", "请在 Excel 中打开并保存，或粘贴为数值"))
        elif name == ID_NUMBER:
            number, wrong = _number(cell, listed_on)
            faults += [Fault(row.number, heading, *wrong)] if wrong else []
        elif policy.columns[name].is_day and is_filled(cell):
            day = date_of(cell)
            if day is None or day > listed_on:
                faults.append(Fault(row.number, heading, "不是日期，或晚于名单日期", "填写为 2020-06-01 的形式"))
            else:
                words[name] = day.isoformat()
        else:
            words[name] = text_of(cell)
    if words.get(VILLAGE) and not words[VILLAGE].startswith(place):
        faults.append(Fault(row.number, fields[VILLAGE], "不在名单所属的辖区", "请核对村（社区）代码，或另报该辖区的名单"))
    return (None if faults else Listed(row, number, words)), faults


def _number(cell: Cell, on: date) -> tuple[str, tuple[str, str] | None]:
    if has_lost_digits(cell):
        return "", ("号码存成了数字，末几位已丢失", "请把该列设为文本格式后重新填写号码")
    try:
        return check_id_number(text_of(cell), on=on).number, None
    except InvalidIdNumber as invalid:
        return "", (invalid.reason, "请对照证件核对 18 位号码")


def _people(sound: Sequence[Listed], policy: ComparisonPolicy) -> list[Entry]:
    """Rows that say that somebody is not on the list any more do not count."""
    people: defaultdict[str, Entry] = defaultdict(lambda: Entry(""))
    rules = [rule for rule in policy.rules if rule.side is not Side.OURS]
    for listed in sound:
        if any(listed.words.get(name) in words for name, words in policy.not_counted.items()):
            continue
        entry = people[listed.number]
        entry.number = listed.number
        entry.rows.append(listed)
        for rule in rules:
            if _fits(listed, rule.where):
                entry.falls.setdefault(rule.rule, []).append(listed)
    return list(people.values())


def _fits(listed: Listed, where: Mapping[str, Sequence[str]]) -> bool:
    return all(listed.words.get(name, "") in words for name, words in where.items())
