from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.house_money import must_be_held
from services.housing.rules.household_question import must_be_settled
from services.housing.rules.renovation import Act, move
from services.housing.rules.works import must_be_between, must_be_built
from services.housing.schemas.renovation import DatedStep
from services.housing.schemas.renovation_told import progress_news
from services.housing.store.help_policy import get_help_policy_named
from services.housing.store.house_money import find_money
from services.housing.store.renovation import add_event, list_events, lock_renovation
from services.housing.store.renovation_step import follow_renovation
from services.housing.tables import Renovation
from shared import outbox
from shared.clock import china
from shared.events.housing import RenovationProgressed
from shared.security import Principal


async def start_works(session: AsyncSession, renovation_id: UUID, form: DatedStep, *, by: Principal, at: datetime) -> Renovation:
    """Works begin, or go on after a stop.

    Raises NoSuchRenovation, NotTheBuildersWay, RenovationStateForbids, HouseholdUnsettled, WorksOutOfTime, MoneyNotHeld where the
    place lets no works begin without their money.
    """
    renovation = await lock_renovation(session, renovation_id)
    stops = [each.on for each in await list_events(session, renovation_id) if each.act is Act.STOPPED]
    stopped_on = stops[-1] if renovation.stop_why is not None else None
    money, holding = await find_money(session, renovation_id), get_help_policy_named(renovation.policy).holding

    must_be_built(renovation.mode)
    act = Act.RESUMED if renovation.stop_why is not None else Act.STARTED
    state = move(renovation.state, act, renovation.mode)
    must_be_settled(renovation.asks)
    since = stopped_on or renovation.started_on or renovation.signed_on
    must_be_between(form.on, since=since, today=china(at).date(), pointer="/on")
    if money is not None and holding is not None:
        must_be_held(money.state, works_wait=holding.works_wait, short=money.short)

    renovation.state, renovation.stop_why = state, None
    renovation.started_on = renovation.started_on or form.on
    add_event(session, renovation, act, on=form.on, by=by.subject, at=at, said=form.said)
    session.add(renovation)
    await session.flush()

    await follow_renovation(session, renovation, on=china(at).date())

    await outbox.record(session, RenovationProgressed(**progress_news(renovation, on=form.on)))
    return renovation
