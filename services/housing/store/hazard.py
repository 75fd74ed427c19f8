"""What housing asks its database of the ledger of dangerous houses."""

from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import col, func, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.hazard import DONE, ListedBy, NoSuchHazard, StruckWhy, is_unsafe
from services.housing.rules.hazard_file import NoSuchHazardFile
from services.housing.rules.house import Grade
from services.housing.tables import Hazard, HazardFile, House

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class WantedHazards:
    """Which lines of the ledger are asked for; what is None asks for nothing."""

    region: str = ""
    grade: Grade | None = None
    is_struck: bool | None = None
    struck_why: StruckWhy | None = None
    listed_by: ListedBy | None = None
    listed_from: date | None = None
    listed_to: date | None = None


async def get_hazard(session: AsyncSession, id: UUID) -> Hazard:
    """Raises NoSuchHazard."""
    return _there(await session.get(Hazard, id), id)


async def lock_hazard(session: AsyncSession, id: UUID) -> Hazard:
    """Raises NoSuchHazard."""
    return _there(await session.get(Hazard, id, with_for_update=True, populate_existing=True), id)


def _there(hazard: Hazard | None, id: UUID) -> Hazard:
    if hazard is None:
        raise NoSuchHazard(hazard_id=str(id))
    return hazard


async def lock_standing(session: AsyncSession, house_id: UUID) -> Hazard | None:
    """The line of a house that is not struck."""
    standing = select(Hazard).where(Hazard.house_id == house_id, col(Hazard.struck_on).is_(None))
    return (await session.exec(standing.with_for_update().execution_options(populate_existing=True))).one_or_none()


async def list_standing(session: AsyncSession, house_ids: Collection[UUID]) -> dict[UUID, Hazard]:
    """By house."""
    query = select(Hazard).where(col(Hazard.house_id).in_(house_ids), col(Hazard.struck_on).is_(None))
    return {each.house_id: each for each in await session.exec(query)}


async def note_grade(
    session: AsyncSession,
    house: House,
    grade: Grade,
    *,
    household_id: UUID | None,
    graded_on: date,
    listed_by: ListedBy,
    survey_id: UUID | None = None,
) -> Hazard | None:
    """A house was graded: an unsafe one stands in the ledger from now on, once, under the grade that was found last. A better
    grade than C strikes nothing off: that is for somebody to decide, with a reason. What was seen before the house was made safe
    and is told afterwards lists it no more. The house is locked by the caller."""
    standing = await lock_standing(session, house.id)
    if not is_unsafe(grade):
        return standing
    if standing is None:
        made_safe = (Hazard.house_id == house.id, col(Hazard.struck_why).in_(DONE), col(Hazard.struck_on) > graded_on)
        if (await session.exec(select(Hazard.id).where(*made_safe).limit(1))).first() is not None:
            return None
        standing = Hazard(
            house_id=house.id,
            household_id=household_id,
            region=house.region,
            grade=grade,
            graded_on=graded_on,
            listed_by=listed_by,
            listed_on=graded_on,
            survey_id=survey_id,
        )
        session.add(standing)
    elif graded_on >= standing.graded_on:
        standing.grade, standing.graded_on, standing.survey_id = grade, graded_on, survey_id or standing.survey_id
        standing.household_id = standing.household_id or household_id
    await session.flush()
    return standing


async def strike(session: AsyncSession, hazard: Hazard, why: StruckWhy, *, on: date, by: str, reason: str = "") -> None:
    """The line stays, and says since when and why it no longer counts."""
    hazard.struck_on, hazard.struck_why = max(on, hazard.listed_on), why
    hazard.struck_by, hazard.struck_reason = by, reason
    await session.flush()


async def stand_again(
    session: AsyncSession, house_id: UUID, *whys: StruckWhy, acceptance_id: UUID | None = None
) -> Hazard | None:
    """What was struck off last for one of these reasons counts again; None where it stands there, or was struck otherwise."""
    query = (
        select(Hazard)
        .where(Hazard.house_id == house_id)
        .order_by(col(Hazard.struck_on).desc().nulls_first(), col(Hazard.id).desc())
    )
    last = (await session.exec(query.limit(1).with_for_update().execution_options(populate_existing=True))).first()
    if last is None or last.struck_why not in whys or (acceptance_id and last.acceptance_id != acceptance_id):
        return None
    last.struck_on = last.struck_why = last.acceptance_id = None
    last.struck_by = last.struck_reason = ""
    await session.flush()
    return last


