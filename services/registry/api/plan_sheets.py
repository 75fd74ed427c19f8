"""Plans as sheets of a workbook."""

from collections.abc import Iterable

from services.registry.rules.plan_gap import GAP_NAMES, GapKind
from services.registry.schemas.plan import PlanBoard, PlannedView
from shared.workbook import Sheet, Yuan

_MEASURES = (
    ("户编号", 20), ("所在地", 36), ("措施", 22), ("类别", 12), ("责任部门", 14), ("为什么", 40), ("开始", 12), ("期限", 12),
    ("预期金额", 12), ("已落实金额", 12), ("务工天数", 10), ("状态", 10), ("是否逾期", 10), ("依据", 50),
)  # fmt: skip
_TALLIES = (
    ("辖区", 36), ("措施", 22), ("措施数", 10), ("户数", 10), ("未开始", 10), ("实施中", 10), ("已完成", 10), ("已取消", 10),
    ("逾期", 10), ("已落实金额", 14), ("务工天数", 10),
)  # fmt: skip


def measures_sheet(rows: Iterable[PlannedView]) -> Sheet:
    """Without names."""
    return Sheet(
        "帮扶措施",
        _MEASURES,
        [
            (
                one.household_code or "",
                one.region_name,
                one.title,
                one.nature_name,
                one.department_name,
                one.why,
                one.starts_on.isoformat(),
                one.due_on.isoformat(),
                Yuan(one.expected_fen) if one.expected_fen is not None else None,
                Yuan(one.spent_fen),
                one.work_days,
                one.state_name,
                "是" if one.is_late else "否",
                one.clause,
            )
            for one in rows
        ],
    )


def tallies_sheet(board: PlanBoard) -> Sheet:
    return Sheet(
        "措施",
        _TALLIES,
        [
            (
                one.place_name,
                one.title,
                one.measures,
                one.households,
                one.planned,
                one.under_way,
                one.done,
                one.dropped,
                one.late,
                Yuan(one.spent_fen),
                one.work_days,
            )
            for one in board.tallies
        ],
    )


def gaps_sheet(board: PlanBoard) -> Sheet:
    columns = (("辖区", 36), ("应有计划的户", 14), *((GAP_NAMES[kind], 30) for kind in GapKind))
    return Sheet("缺口", columns, [(one.place_name, one.needing, *(one.counts[kind] for kind in GapKind)) for one in board.gaps])
