from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.programme import NEED_NAMES, must_be_in_time, must_go_on
from services.housing.rules.relocation import NobodyToList, RelocationAct, RelocationState, move
from services.housing.schemas.relocation import ShowHouseholds
from services.housing.store.programme import get_programme
from services.housing.store.relocation import add_event, lock_in_state
from services.housing.store.relocation_policy import get_rules_of
from services.housing.tables import RelocationList
from shared import outbox
from shared.clock import china
from shared.events.housing import RelocationNoticeAsked, ShownLine
from shared.security import Principal

A_NOTICE = 500
"""Households in one notice, as many as funds shows in one; the next follow in another."""


async def show_households(
    session: AsyncSession, programme_id: UUID, form: ShowHouseholds, *, by: Principal, at: datetime
) -> RelocationList:
    """The willing households of a village that were not shown yet are listed by number, and funds shows the list; they are
    confirmed once it has stood.

    Raises NoSuchProgramme, OutsideRegion, ProgrammeEnded, NobodyToList, ProgrammeOutOfTime.
    """
    by.must_cover(form.region, pointer="/region")
    programme = await get_programme(session, programme_id)
    _, policy = get_rules_of(programme.policy, programme.kind)
    willing = await lock_in_state(session, RelocationState.WILLING, programme_id=programme.id, region=form.region, limit=A_NOTICE)

    must_go_on(programme.ended_on)
    if not willing:
        raise NobodyToList(region=form.region)
    since = max(each.wished_on or each.named_on for each in willing)
    must_be_in_time(form.shown_on, since=since, today=china(at).date(), pointer="/shown_on")

    shown = RelocationList(
        programme_id=programme.id, region=form.region, households=len(willing), shown_on=form.shown_on, shown_by=by.subject
    )
    session.add(shown)
    await session.flush()
    for each in willing:
        each.state, each.list_id = move(each.state, RelocationAct.LISTED), shown.id
        add_event(session, each, RelocationAct.LISTED, on=form.shown_on, by=by.subject, at=at)
        session.add(each)
    await session.flush()

    lines = [ShownLine(who=f"搬迁编号 {each.number}", says=f"{each.persons} 人，{NEED_NAMES[each.why]}") for each in willing]
    await outbox.record(
        session,
        RelocationNoticeAsked(
            matter_id=shown.id,
            about="relocation-list",
            region=form.region,
            heading="搬迁对象名单公示",
            lines=lines,
            days=policy.notices.people.days,
            shown_on=form.shown_on,
        ),
    )
    return shown
