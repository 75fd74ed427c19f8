"""The end of a budget year: tried and proposed by one person, carried out by another."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import Path, Query

from services.funds.api.budget import County, Reader, Year
from services.funds.api.budget_views import policy_of
from services.funds.operations.budget import approve_year_end as approving
from services.funds.operations.budget import ask_year_end as asking
from services.funds.operations.budget import refuse_year_end as refusing
from services.funds.rules.budget import NoBudgetRule
from services.funds.rules.budget_line import MoveKind
from services.funds.rules.second_person import SamePerson
from services.funds.rules.year_end import (
    Closed,
    NoSuchYearEnd,
    NothingToClose,
    YearEndDecided,
    YearEndOutdated,
    YearEndState,
    YearNotOver,
)
from services.funds.schemas.year_end import ClosedView, CloseYear, DecideYearEnd, YearEndLine, YearEndView
from services.funds.store.year_end import list_year_ends
from services.funds.tables import YearEnd
from shared import clock
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.security import OutsideRegion
from shared.service import Transaction, door, refuses

router = door("", "年终结转")

YearEndId = Annotated[UUID, Path(title="年终结转编号")]


@router.post(
    "/year-ends",
    status_code=201,
    summary="试算、提出年终结转与收回",
    responses=refuses(OutsideRegion, NoBudgetRule, YearNotOver, NothingToClose),
)
async def ask_year_end(form: CloseYear, session: Transaction, by: County) -> YearEndView:
    """未用完的：未满规定年数的结转到下一年度的新指标，满的收回资金池；已预留的不动。

    先试算，再提出，另一人同意后办理；可重复提出，只处理新释放的。重新提出的替代没有审批的那一次。
    """
    asked, rows = await asking.ask_year_end(session, form, by=by, at=clock.now())
    return _shown(form.county, form.year, asked, rows)


@router.get("/year-ends", summary="年终结转列表", responses=refuses(UnreadableCursor))
async def list_year_ends_(
    session: Transaction,
    by: Reader,
    year: Year = None,
    state: Annotated[YearEndState | None, Query(title="状态")] = None,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[YearEndLine]:
    """先提出的在前。"""
    rows = await list_year_ends(session, year=year, state=state, after=place(after), limit=limit)
    return Page(rows=[YearEndLine.model_validate(row) for row in rows], next=cursor(rows[-1].id) if len(rows) == limit else None)


@router.post(
    "/year-ends/{year_end_id}/approval",
    status_code=201,
    summary="同意年终结转与收回",
    responses=refuses(NoSuchYearEnd, YearEndDecided, SamePerson, YearEndOutdated, NoBudgetRule),
)
async def approve_year_end(year_end_id: YearEndId, form: DecideYearEnd, session: Transaction, by: County) -> YearEndView:
    """须由提出人以外的人审批。所办理的就是提出时所列的各项，随即逐项公示；其间资金有变动的，请重新提出。"""
    asked, rows = await approving.approve_year_end(session, year_end_id, form, by=by, at=clock.now())
    return _shown(asked.region, asked.year, asked, rows)


@router.post(
    "/year-ends/{year_end_id}/refusal",
    status_code=201,
    summary="不同意年终结转与收回",
    responses=refuses(NoSuchYearEnd, YearEndDecided, SamePerson),
)
async def refuse_year_end(year_end_id: YearEndId, form: DecideYearEnd, session: Transaction, by: County) -> YearEndLine:
    """资金不动。"""
    return YearEndLine.model_validate(await refusing.refuse_year_end(session, year_end_id, form, by=by, at=clock.now()))


def _shown(county: str, year: int, asked: YearEnd | None, rows: Sequence[Closed]) -> YearEndView:
    policy = policy_of(county)
    sums = {kind: sum(row.amount_fen for row in rows if row.kind is kind) for kind in MoveKind}
    return YearEndView(
        id=asked.id if asked else None,
        state=asked.state if asked else None,
        county=county,
        year=year,
        is_trial=asked is None,
        clause=policy.source(policy.clawback).spoken,
        rows=[ClosedView.model_validate(row) for row in rows],
        carried_fen=sums[MoveKind.CARRIED_OUT],
        clawed_back_fen=sums[MoveKind.CLAWED_BACK],
    )
