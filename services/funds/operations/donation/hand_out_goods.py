from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.donation_trace import (
    HandedAgain,
    HandedElsewhere,
    HandedTomorrow,
    must_be_counted_out,
    must_be_left,
)
from services.funds.schemas.donation_trace import HandOutGoods
from services.funds.store.donation import lock_use
from services.funds.store.donation_trace import list_handings
from services.funds.tables import DonationHanding
from shared.clock import china
from shared.security import Principal


async def hand_out_goods(
    session: AsyncSession, use_id: UUID, form: HandOutGoods, *, by: Principal, at: datetime
) -> list[DonationHanding]:
    """Write down which households took how many of the goods that a use counted out. Nobody else is told.

    Raises NoSuchUse, OutsideRegion, NotGoods, MoreThanCountedOut, HandedElsewhere, HandedTomorrow, HandedAgain, each row's with
    its place.
    """
    use = await lock_use(session, use_id)
    earlier = await list_handings(session, use_id)
    by.must_cover(use.region)

    must_be_counted_out(use.kind, use.state)
    seen = {(each.household_id, each.handed_on) for each in earlier}
    for at_row, row in enumerate(form.rows):
        if not row.village.startswith(use.village or use.region):
            raise HandedElsewhere(pointer=f"/rows/{at_row}/village")
        if row.handed_on > china(at).date() or (use.approved_on is not None and row.handed_on < use.approved_on):
            raise HandedTomorrow(pointer=f"/rows/{at_row}/handed_on")
        if (row.household_id, row.handed_on) in seen:
            raise HandedAgain(pointer=f"/rows/{at_row}/household_id")
        seen.add((row.household_id, row.handed_on))
    must_be_left([row.quantity for row in form.rows], handed=sum(each.quantity for each in earlier), quantity=use.quantity)

    handed = [
        DonationHanding(
            use_id=use.id,
            household_id=row.household_id,
            region=row.village,
            quantity=row.quantity,
            handed_on=row.handed_on,
            written_by=by.subject,
            written_at=at,
        )
        for row in form.rows
    ]
    session.add_all(handed)
    await session.flush()
    return handed
