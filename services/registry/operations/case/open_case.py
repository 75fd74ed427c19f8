"""Mark a household the moment it is seen in need, once, and tell everyone who has a part in helping it."""

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.change import ChangeKind
from services.registry.rules.sighting import Sighting, check_seat
from services.registry.schemas.feed import household_news, person_news
from services.registry.store.household import lock_seen
from services.registry.store.sighting import add_sighting, said_of
from services.registry.tables import Case
from shared import clock, outbox
from shared.events import Event
from shared.events.registry import CaseFactAdded, CaseNeedsAdded, HouseholdChanged, NewPovertyDetected, PersonChanged
from shared.vault import hash_identity


async def open_case(session: AsyncSession, sighting: Sighting, *, by: str, within: str = "") -> Case:
    """Open a case for the household, or add the sighting to the case it has: what has begun does not begin again.

    Someone in no register gets a household with what is known of them. `within` is the region that `by` answers for.
    Raises NoNeedsRule and what `check_seat` raises.
    """
    at, on = clock.now(), clock.today()
    identity_hash = sighting.identity_hash or (hash_identity(sighting.person.identity.number) if sighting.person else None)
    seen = await lock_seen(session, sighting.household_code, identity_hash)

    check_seat(sighting, seen.seated_in, within=within)

    noted = await add_sighting(session, seen, identity_hash, sighting, by=by, at=at, on=on)

    case = noted.case
    told_of = said_of(noted, sighting, at=at)
    news: list[Event] = [
        *(NewPovertyDetected(**said) for said in told_of.detected),
        *(CaseFactAdded(**said) for said in told_of.fact),
        *(CaseNeedsAdded(**said) for said in told_of.added),
    ]
    if noted.opened:
        news.append(HouseholdChanged(**household_news(noted.opened, ChangeKind.SIGHTED, on)))
        news += [PersonChanged(**person_news(member, ChangeKind.SIGHTED, on)) for member in noted.members]
    await outbox.record(session, *news)
    return case
