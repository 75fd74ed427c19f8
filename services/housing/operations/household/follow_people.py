from collections.abc import Sequence
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.household import Group, HouseholdState
from services.housing.store.household import put_households, put_residents, told_of
from services.housing.tables import Household, Resident
from shared.events.registry import PersonChanged, PersonEnrolled

RELATION_SIGNS = 40


async def follow_people(session: AsyncSession, events: Sequence[PersonEnrolled | PersonChanged]) -> set[UUID]:
    """Remember to which household somebody belongs and of which classes they are, whatever order news come in; returns the
    households that were enrolled by it.

    A merger of two files is told of both people by the same two events, so that nothing else needs to be heard of it.
    """
    people, untold, enrolled = dict[UUID, Resident](), set[UUID](), dict[UUID, Household]()
    for event in events:
        if isinstance(event, PersonEnrolled):
            belongs, from_on = event.household_id if event.is_member is not False else None, event.in_force_on
        else:
            belongs, from_on = event.household_id, event.happened_on
        known = people.get(event.person_id)
        if known is None or known.revision <= (event.revision or 0):
            people[event.person_id] = Resident(
                id=event.person_id,
                household_id=belongs,
                identity_hash=event.identity_hash,
                region=event.region,
                relation=(event.relation or "")[:RELATION_SIGNS],
                classes=sorted(event.classes),
                is_living=event.is_living is not False,
                is_disabled=event.is_disabled is True,
                revision=event.revision or 0,
            )
            (untold.add if event.is_disabled is None else untold.discard)(event.person_id)
        if belongs is not None and event.is_living is not False:
            since_on = from_on if Group.ENROLLED in event.classes else None
            before = enrolled.get(belongs)
            days = [day for day in (since_on, before and before.enrolled_on) if day]
            enrolled[belongs] = told_of(belongs, event.region, state=HouseholdState.CURRENT, enrolled_on=min(days, default=None))

    await put_households(session, list(enrolled.values()))
    await put_residents(session, list(people.values()), untold=untold)
    return {household.id for household in enrolled.values() if household.enrolled_on}
