"""Closing a county's books by month and year."""

from typing import Annotated

from fastapi import Query

from services.funds.api.ledger import County, Reader
from services.funds.operations.period import close_period as closing
from services.funds.operations.period import reopen_period as reopening
from services.funds.rules import period as rules
from services.funds.schemas.ledger import County as CountyCode
from services.funds.schemas.period import ClosePeriod, PeriodView, ReopenPeriod
from services.funds.store.period import list_periods
from shared import clock
from shared.security import OutsideRegion
from shared.service import Transaction, door, refuses

router = door("/periods", "结账")

_CLOSING = (
    OutsideRegion,
    rules.PeriodAlreadyClosed,
    rules.PeriodNotOver,
    rules.EarlierPeriodOpen,
    rules.ReservationsWaiting,
    rules.BankNotReconciled,
)


@router.post("/closing", status_code=201, summary="结账", responses=refuses(*_CLOSING))
async def close_period(form: ClosePeriod, session: Transaction, by: County) -> PeriodView:
    """按月、按年结账；结账后这一期间不再接受任何记账。须按先后顺序，挂账过久的预留已处理，银行对账已到期末且差异已说明。"""
    return PeriodView.model_validate(await closing.close_period(session, form, by=by, at=clock.now()))


@router.post(
    "/reopening",
    status_code=201,
    summary="反结账",
    responses=refuses(OutsideRegion, rules.PeriodIsOpen, rules.LaterPeriodClosed),
)
async def reopen_period(form: ReopenPeriod, session: Transaction, by: County) -> PeriodView:
    """重新打开最后一个已结账的期间，须写明原因；每次结账、反结账都留痕。"""
    return PeriodView.model_validate(await reopening.reopen_period(session, form, by=by, at=clock.now()))


@router.get("", summary="会计期间", responses=refuses(OutsideRegion))
async def show_periods(
    session: Transaction, by: Reader, county: Annotated[CountyCode, Query(title="区县代码", examples=["371311"])]
) -> list[PeriodView]:
    """结过账的月份和年度，最近的在前；没有列出的都没有结过账。"""
    by.must_cover(county, pointer="/county")
    return [PeriodView.model_validate(row) for row in await list_periods(session, county)]
