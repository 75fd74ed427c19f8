"""Put whoever may be a second file of somebody into the queue, whichever writer said something of them."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.store import double as doubles
from services.registry.store.doubles_policy import largest_group
from services.registry.store.likeness import (
    list_asked_before,
    list_near_hashes,
    list_sharing,
    list_traits,
    look_by_index,
    put_marks,
)
from shared import clock


async def note_doubles(session: AsyncSession, person_ids: Collection[UUID], *, on: date) -> int:
    """Compare these people with everybody; how many pairs are asked about newly or again. For whoever sees the whole register.

    Pairs that were put right since leave the queue. The number of statements does not grow with the people.
    """
    await look_by_index(session)
    known = await list_traits(session, person_ids)
    await put_marks(session, known.values())
    pairs = await list_sharing(session, known.values(), largest=largest_group())
    near = await list_near_hashes(session, known)
    asked = await list_asked_before(session, person_ids)

    found = await doubles.weigh(session, pairs | near | asked, near=near, on=on, known=known)

    noted = await doubles.put_pairs(session, found, at=clock.now())
    await doubles.fade_pairs(session, person_ids, found)
    return noted
