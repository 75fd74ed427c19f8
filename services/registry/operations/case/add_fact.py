"""Add to an open case what else struck the household: urgency rises, and what is needed besides begins at once."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.case import Origin
from services.registry.rules.ending import CaseIsClosed, NotOfTheHousehold
from services.registry.rules.need import Kind
from services.registry.rules.sighting import Sighting
from services.registry.schemas.case_act import AddFact
from services.registry.store import case as cases
from services.registry.store.household import Seen, list_known_households, list_members
from services.registry.store.sighting import add_sighting, said_of
from services.registry.tables import Case
from shared import outbox
from shared.events import Event
from shared.events.registry import CaseFactAdded, CaseNeedsAdded, NewPovertyDetected


async def add_fact(session: AsyncSession, case_id: UUID, form: AddFact, *, by: str, at: datetime, on: date) -> Case:
    """Raises NoSuchCase, CaseIsClosed or NotOfTheHousehold. What has begun does not begin again."""
    case = await cases.get_case(session, case_id)
    await list_known_households(session, [], [case.household_id])
    open_case = await cases.find_open_case(session, case.household_id)
    members = {member.id for member in await list_members(session, [case.household_id])}

    if open_case is None or open_case.id != case_id:
        raise CaseIsClosed(case_id=str(case_id))
    for number, person_id in enumerate(form.person_ids):
        if person_id not in members:
            raise NotOfTheHousehold(pointer=f"/person_ids/{number}", person_id=str(person_id))

    sighting = Sighting(
        origin=Origin.OFFICER,
        trigger=form.kind.trigger,
        village=case.region,
        happened_on=form.happened_on,
        house_is_unsafe=form.kind is Kind.HOUSE,
        person_ids=tuple(form.person_ids),
    )
    noted = await add_sighting(session, Seen(case.household_id, case.region), None, sighting, by=by, at=at, on=on)

    told_of = said_of(noted, sighting, at=at)
    news: list[Event] = [
        *(NewPovertyDetected(**said) for said in told_of.detected),
        *(CaseFactAdded(**said) for said in told_of.fact),
        *(CaseNeedsAdded(**said) for said in told_of.added),
    ]
    await outbox.record(session, *news)
    return noted.case
