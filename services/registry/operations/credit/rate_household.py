"""Rate a household for a small loan: points from the register and from the officer's answers. Another person decides."""

from dataclasses import asdict
from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.credit import RatingState, check_answers, check_borrower, rate
from services.registry.rules.rating import RatingWaits, check_again, check_second
from services.registry.schemas.credit import RateHousehold
from services.registry.store import credit
from services.registry.store.composition import get_composition
from services.registry.store.household import lock_household
from services.registry.tables import CreditRating
from shared import clock, rows


async def rate_household(session: AsyncSession, household_id: UUID, form: RateHousehold, *, by: str, on: date) -> CreditRating:
    """Raises NoSuchHousehold, NoCreditPolicy, RatingWaits, RatedWithoutAnObjection, AnsweredByThoseConcerned,
    BorrowerNotOfHousehold, BorrowerOutOfAge, AnswersMissing or AnswerUnknown."""
    household = await lock_household(session, household_id)
    waiting = await credit.find_rating(session, household_id, RatingState.PROPOSED)
    held = await credit.find_rating(session, household_id, RatingState.DECIDED)
    objection = await credit.find_open_objection(session, held.id) if held else None
    home = await get_composition(session, household, on=on)
    income = await credit.find_income(session, household)
    policy, version = credit.get_credit_policy(household.region, on)

    if waiting is not None:
        raise RatingWaits(rating_id=waiting.id)
    if held is not None:
        check_again(valid_until=held.valid_until, has_objection=objection is not None, reason=form.reason, on=on)
    if held is not None and objection is not None:
        check_second(by=by, concerned=(held.rated_by, held.decided_by))
    borrower = next((one for one in home.members if one.person_id == form.borrower_id), None)
    check_borrower(policy, borrower.age if borrower else None, is_member=borrower is not None)
    check_answers(policy, form.answers, form.barriers)
    rated = rate(policy, home, income, answers=form.answers, barriers=form.barriers)

    rating = CreditRating(
        household_id=household.id,
        region=household.region,
        borrower_id=form.borrower_id,
        replaces_id=held.id if held else None,
        policy=policy.policy,
        policy_version=version,
        answers={"answers": form.answers, "barriers": form.barriers},
        lines=[asdict(line) for line in rated.lines],
        barriers=list(rated.barriers),
        points=rated.points,
        grade=rated.grade.grade,
        grade_title=rated.grade.title,
        limit_fen=rated.limit_fen,
        term_months=policy.loan.term_months,
        reason=form.reason,
        papers=form.papers,
        rated_on=on,
        rated_by=by,
        rated_at=clock.now(),
        state=RatingState.PROPOSED,
    )
    await rows.insert(session, rating)
    return rating
