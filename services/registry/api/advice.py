"""What a writer is told at once: the household or person as it is now, what is odd about it, and whom it may be
a second file of. Nothing here refuses."""

from uuid import UUID

from services.registry.api.double_views import likely
from services.registry.api.file_views import household_view, person_view
from services.registry.api.quality_views import advice_view, of_person
from services.registry.schemas.quality import AdviceView, HouseholdWritten, PersonWritten
from services.registry.store.case import find_open_case
from services.registry.store.finding import list_accepted
from services.registry.store.household import list_members
from services.registry.store.quality import list_files, look_at
from services.registry.tables import Household, Person
from shared.clock import today
from shared.security import Principal
from shared.service import Transaction


async def household_written(session: Transaction, household: Household, by: Principal) -> HouseholdWritten:
    members = await list_members(session, [household.id])
    case = await find_open_case(session, household.id)
    told = household_view(household, members, by, open_case_id=case.id if case else None)
    doubles = await likely(session, [member.id for member in members], by)
    return HouseholdWritten(**told.model_dump() | doubles, advice=await _advice(session, household.id, None))


async def person_written(session: Transaction, person: Person, by: Principal) -> PersonWritten:
    """Of someone who belongs to no household nothing is odd."""
    advice = [] if person.left_on else await _advice(session, person.household_id, person.id)
    doubles = await likely(session, [person.id], by)
    return PersonWritten(**person_view(person, by).model_dump() | doubles, advice=advice)


async def _advice(session: Transaction, household_id: UUID, person_id: UUID | None) -> list[AdviceView]:
    looked = look_at(await list_files(session, [household_id], on=today()))
    accepted = {(each.subject, each.basis_hash) for each in await list_accepted(session, household_id, looked.present)}
    return [
        advice_view(seen)
        for seen in looked.seen
        if of_person(seen, person_id) and (seen.subject, seen.basis_hash) not in accepted
    ]
