"""Take the letters of a place to the printer: a run, whose file can be taken again if the paper jams."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules.delivery import DeliveryState
from services.notifier.rules.letter import RUN_LIMIT, NothingToPrint, PaperState
from services.notifier.schemas.letter import TakeRun
from services.notifier.store.letter import lock_deliveries, lock_waiting
from services.notifier.tables import PrintRun
from shared.security import Principal


async def print_letters(session: AsyncSession, form: TakeRun, *, by: Principal, at: datetime) -> PrintRun:
    """The run, with the oldest letters of the place, at most a hundred. Raises OutsideRegion, NothingToPrint."""
    by.must_cover(form.region, pointer="/region")
    letters = await lock_waiting(session, form.region, limit=RUN_LIMIT)
    if not letters:
        raise NothingToPrint(region=form.region)

    run = PrintRun(region=form.region, letters=len(letters), taken_by=by.subject, taken_at=at)
    session.add(run)
    await session.flush()
    for letter in letters:
        letter.state, letter.print_run_id = PaperState.PRINTED, run.id
    deliveries = await lock_deliveries(session, letters)
    for delivery in deliveries:
        delivery.state, delivery.sent_at = DeliveryState.SENT, at
    session.add_all([*letters, *deliveries])
    await session.flush()
    return run
