"""Whoever was sent reports an order done that nothing else records."""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules.errand import ErrandState, must_be_by_hand
from services.notifier.rules.message import refuse_id_number
from services.notifier.rules.order import is_late
from services.notifier.schemas.errand import CompleteErrand
from services.notifier.store.errand import lock_errand
from services.notifier.tables import Errand
from shared.security import Principal


async def complete_errand(session: AsyncSession, errand_id: UUID, form: CompleteErrand, *, by: Principal, at: datetime) -> Errand:
    """Nobody else is told. Raises ErrandNotFound, EndsByRecord, ErrandOver, IdNumberInText."""
    errand = await lock_errand(session, errand_id)

    must_be_by_hand(errand.state, is_by_hand=errand.is_by_hand)
    refuse_id_number(form.report, pointer="/report")

    errand.state, errand.closed_at, errand.is_late = ErrandState.DONE, at, is_late(errand.due_at, at)
    errand.reported_by, errand.report = by.subject, form.report
    session.add(errand)
    await session.flush()
    return errand
