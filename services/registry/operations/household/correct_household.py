"""Put right what a household's file said wrongly; what it said stays readable as what was known then."""

from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.change import Act, ChangeKind, Source
from services.registry.rules.history import NothingChanged, corrected, facts_on
from services.registry.rules.move import must_be_possible
from services.registry.schemas.edits import check_values, household_edit
from services.registry.schemas.feed import household_news
from services.registry.schemas.move import CorrectHousehold
from services.registry.store import history
from services.registry.store.field_lists import get_field_lists
from services.registry.store.move import instant_for, lock_file
from services.registry.tables import Household
from shared import outbox, rows
from shared.events.registry import HouseholdChanged
from shared.security import Principal


async def correct_household(
    session: AsyncSession, form: CorrectHousehold, *, household_id: UUID, by: Principal, on: date
) -> Household:
    """Also of a cancelled household: its file may still be wrong.

    Raises NoSuchHousehold, HappenedInTheFuture, BeforeTheFile, ValueNotInList, NothingChanged.
    """
    file = await lock_file(session, household_id)
    at = await instant_for(session, file)
    since_on = form.since_on or file.timeline.segments[0].since_on

    must_be_possible(since_on, today=on)
    check_values(form.facts, get_field_lists(file.household.region, since_on), on=since_on)
    edit = household_edit(form.facts, facts_on(file.timeline.segments, since_on) or {})
    after = corrected(file.timeline.segments, edit, since_on=since_on, until_on=form.until_on)
    if after == list(file.timeline.segments):
        raise NothingChanged(pointer="/facts")

    act = Act(ChangeKind.CORRECTED, Source.OFFICER, since_on, by.subject, at, form.reason, form.papers)
    change = history.change_of(act, household_id, file.household.region)
    await rows.insert(session, change)
    await history.revise(session, history.Revision(file.household, file.timeline, after, change))
    await session.flush()

    await outbox.record(session, HouseholdChanged(**household_news(file.household, ChangeKind.CORRECTED, since_on)))
    return file.household
