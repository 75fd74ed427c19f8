"""A table of targets as it is sent: found under its title, checked sum by sum, refused with row and column."""

import pytest

from services.registry.rules.target_sheet import Asked, NotATargetTable, TargetTableWrong, read_targets

PLACES = {"三元区": "350404", "沙县区": "350405", "永安市": "350481"}
HEADS = ["县 别", "建档立卡贫困人口总数", "2015年减贫任务", "2016年减贫任务"]
GOOD = [["附件"], HEADS, ["三元区", 707, 182, "175"], ["沙 县", 7768, "1,846", 1772], ["合 计", 8475, 2028, 1947]]


def test_a_table_is_read_under_its_title_by_today_s_names() -> None:
    assert read_targets(GOOD, PLACES) == [
        Asked("350404", 2015, 182, 3),
        Asked("350404", 2016, 175, 3),
        Asked("350405", 2015, 1846, 4),
        Asked("350405", 2016, 1772, 4),
    ]


def faults_of(*changed: tuple[int, int, object]) -> list[tuple[int, str, str]]:
    grid = [list(line) for line in GOOD]
    for row, column, cell in changed:
        grid[row][column] = cell
    with pytest.raises(TargetTableWrong) as wrong:
        read_targets(grid, PLACES)  # type: ignore[arg-type]
    return [(fault["row"], fault["column"], fault["reason"]) for fault in wrong.value.facts["faults"]]


def test_every_fault_is_told_at_once_by_row_and_column() -> None:
    assert faults_of((2, 2, "若干"), (3, 0, "梅列区")) == [
        (3, "2015年", "应为不小于零的整数"),
        (4, "县别", "下级辖区中没有“梅列区”"),
    ]
    assert faults_of((3, 0, "三元区")) == [(4, "县别", "与第 3 行是同一个辖区")]


def test_a_table_that_does_not_add_up_sets_nothing() -> None:
    assert faults_of((2, 3, 174)) == [(5, "2016年", "各行合计 1946，合计行写 1947")]


def test_another_table_is_told_from_one_of_targets() -> None:
    for grid in ([["姓名", "性别"], ["王", "男"]], [], [["县别", "人口"], ["三元区", 3]]):
        with pytest.raises(NotATargetTable):
            read_targets(grid, PLACES)
