"""Record that something of a household is otherwise from a day on."""

from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.change import Act, ChangeKind, Source
from services.registry.rules.history import NothingChanged, changed, facts_on
from services.registry.rules.move import must_be_open, must_be_possible
from services.registry.schemas.edits import check_values, household_edit
from services.registry.schemas.feed import household_news
from services.registry.schemas.move import ChangeHousehold
from services.registry.store import history
from services.registry.store.field_lists import get_field_lists
from services.registry.store.move import instant_for, lock_file
from services.registry.tables import Household
from shared import outbox, rows
from shared.events.registry import HouseholdChanged
from shared.security import Principal


async def change_household(
    session: AsyncSession, form: ChangeHousehold, *, household_id: UUID, by: Principal, on: date
) -> Household:
    """Raises NoSuchHousehold, HouseholdIsCancelled, HappenedInTheFuture, BeforeTheFile, ValueNotInList, NothingChanged."""
    file = await lock_file(session, household_id)
    at = await instant_for(session, file)

    must_be_open(file.household.state)
    must_be_possible(form.happened_on, today=on)
    check_values(form.facts, get_field_lists(file.household.region, form.happened_on), on=form.happened_on)
    edit = household_edit(form.facts, facts_on(file.timeline.segments, form.happened_on) or {})
    after = changed(file.timeline.segments, edit, since_on=form.happened_on)
    if after == list(file.timeline.segments):
        raise NothingChanged(pointer="/facts")

    act = Act(ChangeKind.CHANGED, Source.OFFICER, form.happened_on, by.subject, at, form.reason, form.papers)
    change = history.change_of(act, household_id, file.household.region)
    await rows.insert(session, change)
    await history.revise(session, history.Revision(file.household, file.timeline, after, change))
    await session.flush()

    await outbox.record(session, HouseholdChanged(**household_news(file.household, ChangeKind.CHANGED, form.happened_on)))
    return file.household
