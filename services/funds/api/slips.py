"""Slips that the county books by hand, one by one or by its finance system with many at once: what waits is booked together."""

from collections.abc import Sequence
from typing import Any

from fastapi import Response
from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.api.ledger import County
from services.funds.operations.ledger import record_journal as recording
from services.funds.rules import journal, period
from services.funds.rules.account import NoSuchAccount, Overdrawn
from services.funds.rules.transfer import NothingToMove, SameAccount
from services.funds.schemas.journal import RecordJournal, TransfersView
from shared import clock
from shared.door import Gathered, GatheringDoor
from shared.errors import Refusal
from shared.security import OutsideRegion, Principal
from shared.service import door, refuses

router = door("/transfers", "手工记账", kind=GatheringDoor)

_RECORDING = (
    OutsideRegion,
    journal.WayNotByHand,
    journal.PurposeNotOfWay,
    journal.CountyLeft,
    journal.SourceChanges,
    journal.YearNotCarried,
    journal.AnotherMustConfirm,
    journal.ExpiresTooEarly,
    journal.ExpiryWithoutReservation,
    period.BookedAhead,
    period.PeriodClosed,
    NoSuchAccount,
    NothingToMove,
    SameAccount,
    Overdrawn,
)


@router.post("", status_code=201, summary="手工记账", response_model=TransfersView, responses=refuses(*_RECORDING))
async def record_journal(form: RecordJournal, turn: Gathered, by: County) -> Response:
    """一笔或多笔划转，全部办成或全部不办；多笔的有同一个关联编号，之后也只能一并入账、撤销或冲正。

    可手工记账的去向：财政拨入↔资金池、资金池↔镇街备用金、镇街备用金之间、资金池↔担保基金、资金池结转下年、财政拨入↔支付方清算资金、
    捐赠收入→捐赠资金、资产收益缴入→待分配资产收益。下达指标与一切对外支付都有各自的业务，不能手工记账。

    同一账号并发提交的多份各自办理、各自答复，合在一起落账：一份被退回不影响其他各份。
    """
    return await turn.take(book, form)


async def book(session: AsyncSession, forms: Sequence[Any], by: Principal) -> list[TransfersView | Refusal]:
    """Book the forms of one person that wait."""
    done = await recording.record_journal(session, forms, by=by, at=clock.now())
    return [one if isinstance(one, Refusal) else TransfersView.of(one) for one in done]
