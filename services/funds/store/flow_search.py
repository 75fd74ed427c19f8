"""What somebody looks for among what was published: names, facets, entries."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ARRAY, Text, and_, cast, or_
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.flow_search import Question
from services.funds.tables import Disclosure, Flow, FlowName, FlowTotal

FACETS = ("programme", "what", "source")
ENTRIES_LOOKED_AT = 400
"""The newest entries that have all pairs of the question: whether its words stand in them is looked at afterwards."""


async def find_names(session: AsyncSession, question: Question, *, limit: int) -> Sequence[FlowName]:
    """Projects and budget lines by their number or by words of their titles."""
    if question.own_number:
        found = await session.get(FlowName, question.own_number)
        return [found] if found else []
    wanted = [func.lower(FlowName.title).contains(word, autoescape=True) for word in question.words]
    numbered = [func.lower(FlowName.number).contains(word, autoescape=True) for word in question.words]
    query = select(FlowName).where(or_(and_(*wanted), and_(*numbered))).order_by(col(FlowName.number).desc()).limit(limit)
    return (await session.exec(query)).all()


async def find_facets(session: AsyncSession, question: Question) -> list[tuple[str, str]]:
    """Programmes, uses and sources whose names have all the words: each facet with its value."""
    found = []
    for facet in FACETS:
        column = getattr(FlowTotal, facet)
        values = (await session.exec(select(column).where(column != "").distinct().order_by(column))).all()
        found += [(facet, value) for value in values if all(word in value.casefold() for word in question.words)]
    return found


async def find_by_number(session: AsyncSession, number: str) -> Sequence[Disclosure]:
    """Entries by the number that people read out; a number of random signs may be two entries'."""
    query = select(Disclosure).join(Flow, col(Flow.entry_id) == col(Disclosure.id)).where(Flow.number == number, Flow.part == 0)
    return (await session.exec(query.order_by(col(Disclosure.id)).limit(10))).all()


async def find_entries(session: AsyncSession, question: Question, *, after: UUID | None) -> Sequence[Disclosure]:
    """Entries that may have the words, the newest first; of households there are none here."""
    query = (
        select(Disclosure)
        .join(Flow, and_(col(Flow.entry_id) == col(Disclosure.id), col(Flow.part) == 0))
        .where(col(Flow.words).contains(cast(question.pairs, ARRAY(Text))))
        .order_by(col(Disclosure.id).desc())
        .limit(ENTRIES_LOOKED_AT)
    )
    if after is not None:
        query = query.where(col(Disclosure.id) < after)
    return (await session.exec(query)).all()
