"""Cancel a household that has nobody left; its file, cases and measures stay readable."""

from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.change import Act, ChangeKind, Source
from services.registry.rules.move import HouseholdNotEmpty, must_be_open, must_be_possible
from services.registry.rules.vocabulary import HouseholdState
from services.registry.schemas.feed import household_news
from services.registry.schemas.move import ChangeState
from services.registry.store import history
from services.registry.store.move import change_household_facts, instant_for, lock_file
from services.registry.tables import Household
from shared import outbox, rows
from shared.events.registry import HouseholdChanged
from shared.security import Principal


async def cancel_household(session: AsyncSession, form: ChangeState, *, household_id: UUID, by: Principal, on: date) -> Household:
    """Raises NoSuchHousehold, HouseholdIsCancelled, HouseholdNotEmpty, HappenedInTheFuture, BeforeTheFile."""
    file = await lock_file(session, household_id)
    at = await instant_for(session, file)

    must_be_open(file.household.state)
    must_be_possible(form.happened_on, today=on)
    if file.members:
        raise HouseholdNotEmpty(members=len(file.members))

    act = Act(ChangeKind.CANCELLED, Source.OFFICER, form.happened_on, by.subject, at, form.reason, form.papers)
    change = history.change_of(act, household_id, file.household.region)
    await rows.insert(session, change)
    await change_household_facts(session, file, {"state": HouseholdState.CANCELLED.value}, change)

    await outbox.record(session, HouseholdChanged(**household_news(file.household, ChangeKind.CANCELLED, form.happened_on)))
    return file.household
