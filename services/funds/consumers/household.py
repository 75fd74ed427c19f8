"""Who belongs together, as registry tells: whose card may be whose, and who is kin to whom."""

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.operations.household.follow_death import follow_death
from services.funds.operations.household.follow_merger import follow_merger
from services.funds.operations.household.follow_person import follow_person
from services.funds.operations.household.part_persons import part_persons
from shared.consumers import Consumers
from shared.events.registry import PersonChanged, PersonEnrolled, PersonsMerged, PersonsSeparated

handlers = Consumers("funds")
handlers.on(PersonsMerged)(follow_merger)
handlers.on(PersonsSeparated)(part_persons)


@handlers.on(PersonEnrolled)
async def know_member(session: AsyncSession, event: PersonEnrolled) -> None:
    """Somebody stands in the register."""
    await follow_person(session, event)
    await follow_death(session, event)


@handlers.on(PersonChanged)
async def move_member(session: AsyncSession, event: PersonChanged) -> None:
    """Somebody came, went or changed households."""
    await follow_person(session, event)
    await follow_death(session, event)
