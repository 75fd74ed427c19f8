"""Answer an objection that changes nothing: the grade stays, and why."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.credit import ObjectionState
from services.registry.rules.rating import check_answer
from services.registry.store import credit
from services.registry.tables import CreditObjection
from shared import clock


async def answer_objection(session: AsyncSession, objection_id: UUID, *, answer: str, by: str) -> CreditObjection:
    """Raises NoSuchCreditObjection, ObjectionAnswered or AnsweredByThoseConcerned."""
    objection = await credit.lock_objection(session, objection_id)
    rating = await credit.get_rating(session, objection.rating_id)

    check_answer(objection.state, by=by, concerned=(rating.rated_by, rating.decided_by))

    objection.state, objection.answer = ObjectionState.UPHELD, answer
    objection.answered_by, objection.answered_at = by, clock.now()
    await session.flush()
    return objection
