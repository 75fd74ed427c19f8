"""How far renovations have come, as a workbook: a sheet for each way of parting them, and every state a column."""

from collections.abc import Sequence
from datetime import datetime

from fastapi import Response

from services.housing.rules.renovation import RENOVATION_STATE_NAMES
from services.housing.schemas.progress import ProgressBoard, ProgressLine, figure
from shared.attachments import as_book
from shared.html import wall_clock
from shared.security import ROLE_NAMES, Principal
from shared.workbook import Cell, Sheet, Yuan

COLUMNS = (
    ("应改造户数", 12), ("县级批准", 10), ("已开工", 10), ("已完工", 10), ("验收合格", 10), ("验收合格率（%）", 12),
    ("补助部分到户", 12), ("补助到户", 10),
    ("其中平台前改造", 12), *((name, 14) for name in RENOVATION_STATE_NAMES.values()),
    ("补助标准合计（元）", 18), ("验收核定补助（元）", 18), ("补助已到户（元）", 18), ("核定未到户（元）", 18),
    ("预留中（元）", 18), ("其中留存质保金（元）", 18), ("在途（元）", 18), ("多发待处理（元）", 18),
)  # fmt: skip


async def progress_book(board: ProgressBoard, conditions: Sequence[tuple[str, str]], *, by: Principal, at: datetime) -> Response:
    asked = (
        ("辖区", board.where),
        ("统计日期", board.on.isoformat()),
        *conditions,
        (
            "口径",
            "应改造户数不含不予改造和已撤销的；批准、开工、完工、验收为累计；各状态每户只计一次；一户属几类的，各类都计入；补助到户指应付的都已到户，留存的质保金除外；预留、质保金、在途和多发为现在所知",
        ),
        ("导出人", f"{by.subject}（{ROLE_NAMES[by.role]}）"),
        ("导出时间", wall_clock(at)),
    )
    sheets = [
        Sheet(
            part.title,
            (("代码", 16), ("名称", 30), *COLUMNS),
            [_cells(line) for line in [board.whole, *part.lines]],
        )
        for part in board.parts
    ]
    return await as_book(f"危房改造进度-{board.on:%Y%m%d}.xlsx", *sheets, asked=asked)


def _cells(line: ProgressLine) -> list[Cell]:
    return [
        line.key, line.title, line.households, line.approved, line.begun, line.built, line.safe, figure(line.safe_percent),
        line.partly, line.paid,
        line.former, *(line.states[state] for state in RENOVATION_STATE_NAMES),
        Yuan(line.promised_fen), Yuan(line.subsidy_fen), Yuan(line.paid_fen), Yuan(line.owed_fen),
        Yuan(line.held_fen), Yuan(line.kept_fen), Yuan(line.way_fen), Yuan(line.back_fen),
    ]  # fmt: skip
