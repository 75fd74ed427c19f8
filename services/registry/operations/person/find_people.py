"""Look for people, and leave a trace of who looked, by what, and how many they were shown."""

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.search import Question
from services.registry.store import search
from services.registry.tables import PersonSearch
from shared import clock, rows
from shared.database import EVERYWHERE
from shared.security import Principal
from shared.vault import seal


async def find_people(
    session: AsyncSession, question: Question, typed: str, *, after: search.Place | None, limit: int, by: Principal
) -> list[search.Found]:
    """One more than `limit`, so that the caller sees whether there is a next page; the trace counts what a page shows.

    `typed` is kept sealed: who was looked for is itself something about them.
    """
    found = await search.find_people(session, question, after=after, limit=limit)
    trace = PersonSearch(
        region=by.region.removesuffix(EVERYWHERE),
        kinds=question.kinds,
        asked_sealed=seal(typed),
        seen=len(found[:limit]),
        searched_by=by.subject,
        role=by.role,
        searched_at=clock.now(),
    )
    await rows.insert(session, trace)
    return found
