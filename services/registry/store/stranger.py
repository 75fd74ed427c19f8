"""A household for someone in no register, and a name for someone of whom only the identity hash was known."""

from datetime import date, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.case import Origin
from services.registry.rules.change import Act, ChangeKind, Source
from services.registry.rules.history import Facts, beginning, changed
from services.registry.rules.relief import Someone
from services.registry.rules.sighting import Sighting
from services.registry.rules.vocabulary import HEAD, HouseholdState, PersonClass
from services.registry.store.facts import facts_of_household, facts_of_person, show_person
from services.registry.store.history import (
    Revision,
    change_of,
    first_household_version,
    first_person_version,
    person_timeline,
    revise,
)
from services.registry.store.household import claim_people, lock_person
from services.registry.store.mark import mark_row
from services.registry.store.membership import Place, Seating, first_membership, seat
from services.registry.tables import Change, Household, Person, Row
from shared import rows

_SOURCES = {Origin.BURDEN: Source.HOSPITAL, Origin.RELIEF_NEED: Source.DEPARTMENT, Origin.OFFICER: Source.OFFICER}


def facts_named(someone: Someone) -> Facts:
    """What a name and a number say."""
    identity = someone.identity
    return {
        "name": someone.name,
        "id_number": identity.number,
        "sex": identity.sex.value,
        "born_on": identity.born_on.isoformat(),
    }


def stranger(identity_hash: str, sighting: Sighting, *, by: str, at: datetime, on: date) -> tuple[Household, Person, list[Row]]:
    """A household for someone in no register, what is known of them, and all the rows that say so."""
    household, change, new = _household(sighting, is_verified=_is_verified(sighting), by=by, at=at, on=on)
    person = Person(
        household_id=household.id,
        region=household.region,
        identity_hash=identity_hash,
        relation=HEAD,
        classes=[PersonClass.MONITORED],
        is_verified=_is_verified(sighting),
        joined_on=on,
    )
    if sighting.person:
        show_person(person, {**facts_of_person(person), **facts_named(sighting.person)})
    facts = facts_of_person(person)
    [segment] = beginning(facts, on)
    member = first_membership(person.id, Place(household, HEAD, on), change)
    return household, person, [*new, person, mark_row(person, facts), first_person_version(person.id, segment, change), member]


async def seat_again(
    session: AsyncSession, identity_hash: str, sighting: Sighting, *, by: str, at: datetime, on: date
) -> tuple[Household, Person]:
    """A household for someone who is known and belongs to none: the row that they have for life is seated in it."""
    [person_id] = await claim_people(session, [identity_hash])
    person = await lock_person(session, person_id)
    is_verified = person.is_verified or _is_verified(sighting)
    household, change, new = _household(sighting, is_verified=is_verified, by=by, at=at, on=on)
    await rows.insert(session, *new)
    before = await person_timeline(session, person.id)
    edit = {"region": sighting.village, "classes": [PersonClass.MONITORED.value], "is_verified": is_verified}
    await revise(session, Revision(person, before, changed(before.segments, edit, since_on=on), change))
    await seat(session, Seating(person, Place(household, HEAD, on), on, change))
    await session.flush()
    return household, person


def _household(sighting: Sighting, *, is_verified: bool, by: str, at: datetime, on: date) -> tuple[Household, Change, list[Row]]:
    state = HouseholdState.CURRENT if is_verified else HouseholdState.PROVISIONAL
    household = Household(region=sighting.village, state=state, enrolled_on=on)
    act = Act(ChangeKind.SIGHTED, _SOURCES[sighting.origin], on, by, at)
    change = change_of(act, household.id, household.region)
    [segment] = beginning(facts_of_household(household), on)
    return household, change, [household, change, first_household_version(household.id, segment, change)]


def _is_verified(sighting: Sighting) -> bool:
    return sighting.origin is Origin.OFFICER
