from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.awaited_step import Matter
from services.housing.rules.programme import SiteOfAnotherProgramme, must_be_in_time
from services.housing.rules.relocation import RelocationAct, WishNeedsSite, move, must_be_able_to_ask, must_be_settled
from services.housing.schemas.relocation import NoteWish
from services.housing.store.awaited_step import end_steps
from services.housing.store.lot import must_not_be_listed
from services.housing.store.programme import get_programme, get_site
from services.housing.store.relocation import add_event, lock_relocation, must_have_paper
from services.housing.store.relocation_policy import get_rules_of
from services.housing.tables import Relocation
from shared.clock import china
from shared.security import Principal


async def note_wish(session: AsyncSession, relocation_id: UUID, form: NoteWish, *, by: Principal, at: datetime) -> Relocation:
    """A household has signed that it will move, and where to, or that it will not; it may change its mind until its lot is
    announced. A no after the notice gives up its place in the list.

    Raises NoSuchRelocation, LotUnderWay, RelocationStateForbids, MoveUnsettled, ProgrammeOutOfTime, WishNeedsSite, NoSuchSite,
    SiteOfAnotherProgramme, WishWithoutPaper, CannotAskFor.
    """
    relocation = await lock_relocation(session, relocation_id)
    programme = await get_programme(session, relocation.programme_id)
    site = await get_site(session, form.site_id, pointer="/site_id") if form.site_id else None
    _, policy = get_rules_of(programme.policy, programme.kind)
    await must_not_be_listed(session, relocation)
    await must_have_paper(session, form.paper_id, [relocation.id], pointer="/paper_id")

    act = RelocationAct.AGREED if form.is_willing else RelocationAct.DECLINED
    state = move(relocation.state, act)
    if form.is_willing:
        must_be_settled(relocation.question)
    must_be_in_time(
        form.wished_on, since=relocation.wished_on or relocation.named_on, today=china(at).date(), pointer="/wished_on"
    )
    if form.is_willing and site is None:
        raise WishNeedsSite(pointer="/site_id")
    if site is not None and site.programme_id != programme.id:
        raise SiteOfAnotherProgramme(pointer="/site_id")
    must_be_able_to_ask(form.asks, oldest=relocation.oldest, has_disabled=relocation.has_disabled, old_from=policy.first.old_from)

    relocation.state, relocation.wished_on, relocation.wish_paper_id = state, form.wished_on, form.paper_id
    relocation.site_id = site.id if site and form.is_willing else None
    relocation.asks = form.asks
    relocation.question = relocation.questioned_on = None
    says = f"选择安置点{site.title}" if site and form.is_willing else ""
    add_event(session, relocation, act, on=form.wished_on, by=by.subject, at=at, says=says)
    session.add(relocation)
    await session.flush()

    await end_steps(session, Matter.RELOCATION, relocation.id, on=form.wished_on)
    return relocation
