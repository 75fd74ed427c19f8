"""Somebody is away for some days, and another stands in."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules.leave import SubstituteElsewhere, SubstituteIsSelf, must_be_term, must_leave_somebody
from services.notifier.schemas.officer import TakeLeave
from services.notifier.store.officer import check_free, get_officer, list_leaves_until
from services.notifier.tables import Leave
from shared.security import Principal


async def take_leave(session: AsyncSession, subject: str, form: TakeLeave, *, by: Principal, at: datetime) -> Leave:
    """From then on whoever stands in is told, sees the orders, and acts. A circle of people who stand in for one another would
    leave nobody to act: it is refused for the first day on which it would be one.

    Raises NoSuchOfficer, OutsideRegion, SubstituteIsSelf, SubstituteElsewhere, LeaveEndsEarly, LeaveOverlaps, NobodyLeftToAct.
    """
    post = await get_officer(session, subject, pointer="/path/subject", locked=True)
    substitute = await get_officer(session, form.substitute, pointer="/substitute", locked=True)
    around = await list_leaves_until(session, form.from_on, form.until_on)

    by.must_cover(post.region, pointer="/path/subject")
    must_be_term(form.from_on, form.until_on)
    if post.id == substitute.id:
        raise SubstituteIsSelf(pointer="/substitute")
    if not post.region.startswith(substitute.region):
        raise SubstituteElsewhere(pointer="/substitute", post_region=post.region, substitute_region=substitute.region)
    await check_free(session, post.id, form.from_on, form.until_on)
    # Who is away changes only on the first days of leaves: between two of them every day is like the last.
    for day in {form.from_on, *(leave.from_on for leave in around if leave.from_on > form.from_on)}:
        away = {leave.post_id: leave.substitute_id for leave in around if leave.from_on <= day <= leave.until_on}
        must_leave_somebody(post.id, away | {post.id: substitute.id})

    leave = Leave(
        region=post.region,
        post_id=post.id,
        substitute_id=substitute.id,
        from_on=form.from_on,
        until_on=form.until_on,
        entered_by=by.subject,
        entered_at=at,
    )
    session.add(leave)
    await session.flush()
    return leave
