"""Decide a rating that another made: from then on it is the household's grade, or it goes back."""

from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.credit import ObjectionState, RatingState, valid_until
from services.registry.rules.rating import check_decision
from services.registry.schemas.credit import DecideRating
from services.registry.store import credit
from services.registry.store.household import lock_household
from services.registry.tables import CreditRating
from shared import clock, outbox
from shared.events.registry import CreditGraded


async def decide_rating(session: AsyncSession, rating_id: UUID, form: DecideRating, *, by: str, on: date) -> CreditRating:
    """Raises NoSuchRating, RatingNotProposed, DecidedByTheRater or ReturnWithoutReason."""
    found = await credit.get_rating(session, rating_id)
    await lock_household(session, found.household_id)  # before the rating, in the order of whoever rates
    rating = await credit.lock_rating(session, rating_id)
    held = await credit.find_rating(session, rating.household_id, RatingState.DECIDED)
    objection = await credit.find_open_objection(session, held.id) if held else None

    check_decision(rating.state, rated_by=rating.rated_by, by=by, is_approved=form.is_approved, reason=form.reason)

    rating.decided_by, rating.decided_at, rating.decision = by, clock.now(), form.reason
    if not form.is_approved:
        rating.state = RatingState.RETURNED
        await session.flush()
        return rating
    if held is not None:
        held.state, held.replaced_at = RatingState.REPLACED, rating.decided_at
        await session.flush()  # at most one holds at a time, also between two statements
    if objection is not None:
        objection.state, objection.second_rating_id = ObjectionState.REGRADED, rating.id
        objection.answered_by, objection.answered_at, objection.answer = by, rating.decided_at, form.reason
    rating.state = RatingState.DECIDED
    rating.valid_until = valid_until(credit.get_credit_policy_named(rating.policy), on)
    await session.flush()

    await outbox.record(
        session,
        CreditGraded(
            rating_id=rating.id,
            household_id=rating.household_id,
            region=rating.region,
            person_id=rating.borrower_id,
            grade=rating.grade,
            limit_fen=rating.limit_fen,
            term_months=rating.term_months,
            valid_until=rating.valid_until,
            replaces_id=rating.replaces_id,
            decided_at=rating.decided_at,
        ),
    )
    return rating
