"""Statements and trial balances as workbooks."""

import asyncio
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from urllib.parse import quote

from fastapi import Response

from services.funds.schemas.books import StatementView, TrialBalanceView
from shared.clock import china
from shared.html import wall_clock
from shared.money import yuan_grouped
from shared.regions import name_of
from shared.security import ROLE_NAMES, Principal
from shared.workbook import XLSX, Sheet, Yuan, workbook

XLSX_ANSWER: dict[int | str, dict[str, Any]] = {200: {"content": {XLSX: {}}, "description": "工作簿"}}
_STATEMENT = (
    ("行号", 8), ("记账日期", 12), ("环节", 12), ("用途", 20), ("摘要", 40), ("借方（元）", 16), ("贷方（元）", 16),
    ("在途转入（元）", 16), ("预留转出（元）", 16), ("余额（元）", 16), ("款项编号", 38),
)  # fmt: skip
_TRIAL = (
    ("账户类别", 22), ("资金来源", 14), ("专项", 18), ("年度", 8), ("期初余额（元）", 18), ("本期借方（元）", 18),
    ("本期贷方（元）", 18), ("余额（元）", 18), ("在途转入（元）", 16), ("预留转出（元）", 16),
)  # fmt: skip


def as_download(title: str, content: bytes) -> Response:
    """A workbook that the browser saves under its title."""
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(title)}.xlsx", "Cache-Control": "no-store"}
    return Response(content, media_type=XLSX, headers=headers)


async def statement_book(told: StatementView, *, by: Principal, at: datetime) -> bytes:
    """An account's lines, and on the last sheet where they begin and end."""
    rows = [
        (
            line.line, line.transfer.booked_on.isoformat(), line.transfer.phase_name, line.transfer.purpose_name,
            line.transfer.memo, Yuan(line.debits_posted_fen), Yuan(line.credits_posted_fen), Yuan(line.debits_pending_fen),
            Yuan(line.credits_pending_fen), Yuan(line.balance_fen), str(line.transfer.id),
        )
        for line in told.rows
    ]  # fmt: skip
    asked = [
        ("账户", told.account.name),
        ("日期", _days(told.from_on, told.to_on)),
        ("期初余额（元）", yuan_grouped(told.opening_fen)),
        ("期末余额（元）", yuan_grouped(told.closing_fen)),
        ("行数", f"{len(rows):,}"),
        ("是否完整", "否，请按日期分段导出" if told.next else "是"),
    ]
    return await _book("账户明细", _STATEMENT, rows, asked, by=by, at=at)


async def trial_book(told: TrialBalanceView, *, by: Principal, at: datetime) -> bytes:
    """The trial balance, and on the last sheet whether it balances."""
    rows = [
        (
            line.name, line.source_name, line.programme or "", str(line.year or ""), Yuan(line.opening_fen),
            Yuan(line.turned_debits_fen), Yuan(line.turned_credits_fen), Yuan(line.balance_fen), Yuan(line.debits_pending_fen),
            Yuan(line.credits_pending_fen),
        )
        for line in told.rows
    ]  # fmt: skip
    asked = [
        ("区划", name_of(told.region) if told.region != "*" else "全部"),
        ("日期", _days(told.from_on, told.on)),
        ("借贷差额（元）", yuan_grouped(told.difference_fen)),
        ("在途借贷差额（元）", yuan_grouped(told.pending_difference_fen)),
        ("是否平衡", "是" if told.is_balanced else "否"),
    ]
    return await _book("试算平衡表", _TRIAL, rows, asked, by=by, at=at)


async def _book(
    title: str,
    columns: Sequence[tuple[str, int]],
    rows: Sequence[Sequence[Any]],
    asked: Sequence[tuple[str, str]],
    *,
    by: Principal,
    at: datetime,
) -> bytes:
    who = [("导出人", f"{by.subject}（{ROLE_NAMES[by.role]}）"), ("导出时间", wall_clock(china(at)))]
    return await asyncio.to_thread(workbook, Sheet(title, columns, rows), asked=[*asked, *who])


def _days(from_on: date | None, to_on: date | None) -> str:
    return f"{from_on or '起初'} 至 {to_on or '此刻'}"
