"""A clearing statement on paper and as a workbook."""

from collections.abc import Sequence

from fastapi.responses import HTMLResponse
from sqlalchemy import RowMapping

from services.medical.rules.month import Month
from services.medical.rules.statement import STATE_TITLES, StatementState
from services.medical.schemas.workbook import Cell, Money, Sheet, write_workbook
from services.medical.store import hospitals, statements
from services.medical.tables import ClearingStatement
from shared import html
from shared.capital import in_capitals
from shared.regions import name_of
from shared.service import Transaction

PRINTED_LINES = 1_000
"""Some thirty sheets of paper; whoever needs more takes the workbook."""


async def statement_sheet(session: Transaction, statement: ClearingStatement) -> HTMLResponse:
    """The statement as it is signed: sums by layer, the amount in capitals, then its lines."""
    return html.page(
        "medical",
        "statement.html",
        statement=statement,
        period=Month.of(statement.period_from).spoken,
        state=STATE_TITLES[StatementState(statement.state)],
        hospital=await hospitals.get_title(session, statement.hospital),
        in_capitals=in_capitals(statement.total_fen),
        layers=await statements.sum_by_layer(session, statement.id),
        lines=await statements.list_lines(session, statement.id, after=None, limit=PRINTED_LINES),
    )


def statement_workbook(statement: ClearingStatement, lines: Sequence[RowMapping], *, hospital: str) -> bytes:
    """Every line, with the statement's facts above."""
    facts: list[tuple[str, Cell]] = [
        ("清算单编号", str(statement.id)),
        ("县（区）", name_of(statement.region)),
        ("医疗机构编号", statement.hospital),
        ("医疗机构", hospital),
        ("支付方", statement.payer),
        ("清算月份", str(Month.of(statement.period_from))),
        ("状态", STATE_TITLES[StatementState(statement.state)]),
        ("制单人", statement.made_by),
        ("制单时间", html.wall_clock(statement.made_at)),
        ("审批人", statement.approved_by or ""),
        ("审批时间", html.wall_clock(statement.approved_at) if statement.approved_at else ""),
        ("清算金额（元）", Money(statement.total_fen)),
        ("其中以前期间转入（元）", Money(statement.late_fen)),
        ("其中冲正（元）", Money(statement.counter_fen)),
    ]
    columns = [("序号", 7), ("结算编号", 40), ("保障项目", 26), ("出院结算日期", 14), ("计入日期", 14), ("类别", 16)]
    columns += [("医疗费总额（元）", 18), ("清算金额（元）", 18)]
    rows = [
        (
            at,
            str(line.settlement_id),
            line.title,
            line.settled_on,
            line.owed_on,
            kind_of_line(line),
            Money(line.total_fen),
            Money(line.amount_fen),
        )
        for at, line in enumerate(lines, 1)
    ]
    return write_workbook([Sheet("清算单", "医疗费用清算单", facts, columns, rows)])


def kind_of_line(line: RowMapping) -> str:
    """本期 or 以前期间转入；冲正 is said in both."""
    when = "以前期间转入" if line.is_late else "本期"
    return f"{when}冲正" if line.is_counter else f"{when}退回" if line.amount_fen < 0 else when
