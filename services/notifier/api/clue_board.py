"""The board of clues: what became of those that were handed in, and how long the answer took."""

from datetime import datetime
from typing import Annotated

from fastapi import Query, Response
from fastapi.responses import HTMLResponse
from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.api.board_views import AskedOfClues, Linking, Reader, conditions, region_name
from services.notifier.rules import place as places
from services.notifier.rules.board import By, Figure, PeriodEndsEarly, PeriodToCome, PeriodTooLong, group_label
from services.notifier.rules.clue import ClueBy, ClueOutcome
from services.notifier.rules.order_kind import OrderKind
from services.notifier.rules.spread import spoken_time
from services.notifier.schemas.clue_board import ClueBoardView, ClueLine
from services.notifier.store.clue_board import CluesCounted, count_clues
from services.notifier.store.order_board import Asked
from shared.attachments import AS_WORKBOOK, as_book
from shared.html import page
from shared.security import OutsideRegion
from shared.service import Transaction, door, refuses
from shared.workbook import Sheet

router = door("/boards/clues", "督办看板")
LAWS = refuses(OutsideRegion, PeriodEndsEarly, PeriodTooLong, PeriodToCome)
COUNTS = ("given", "open", "filed", "verified", "partly", "unfounded", "passed_on", "unsaid", "withdrawn")

Group = Annotated[ClueBy, Query(title="分组", description="source 发现单位、place 地方、department 承办单位、month 移交月份")]


@router.get("", summary="线索办理：结论与答复用时", responses=LAWS)
async def read_clue_board(session: Transaction, by: Reader, asked: AskedOfClues, group: Group = ClueBy.SOURCE) -> ClueBoardView:
    """期内移交的线索，截至统计时刻各是什么结论。只计指定本人可见的线索，没有公开的统计，也不进周报。"""
    return await _board(session, asked, group)


@router.get("/page", summary="线索办理（网页）", response_class=HTMLResponse, responses=LAWS)
async def show_clue_board(
    session: Transaction, by: Reader, asked: AskedOfClues, query: Linking, group: Group = ClueBy.SOURCE
) -> HTMLResponse:
    """同样的数字；合计的移交件数可点开，逐件看。"""
    return page(
        "notifier",
        "clue_board.html",
        board=await _board(session, asked, group),
        region=by.region,
        groups=list(ClueBy),
        names={name: ClueLine.model_fields[name].title for name in COUNTS},
        query=query,
        listed=query(figure=Figure.GIVEN, kind=OrderKind.CLUE, group=None),
    )


@router.get(".xlsx", summary="线索办理（工作簿）", response_class=Response, responses=AS_WORKBOOK | LAWS)
async def take_clue_board(session: Transaction, by: Reader, asked: AskedOfClues, group: Group = ClueBy.SOURCE) -> Response:
    """各组一行，末行合计；用时以分钟计。条件写在“说明”页。"""
    board = await _board(session, asked, group)
    heads = [(group.label, 24), *((ClueLine.model_fields[name].title or name, 12) for name in COUNTS)]
    heads += [("答复用时中位（分钟）", 16), ("答复最慢（分钟）", 16), ("等答复最久", 18)]
    rows = [
        [one.label, *(getattr(one, name) for name in COUNTS), one.median_minutes, one.slowest_minutes, one.longest_open]
        for one in [*board.lines, board.whole]
    ]
    sheet = Sheet("线索办理", heads, rows)
    return await as_book(f"线索办理-{board.to_on}.xlsx", sheet, asked=conditions(asked, ("分组", group.label)))


async def _board(session: AsyncSession, asked: Asked, group: ClueBy) -> ClueBoardView:
    whole, lines = await count_clues(session, asked, group=group)
    period = asked.period
    return ClueBoardView(
        region=asked.region,
        region_name=region_name(asked),
        from_on=period.from_on,
        to_on=period.to_on,
        as_of=period.as_of,
        by=group,
        whole=_line(whole, group, period.as_of),
        lines=[_line(line, group, period.as_of) for line in lines],
    )


def _line(counted: CluesCounted, by: ClueBy, as_of: datetime) -> ClueLine:
    took, oldest = counted.took, counted.oldest_open_at
    return ClueLine(
        key=counted.key,
        label="合计" if counted.key is None else _label(by, counted.key),
        given=counted.given,
        open=counted.open,
        **{outcome.value.replace("-", "_"): counted.outcomes[outcome] for outcome in ClueOutcome},
        unsaid=counted.unsaid,
        withdrawn=counted.withdrawn,
        answered=took.many,
        median_minutes=None if took.median_s is None else took.median_s // 60,
        slowest_minutes=None if took.slowest_s is None else took.slowest_s // 60,
        took=took.spoken,
        longest_open=spoken_time(int((as_of - oldest).total_seconds())) if oldest else "",
    )


def _label(by: ClueBy, key: str) -> str:
    match by:
        case ClueBy.SOURCE:
            return key or "没有写明"
        case ClueBy.PLACE:
            return places.called(key)
        case ClueBy.DEPARTMENT:
            return group_label(By.DEPARTMENT, key)
        case ClueBy.MONTH:
            return key
