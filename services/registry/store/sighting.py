"""What is written when a household is seen in need: a fact, and with the first one the case, in one statement."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.case import progress
from services.registry.rules.sighting import Sighting
from services.registry.store.case import find_open_case
from services.registry.store.household import Seen, list_members
from services.registry.store.stranger import seat_again, stranger
from services.registry.tables import Case, CaseFact, CasePart, Household, Person, Row
from shared import rows


@dataclass(frozen=True)
class Noted:
    """The case that a sighting was added to, and, if it is new, whom it is about; `opened` is a household that began by it."""

    case: Case
    is_new: bool
    members: list[Person]
    opened: Household | None = None


async def add_sighting(
    session: AsyncSession, seen: Seen, identity_hash: str | None, sighting: Sighting, *, by: str, at: datetime, on: date
) -> Noted:
    """Add the sighting to the household's open case; open one if there is none, and a household for someone in no register.

    The caller holds the locks of `lock_seen`, so that nobody opens one meanwhile.
    """
    household_id, region, new_rows, members = seen.household_id, seen.seated_in, list[Row](), list[Person]()
    household = None
    if household_id is None or region is None:
        if seen.is_known:
            household, person = await seat_again(session, identity_hash or "", sighting, by=by, at=at, on=on)
        else:
            household, person, new_rows = stranger(identity_hash or "", sighting, by=by, at=at, on=on)
        household_id, region, members = household.id, household.region, [person]
        case = None
    else:
        case = await find_open_case(session, household_id)
        if case is None:
            members = await list_members(session, [household_id])

    is_new = case is None
    if case is None:
        case = Case(household_id=household_id, region=region, trigger=sighting.trigger, origin=sighting.origin, detected_at=at)
        parts = (CasePart(case_id=case.id, region=region, **vars(standing)) for standing in progress(at, []))
        new_rows += [case, *parts]
    fact = CaseFact(
        case_id=case.id,
        region=region,
        trigger=sighting.trigger,
        origin=sighting.origin,
        happened_on=sighting.happened_on,
        burden_fen=sighting.burden_fen,
        reported_as=sighting.reported_as,
        noted_by=by,
        noted_at=at,
    )
    await rows.insert(session, *new_rows, fact)
    return Noted(case, is_new, members, household)
