"""Two whom registry took for one are two again: each keeps the cover that a case opened for them, and no other's."""

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.store import people
from shared.events.registry import PersonsSeparated


async def part_covers(session: AsyncSession, event: PersonsSeparated) -> None:
    """What was settled meanwhile stays settled."""
    await people.part_covers(
        session,
        (event.identity_hash, event.person_id),
        (event.former_identity_hash, event.former_person_id),
    )
