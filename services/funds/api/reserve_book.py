"""A month of a town's reserve, and first grants, as workbooks."""

import asyncio
from collections.abc import Sequence
from datetime import date, datetime

from services.funds.rules.grant import GRANT_STATE_NAMES
from services.funds.schemas.reserve import ReserveMonthView
from services.funds.tables import EmergencyGrant
from shared.clock import china
from shared.events.civil_affairs import TRIGGER_NAMES
from shared.html import wall_clock
from shared.money import yuan_grouped
from shared.regions import name_of
from shared.security import ROLE_NAMES, Principal
from shared.workbook import Cell, Sheet, Yuan, workbook

MOVES_OF_A_BOOK = 20_000
GRANTS_OF_A_BOOK = 5_000

_SUMS = [("项目", 24), ("金额（元）", 18)]
_MOVES = [("记账日期", 12), ("用途", 20), ("环节", 12), ("摘要", 44), ("收入（元）", 16), ("支出（元）", 16), ("款项编号", 38)]
_GRANTS = [
    ("救助金编号", 38), ("户标识", 38), ("村（社区）", 34), ("致困情形", 12), ("金额（元）", 14), ("状态", 16), ("发现时间", 18),
    ("发放时间", 18), ("手续期限", 12), ("补齐日期", 12), ("手续", 12), ("审批依据", 60),
]  # fmt: skip


async def month_book(told: ReserveMonthView, grants: Sequence[EmergencyGrant], *, by: Principal, at: datetime) -> bytes:
    """A month: its sums, every line of it, and the first grants with their papers."""
    sums: list[list[Cell]] = [
        ["期初余额", Yuan(told.opening_fen)],
        ["加：拨入", Yuan(told.filled_fen)],
        ["减：救助支出", Yuan(told.granted_fen)],
        ["加：退回", Yuan(told.returned_fen)],
        ["加：其他（冲正拨付等）", Yuan(told.other_fen)],
        ["期末余额", Yuan(told.closing_fen)],
    ]
    moves: list[list[Cell]] = [
        [
            move.booked_on.isoformat(), move.purpose_name, move.phase_name, move.memo, Yuan(move.in_fen), Yuan(move.out_fen),
            str(move.transfer_id),
        ]
        for move in told.moves
    ]  # fmt: skip
    asked = [
        ("镇街", name_of(told.town)),
        ("月份", told.month),
        ("期末余额（元）", yuan_grouped(told.closing_fen)),
        ("报账", told.account.state_name if told.account else "尚未报送"),
        ("逐笔是否完整", "是" if told.is_whole else f"否，只有前 {MOVES_OF_A_BOOK:,} 笔"),
        *_who(by, at),
    ]
    sheets = (
        Sheet("汇总", _SUMS, sums),
        Sheet("逐笔", _MOVES, moves),
        Sheet("先行救助", _GRANTS, [_line(grant, on=china(at).date()) for grant in grants]),
    )
    return await asyncio.to_thread(workbook, *sheets, asked=asked)


async def grants_book(grants: Sequence[EmergencyGrant], *, by: Principal, at: datetime, is_whole: bool) -> bytes:
    """First grants, one a row."""
    asked = [
        ("行数", f"{len(grants):,}"),
        ("是否完整", "是" if is_whole else f"否，只有前 {GRANTS_OF_A_BOOK:,} 行，请按镇街、年度分别导出"),
        *_who(by, at),
    ]
    rows = [_line(grant, on=china(at).date()) for grant in grants]
    return await asyncio.to_thread(workbook, Sheet("急难救助金", _GRANTS, rows), asked=asked)


def _who(by: Principal, at: datetime) -> list[tuple[str, str]]:
    return [("导出人", f"{by.subject}（{ROLE_NAMES[by.role]}）"), ("导出时间", wall_clock(at))]


def _line(grant: EmergencyGrant, *, on: date) -> list[Cell]:
    return [
        str(grant.id), str(grant.household_id), name_of(grant.region), TRIGGER_NAMES[grant.trigger], Yuan(grant.amount_fen),
        GRANT_STATE_NAMES[grant.state], wall_clock(grant.detected_at), wall_clock(grant.paid_at) if grant.paid_at else "",
        grant.papers_due_on.isoformat() if grant.papers_due_on else "",
        grant.papers_filed_on.isoformat() if grant.papers_filed_on else "", papers_said(grant, on=on), grant.clause,
    ]  # fmt: skip


def papers_said(grant: EmergencyGrant, *, on: date) -> str:
    """How the papers of a grant stand, in a word."""
    if grant.papers_due_on is None or grant.state != "paid":
        return "—"
    if grant.papers_filed_on is not None:
        return "逾期补齐" if grant.papers_filed_on > grant.papers_due_on else "按期补齐"
    return "逾期未补" if on > grant.papers_due_on else "待补"
