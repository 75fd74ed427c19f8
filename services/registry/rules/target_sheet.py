"""A table of targets as offices send it (减贫任务安排表): one row a county or town, one column a year, and a last row of sums.

Columns that are no year's targets (how many were filed, how many are left) are read over. Everything that is wrong is told at
once, by row and column; a table that does not add up sets nothing.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from shared.cells import Cell, Fault, heading_of, text_of
from shared.errors import Unprocessable

HEADING_DEPTH = 5
"""A title may stand above the headings: so many rows are searched for them."""
_NAME = re.compile(r"^(县别|县|区县|辖区|镇街|单位|county)$")
_YEAR = re.compile(r"^(?:target_)?(20\d\d)(?:年减贫任务(?:数|\(人\))?|年任务(?:数)?|年)?$")
_SUM = frozenset({"合计", "总计"})


class NotATargetTable(Unprocessable):
    """没有找到任务表的表头"""

    mend = "表头在前 5 行之内，第一列为县别（或辖区、镇街），任务列写成如 2016年减贫任务"


class TargetTableWrong(Unprocessable):
    """任务表有误，没有录入"""

    mend = "faults 列出行、列和原因；更正后原样再次提交"


@dataclass(frozen=True)
class Asked:
    """One cell: the target of a place and year, and the row that it stands in."""

    region: str
    year: int
    amount: int
    row: int


def read_targets(grid: Sequence[Sequence[Cell]], places: Mapping[str, str]) -> list[Asked]:
    """`places` are the codes by name. Raises NotATargetTable, or TargetTableWrong with every fault."""
    at, name_column, years = _headings(grid)
    asked, faults, sums = list[Asked](), list[Fault](), dict[int, tuple[int, int]]()
    seen = dict[str, int]()
    for number, line in enumerate(grid[at + 1 :], start=at + 2):
        name = "".join(text_of(line[name_column]).split()) if name_column < len(line) else ""
        if not name:
            continue
        amounts = dict(_amounts(line, years, number, faults))
        if name in _SUM:
            sums = {year: (amount, number) for year, amount in amounts.items()}
            continue
        code = _place(name, places)
        if code is None:
            faults.append(Fault(number, "县别", f"下级辖区中没有“{name[:20]}”", "请写现在的名称或区划代码"))
        elif code in seen:
            faults.append(Fault(number, "县别", f"与第 {seen[code]} 行是同一个辖区", "请合并为一行；已合并的县，任务数相加"))
        else:
            seen[code] = number
            asked += [Asked(code, year, amount, number) for year, amount in amounts.items()]
    faults += _unequal(asked, sums) if not faults else []
    if faults or not asked:
        raise TargetTableWrong(faults=[vars(fault) for fault in sorted(faults, key=lambda fault: fault.row)])
    return asked


def _headings(grid: Sequence[Sequence[Cell]]) -> tuple[int, int, dict[int, int]]:
    """The row of headings, the column of names, and the columns by year. Raises NotATargetTable."""
    for at, line in enumerate(grid[:HEADING_DEPTH]):
        heads = [heading_of(cell) or text_of(cell) for cell in line]
        name = next((column for column, head in enumerate(heads) if _NAME.match(head)), None)
        years = {int(found[1]): column for column, head in enumerate(heads) if (found := _YEAR.match(head))}
        if name is not None and years:
            return at, name, years
    raise NotATargetTable


def _amounts(line: Sequence[Cell], years: Mapping[int, int], row: int, faults: list[Fault]) -> Iterator[tuple[int, int]]:
    for year, column in years.items():
        said = text_of(line[column]).replace(",", "") if column < len(line) else ""
        if said.isdecimal() and len(said) <= 8:
            yield year, int(said)
        else:
            faults.append(Fault(row, f"{year}年", "应为不小于零的整数", "没有任务的填 0"))


def _place(name: str, places: Mapping[str, str]) -> str | None:
    """By code, by name, or by a name that only one begins with (沙县 for 沙县区)."""
    if name in places.values():
        return name
    close = [code for known, code in places.items() if known.startswith(name)]
    return places.get(name) or (close[0] if len(close) == 1 else None)


def _unequal(asked: Sequence[Asked], sums: Mapping[int, tuple[int, int]]) -> list[Fault]:
    faults = []
    for year, (said, row) in sums.items():
        whole = sum(one.amount for one in asked if one.year == year)
        if whole != said:
            faults.append(Fault(row, f"{year}年", f"各行合计 {whole}，合计行写 {said}", "请核对各行和合计"))
    return faults
