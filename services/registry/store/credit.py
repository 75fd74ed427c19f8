"""Credit ratings and objections, and the places' standards, read once."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.credit import HeldIncome, NoCreditPolicy, ObjectionState, RatingState
from services.registry.rules.credit_standard import CreditPolicy
from services.registry.rules.line import LineKind, find_line
from services.registry.rules.rating import NoCreditGrade, NoSuchCreditObjection, NoSuchRating
from services.registry.store.income import list_versions
from services.registry.store.line import list_line_policies
from services.registry.tables import CreditObjection, CreditRating, Household
from shared.policy.shelf import Shelf

FOLDER = Path(__file__).parent.parent / "policy" / "credit"
SHELF = Shelf(CreditPolicy, FOLDER)


def list_credit_policies() -> list[CreditPolicy]:
    """Every file. Raises PolicyFileRefused with file and line."""
    return SHELF.policies()


def get_credit_policy(region: str, on: date) -> tuple[CreditPolicy, str]:
    """What holds there and then, with its version. Raises NoCreditPolicy."""
    return SHELF.get(region, on, otherwise=NoCreditPolicy)


def get_credit_policy_named(name: str) -> CreditPolicy:
    """The standard that a rating was made by; a file is never taken away."""
    return SHELF.named(name)


async def find_income(session: AsyncSession, household: Household) -> HeldIncome | None:
    """The newest year's book beside the line that holds there now."""
    books = await list_versions(session, household.id)
    if not books:
        return None
    line = find_line(list_line_policies(), LineKind.POVERTY, region=household.region, year=books[0].year)
    return HeldIncome(books[0].year, books[0].per_head_fen, line.amount_fen if line else None)


async def find_rating(session: AsyncSession, household_id: UUID, state: RatingState) -> CreditRating | None:
    """The one that waits for its decision, or the one that holds; of both there is at most one."""
    query = select(CreditRating).where(CreditRating.household_id == household_id, CreditRating.state == state)
    return (await session.exec(query)).first()


async def get_grade(session: AsyncSession, household_id: UUID) -> CreditRating:
    """The rating that holds. Raises NoCreditGrade, also for a household that the asker may not see."""
    rating = await find_rating(session, household_id, RatingState.DECIDED)
    if rating is None:
        raise NoCreditGrade(household_id=household_id)
    return rating


async def get_rating(session: AsyncSession, rating_id: UUID) -> CreditRating:
    """Raises NoSuchRating."""
    rating = await session.get(CreditRating, rating_id)
    if rating is None:
        raise NoSuchRating(rating_id=rating_id)
    return rating


async def lock_rating(session: AsyncSession, rating_id: UUID) -> CreditRating:
    """Raises NoSuchRating."""
    rating = await session.get(CreditRating, rating_id, with_for_update=True)
    if rating is None:
        raise NoSuchRating(rating_id=rating_id)
    return rating


async def list_ratings_of(session: AsyncSession, household_id: UUID, *, limit: int) -> list[CreditRating]:
    """The newest first."""
    query = select(CreditRating).where(CreditRating.household_id == household_id).order_by(col(CreditRating.id).desc())
    return list(await session.exec(query.limit(limit)))


async def find_open_objection(session: AsyncSession, rating_id: UUID) -> CreditObjection | None:
    query = select(CreditObjection).where(CreditObjection.rating_id == rating_id, CreditObjection.state == ObjectionState.OPEN)
    return (await session.exec(query.with_for_update())).first()


async def lock_objection(session: AsyncSession, objection_id: UUID) -> CreditObjection:
    """Raises NoSuchCreditObjection."""
    objection = await session.get(CreditObjection, objection_id, with_for_update=True)
    if objection is None:
        raise NoSuchCreditObjection(objection_id=objection_id)
    return objection


async def list_objections(session: AsyncSession, rating_id: UUID) -> list[CreditObjection]:
    query = select(CreditObjection).where(CreditObjection.rating_id == rating_id).order_by(col(CreditObjection.id))
    return list(await session.exec(query))


async def list_ratings(
    session: AsyncSession,
    *,
    region: str | None,
    state: RatingState | None,
    grade: str | None,
    expired_on: date | None,
    after: UUID | None,
    limit: int,
) -> Sequence[tuple[CreditRating, Household]]:
    """One more than `limit`. `expired_on`: only grades that hold no longer on this day."""
    query = (
        select(CreditRating, Household)
        .join(Household, col(Household.id) == col(CreditRating.household_id))
        .order_by(col(CreditRating.id))
        .limit(limit + 1)
    )
    if region:
        query = query.where(col(CreditRating.region).startswith(region, autoescape=True))
    if state is not None:
        query = query.where(CreditRating.state == state)
    if grade is not None:
        query = query.where(CreditRating.grade == grade)
    if expired_on is not None:
        query = query.where(CreditRating.state == RatingState.DECIDED, col(CreditRating.valid_until) < expired_on)
    if after:
        query = query.where(CreditRating.id > after)
    return [(rating, household) for rating, household in await session.exec(query)]