async def list_hazards(
    session: AsyncSession, wanted: WantedHazards, *, after: UUID | None, limit: int
) -> Sequence[tuple[Hazard, House]]:
    """In the order in which they were listed; one more than `limit`."""
    query = select(Hazard, House).join(House, col(House.id) == Hazard.house_id).where(*_conditions(wanted))
    if after is not None:
        query = query.where(col(Hazard.id) > after)
    return (await session.exec(query.order_by(col(Hazard.id)).limit(limit + 1))).all()


async def every_hazard(
    session: AsyncSession, wanted: WantedHazards, *, limit: int
) -> AsyncIterator[Sequence[tuple[Hazard, House]]]:
    """The same, all of them up to `limit`, some at a time."""
    after: UUID | None = None
    left = limit
    while left > 0:
        found = await list_hazards(session, wanted, after=after, limit=min(AT_ONCE, left) - 1)
        if not found:
            return
        yield found
        after, left = found[-1][0].id, left - len(found)


async def count_hazards(session: AsyncSession, wanted: WantedHazards) -> int:
    return (await session.exec(select(func.count()).select_from(Hazard).where(*_conditions(wanted)))).one()


async def count_by_place(session: AsyncSession, region: str, *, digits: int) -> Sequence[tuple[str, int, int, int, int]]:
    """Of each place inside `region` (a code of so many digits): the ledger's standing C and D, those made safe or housed
    elsewhere, those struck otherwise."""
    place = func.left(Hazard.region, digits)
    stands = col(Hazard.struck_on).is_(None)
    counts = (
        func.count().filter(stands & (col(Hazard.grade) == Grade.C)),
        func.count().filter(stands & (col(Hazard.grade) == Grade.D)),
        func.count().filter(col(Hazard.struck_why).in_(DONE)),
        func.count().filter(~stands, col(Hazard.struck_why).not_in(DONE)),
    )
    query = select(place, *counts).where(col(Hazard.region).startswith(region, autoescape=True)).group_by(place).order_by(place)  # type: ignore[call-overload]
    return [tuple(row) for row in await session.execute(query)]


async def count_for_target(session: AsyncSession, region: str, *, found_by: date, safe_by: date) -> tuple[int, int, int]:
    """Of the houses listed until a day: how many had to be made safe, how many were in time, how many came later."""
    safe = col(Hazard.struck_why).in_(DONE)
    in_time = safe & (col(Hazard.struck_on) <= safe_by)
    query = select(func.count(), func.count().filter(in_time), func.count().filter(safe & ~in_time)).where(
        col(Hazard.region).startswith(region, autoescape=True),
        Hazard.listed_on <= found_by,
        or_(col(Hazard.struck_why).is_(None), safe),
    )
    of, done, late = (await session.execute(query)).one()
    return of, done, late


def _conditions(wanted: WantedHazards) -> list[Any]:
    asked: list[Any] = []
    if wanted.region:
        asked.append(col(Hazard.region).startswith(wanted.region, autoescape=True))
    if wanted.grade is not None:
        asked.append(Hazard.grade == wanted.grade)
    if wanted.is_struck is not None:
        asked.append(col(Hazard.struck_on).is_not(None) if wanted.is_struck else col(Hazard.struck_on).is_(None))
    if wanted.struck_why is not None:
        asked.append(Hazard.struck_why == wanted.struck_why)
    if wanted.listed_by is not None:
        asked.append(Hazard.listed_by == wanted.listed_by)
    if wanted.listed_from is not None:
        asked.append(Hazard.listed_on >= wanted.listed_from)
    if wanted.listed_to is not None:
        asked.append(Hazard.listed_on <= wanted.listed_to)
    return asked


async def get_hazard_file(session: AsyncSession, id: UUID, *, locked: bool = False) -> HazardFile:
    """Raises NoSuchHazardFile."""
    file = await session.get(HazardFile, id, with_for_update=locked or None, populate_existing=locked)
    if file is None:
        raise NoSuchHazardFile(file_id=str(id))
    return file
