"""How far places are with a target, and which houses are missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.campaign import Target
from services.housing.rules.hazard import DONE
from services.housing.rules.house import Grade
from services.housing.rules.renovation import OVER, RenovationState
from services.housing.tables import Hazard, House, Renovation


@dataclass(frozen=True, slots=True)
class PlaceCount:
    """Of the houses of one place that a target means: how many had to be made safe, in time, later, by a day."""

    region: str
    of: int
    done: int
    late: int


@dataclass(frozen=True, slots=True)
class Missing:
    """A house that a target means and that is not safe yet, and how far its renovation is."""

    id: UUID
    """Of its line in the ledger."""
    region: str
    house_id: UUID
    house_number: str
    grade: Grade
    listed_on: date
    number: str
    state: RenovationState | None


async def count_target(session: AsyncSession, region: str, target: Target, *, digits: int) -> Sequence[PlaceCount]:
    """By place, in the order of their codes. What was struck off otherwise than because it was done does not count."""
    place = func.left(Hazard.region, digits)
    safe = col(Hazard.struck_why).in_(DONE)
    in_time = safe & (col(Hazard.struck_on) <= target.safe_by)
    query = (
        select(place, func.count(), func.count().filter(in_time), func.count().filter(safe & ~in_time))
        .where(
            col(Hazard.region).startswith(region, autoescape=True),
            Hazard.listed_on <= target.found_by,
            col(Hazard.struck_why).is_(None) | safe,
        )
        .group_by(place)
        .order_by(place)
    )
    return [PlaceCount(*row) for row in await session.execute(query)]


async def list_missing(
    session: AsyncSession, region: str, target: Target, *, after: UUID | None, limit: int
) -> Sequence[Missing]:
    """In the order in which they were listed; one more than `limit`."""
    going = (col(Renovation.house_id) == Hazard.house_id) & col(Renovation.state).not_in(OVER)
    query = (
        select(
            Hazard.id, Hazard.region, House.id, House.number, Hazard.grade, Hazard.listed_on, Renovation.number, Renovation.state
        )  # type: ignore[call-overload]
        .join(House, col(House.id) == Hazard.house_id)
        .outerjoin(Renovation, going)
        .where(
            col(Hazard.region).startswith(region, autoescape=True),
            Hazard.listed_on <= target.found_by,
            col(Hazard.struck_on).is_(None),
        )
        .order_by(col(Hazard.id))
        .limit(limit + 1)
    )
    if after is not None:
        query = query.where(col(Hazard.id) > after)
    return [
        Missing(id, place, house_id, house, grade, listed_on, number or "", state)
        for id, place, house_id, house, grade, listed_on, number, state in await session.execute(query)
    ]
