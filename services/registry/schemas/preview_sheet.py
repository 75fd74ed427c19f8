"""A preview as a workbook: a line for every difference, or for the household that has none."""

from collections.abc import Iterator, Sequence

from services.registry.schemas.register_import import PreviewedHousehold
from shared.workbook import Cell, Sheet, workbook

LINES_LIMIT = 20_000
"""Households in one workbook; it takes some seconds to write."""
_COLUMNS = (
    ("第几户", 8), ("户编号", 20), ("户主", 12), ("如何处理", 10), ("行号", 10), ("姓名", 12), ("项目", 24),
    ("登记的内容", 30), ("文件的内容", 30), ("说明", 60),
)  # fmt: skip


def write_preview(households: Sequence[PreviewedHousehold], asked: Sequence[tuple[str, str]]) -> bytes:
    """An .xlsx of these households, masked as they are given; `asked` says what was asked for."""
    lines = (line for household in households for line in _lines(household))
    return workbook(Sheet("预览", _COLUMNS, lines), asked=asked)


def _lines(household: PreviewedHousehold) -> Iterator[Sequence[Cell]]:
    same = (household.number, household.household_code, household.head, household.decision_name)
    for each in household.differences:
        yield (*same, str(each.row or ""), each.name, each.field, each.before, each.after, "")
    for fault in household.errors:
        yield (*same, str(fault.row), "", fault.column, "", "", f"{fault.reason}；{fault.mend}")
    for told in household.advice:
        yield (*same, str(told.row), "", told.column, "", "", f"提示：{told.reason}；{told.mend}")
    if not (household.differences or household.errors or household.advice):
        yield (*same, "、".join(map(str, household.rows)), "", "", "", "", "")
