"""The file of a household that a builder has made: what is known of it and of its people, and who sits where."""

from collections.abc import Sequence
from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.change import Act, ChangeKind, Source
from services.registry.rules.history import beginning
from services.registry.store.facts import facts_of_household, facts_of_person
from services.registry.store.history import change_of, first_household_version, first_person_version
from services.registry.store.membership import Place, first_membership
from services.registry.tables import Household, Person
from shared import clock, rows


async def on_file(session: AsyncSession, household: Household, people: Sequence[Person], *, since_on: date) -> None:
    """As if an officer had entered them on that day; the rows of the household and of its people are there already."""
    act = Act(ChangeKind.ENTERED, Source.OFFICER, since_on, "builder", clock.now())
    change = change_of(act, household.id, household.region)
    [segment] = beginning(facts_of_household(household), since_on)
    versions = [first_person_version(person.id, beginning(facts_of_person(person), since_on)[0], change) for person in people]
    seats = [first_membership(person.id, Place(household, person.relation, person.joined_on), change) for person in people]
    await rows.insert(session, change)
    await rows.insert(session, first_household_version(household.id, segment, change), *versions, *seats)
