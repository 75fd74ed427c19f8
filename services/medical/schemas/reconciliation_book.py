"""The differences of a run, for the accountant's Excel."""

from collections.abc import Sequence

from services.medical.rules.reconciliation import STATE_TITLES, LineState
from services.medical.schemas.reconciliation import DifferenceView, ReconciliationView
from services.medical.schemas.workbook import Cell, Money, Sheet, write_workbook
from shared.html import wall_clock

_COLUMNS = [
    ("序号", 7), ("类别", 14), ("所传的行", 10), ("结算编号", 40), ("部分", 18), ("本平台（元）", 16), ("医疗机构（元）", 16),
    ("本平台状态", 12), ("医疗机构状态", 14), ("说明", 50),
]  # fmt: skip


def differences_workbook(run: ReconciliationView, differences: Sequence[DifferenceView], *, hospital: str) -> bytes:
    """One row a difference, in their order."""
    facts: list[tuple[str, Cell]] = [
        ("医疗机构编号", run.hospital),
        ("医疗机构", hospital),
        ("对账日期", run.day),
        ("所传行数", run.line_count),
        ("差异数", run.difference_count),
        ("所传内容摘要", run.upload_digest),
        ("对账人", run.run_by),
        ("对账时间", wall_clock(run.run_at)),
    ]
    return write_workbook([Sheet("对账差异", "对账差异", facts, _COLUMNS, [_row(one) for one in differences])])


def _row(one: DifferenceView) -> list[Cell]:
    amounts = (Money(one.here_fen), Money(one.there_fen))
    states = (_spoken(one.here_state), _spoken(one.there_state))
    settlement_id = str(one.settlement_id) if one.settlement_id else ""
    return [one.number, one.kind_title, one.line_no, settlement_id, one.part_title, *amounts, *states, one.detail]


def _spoken(state: LineState | None) -> str:
    return STATE_TITLES[state] if state else "没有"
