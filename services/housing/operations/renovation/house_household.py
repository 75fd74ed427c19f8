from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.dwelling import must_stand
from services.housing.rules.hazard import StruckWhy
from services.housing.rules.household_question import must_be_settled
from services.housing.rules.mode import MODE_NAMES
from services.housing.rules.occupancy import LeftWhy, LivesThereAlready, Stay, must_follow
from services.housing.rules.rehousing import TENURES, must_be_no_hazard, must_be_told
from services.housing.rules.renovation import Act, move
from services.housing.rules.works import must_be_between, must_not_be_built
from services.housing.schemas.renovation import HouseHousehold
from services.housing.schemas.renovation_told import progress_news
from services.housing.store.hazard import lock_standing
from services.housing.store.house import lock_home, lock_house
from services.housing.store.occupancy import begin_stay, end_stay, list_stays
from services.housing.store.renovation import add_event, get_renovation, lock_renovation
from services.housing.store.renovation_step import follow_renovation
from services.housing.tables import Renovation
from shared import outbox
from shared.clock import china
from shared.events.housing import RenovationProgressed
from shared.security import Principal


async def house_household(
    session: AsyncSession, renovation_id: UUID, form: HouseHousehold, *, by: Principal, at: datetime
) -> Renovation:
    """A household that does not build has moved: it lives no longer in the dangerous house, which leaves the ledger unless others
    live there, and from the same day in its new one, if that is a house of the register.

    Raises NoSuchRenovation, BuildersWay, RenovationStateForbids, HouseholdUnsettled, WorksOutOfTime, CareIsNoHouse,
    NewHomeUntold, NoSuchHouse, HouseGone, NewHomeUnsafe, LivesThereAlready, MovedOutOfTime.
    """
    await lock_home(session, (await get_renovation(session, renovation_id)).household_id)
    renovation = await lock_renovation(session, renovation_id)
    stays = [stay for stay, _ in await list_stays(session, renovation.household_id)]
    now = next((stay for stay in stays if stay.until_on is None), None)
    named = {id for id in (form.house_id, now.house_id if now else None) if id}
    houses = {id: await lock_house(session, id, pointer="/house_id") for id in sorted(named)}
    is_listed = form.house_id is not None and await lock_standing(session, form.house_id) is not None

    must_not_be_built(renovation.mode)
    state = move(renovation.state, Act.HOUSED, renovation.mode)
    must_be_settled(renovation.asks)
    must_be_between(form.on, since=renovation.signed_on, today=china(at).date(), pointer="/on")
    must_be_told(renovation.mode, has_house=form.house_id is not None, elsewhere=form.elsewhere)
    if form.house_id:
        must_stand(houses[form.house_id].state)
        must_be_no_hazard(is_listed=is_listed)
        if now and now.house_id == form.house_id:
            raise LivesThereAlready(pointer="/house_id")
    must_follow([Stay(stay.since_on, stay.until_on) for stay in stays], form.on, on=china(at).date(), pointer="/on")

    how = MODE_NAMES[renovation.mode]
    if now:
        reason = f"{how}，住户已安置"
        await end_stay(session, now, LeftWhy.MOVED, on=form.on, by=by.subject, reason=reason, struck=StruckWhy.REHOUSED)
    if form.house_id:
        house, tenure = houses[form.house_id], form.tenure or TENURES[renovation.mode]
        await begin_stay(session, house, renovation.household_id, tenure=tenure, since_on=form.on, by=by.subject)
    renovation.state, renovation.finished_on, renovation.housed_in_id = state, form.on, form.house_id
    where = houses[form.house_id].number if form.house_id else form.elsewhere
    said = "。".join(filter(None, (f"{how}：{where}" if where else how, form.said)))
    add_event(session, renovation, Act.HOUSED, on=form.on, by=by.subject, at=at, said=said)
    session.add(renovation)
    await session.flush()

    await follow_renovation(session, renovation, on=china(at).date())

    await outbox.record(session, RenovationProgressed(**progress_news(renovation, on=form.on)))
    return renovation
