"""Take in what a household has to say against its grade. It keeps the grade until somebody else has looked at it."""

from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.credit import ObjectionState
from services.registry.rules.rating import ObjectionWaits, check_objection
from services.registry.schemas.credit import ObjectToRating
from services.registry.store import credit
from services.registry.tables import CreditObjection
from shared import clock, rows
from shared.periods import day_in_china


async def object_to_rating(session: AsyncSession, rating_id: UUID, form: ObjectToRating, *, by: str, on: date) -> CreditObjection:
    """Raises NoSuchRating, RatingNotHeld, ObjectionInTheFuture, ObjectionTooLate or ObjectionWaits."""
    rating = await credit.lock_rating(session, rating_id)
    waiting = await credit.find_open_objection(session, rating_id)
    policy = credit.get_credit_policy_named(rating.policy)

    check_objection(
        rating.state,
        decided_on=day_in_china(rating.decided_at) if rating.decided_at else rating.rated_on,
        said_on=form.said_on,
        objection_days=policy.terms.objection_days,
        on=on,
    )
    if waiting is not None:
        raise ObjectionWaits(objection_id=waiting.id)

    objection = CreditObjection(
        rating_id=rating.id,
        region=rating.region,
        **form.model_dump(),
        recorded_by=by,
        recorded_at=clock.now(),
        state=ObjectionState.OPEN,
    )
    await rows.insert(session, objection)
    return objection
