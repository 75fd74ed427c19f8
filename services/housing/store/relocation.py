"""What housing asks its database of households that move, and of what happened to each."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.paper import PaperAbout
from services.housing.rules.relocation import GOING_ON, NoSuchRelocation, RelocationAct, RelocationState, WishWithoutPaper
from services.housing.tables import Paper, Relocation, RelocationEvent, RelocationList


@dataclass(frozen=True, slots=True)
class WantedRelocations:
    """Which households a list is of; what is None asks for nothing. `late_on`: whose old house should be gone by that day."""

    programme_id: UUID | None = None
    site_id: UUID | None = None
    region: str = ""
    state: RelocationState | None = None
    late_on: date | None = None


async def get_relocation(session: AsyncSession, id: UUID) -> Relocation:
    """Raises NoSuchRelocation."""
    return _there(await session.get(Relocation, id), id)


async def lock_relocation(session: AsyncSession, id: UUID) -> Relocation:
    """Raises NoSuchRelocation."""
    return _there(await session.get(Relocation, id, with_for_update=True, populate_existing=True), id)


def _there(relocation: Relocation | None, id: UUID) -> Relocation:
    if relocation is None:
        raise NoSuchRelocation(relocation_id=str(id))
    return relocation


async def find_open_relocation(session: AsyncSession, household_id: UUID) -> Relocation | None:
    """The household's, if it is on its way now."""
    query = select(Relocation).where(Relocation.household_id == household_id, col(Relocation.state).in_(GOING_ON))
    return (await session.exec(query)).one_or_none()


async def lock_open_relocations_of(session: AsyncSession, household_ids: Collection[UUID]) -> Sequence[Relocation]:
    """Of these households, on their way now; in one order."""
    query = select(Relocation).where(col(Relocation.household_id).in_(household_ids), col(Relocation.state).in_(GOING_ON))
    return (await session.exec(query.order_by(col(Relocation.id)).with_for_update())).all()


async def lock_in_state(
    session: AsyncSession,
    state: RelocationState,
    *,
    programme_id: UUID | None = None,
    region: str = "",
    site_id: UUID | None = None,
    limit: int,
) -> Sequence[Relocation]:
    """In the order of their numbers, without those of whom the town is asked with whom it goes on."""
    query = select(Relocation).where(Relocation.state == state, col(Relocation.question).is_(None))
    query = query.order_by(Relocation.number).limit(limit).with_for_update()
    if programme_id is not None:
        query = query.where(Relocation.programme_id == programme_id)
    if region:
        query = query.where(Relocation.region == region)
    if site_id is not None:
        query = query.where(Relocation.site_id == site_id)
    return (await session.exec(query)).all()


async def lock_of_lot(session: AsyncSession, lot_id: UUID) -> Sequence[Relocation]:
    query = select(Relocation).where(Relocation.lot_id == lot_id).order_by(Relocation.number).with_for_update()
    return (await session.exec(query.execution_options(populate_existing=True))).all()


async def lock_of_list(session: AsyncSession, list_id: UUID) -> Sequence[Relocation]:
    query = select(Relocation).where(Relocation.list_id == list_id).order_by(Relocation.number).with_for_update()
    return (await session.exec(query.execution_options(populate_existing=True))).all()


async def lock_list(session: AsyncSession, id: UUID) -> RelocationList | None:
    return await session.get(RelocationList, id, with_for_update=True, populate_existing=True)


async def list_relocations(
    session: AsyncSession, wanted: WantedRelocations, *, after: UUID | None, limit: int
) -> Sequence[Relocation]:
    """In the order in which they were named; one more than `limit`."""
    query = select(Relocation).order_by(col(Relocation.id)).limit(limit + 1)
    if wanted.programme_id is not None:
        query = query.where(Relocation.programme_id == wanted.programme_id)
    if wanted.site_id is not None:
        query = query.where(Relocation.site_id == wanted.site_id)
    if wanted.region:
        query = query.where(col(Relocation.region).startswith(wanted.region, autoescape=True))
    if wanted.state is not None:
        query = query.where(Relocation.state == wanted.state)
    if wanted.late_on is not None:
        query = query.where(col(Relocation.demolish_by) < wanted.late_on, col(Relocation.demolished_on).is_(None))
        query = query.where(col(Relocation.state).in_(GOING_ON))
    if after is not None:
        query = query.where(col(Relocation.id) > after)
    return (await session.exec(query)).all()


async def count_by_village(session: AsyncSession, programme_id: UUID) -> dict[tuple[str, RelocationState], int]:
    """How many households stand where, by village and state."""
    query = select(Relocation.region, Relocation.state, func.count()).where(Relocation.programme_id == programme_id)
    counted = await session.exec(query.group_by(Relocation.region, col(Relocation.state)))
    return {(region, RelocationState(state)): many for region, state, many in counted.all()}


async def count_late_by_village(session: AsyncSession, programme_id: UUID, *, on: date) -> dict[str, int]:
    """How many old houses still stand after their day, by village."""
    query = select(Relocation.region, func.count()).where(Relocation.programme_id == programme_id)
    query = query.where(col(Relocation.demolish_by) < on, col(Relocation.demolished_on).is_(None))
    query = query.where(col(Relocation.state).in_(GOING_ON))
    return dict((await session.exec(query.group_by(Relocation.region))).all())


def add_event(
    session: AsyncSession, relocation: Relocation, act: RelocationAct, *, on: date, by: str, at: datetime, says: str = ""
) -> RelocationEvent:
    """A line of the household's record."""
    event = RelocationEvent(relocation_id=relocation.id, region=relocation.region, act=act, on=on, at=at, by=by, says=says)
    session.add(event)
    return event


async def list_events(session: AsyncSession, relocation_id: UUID) -> Sequence[RelocationEvent]:
    """As they happened."""
    query = select(RelocationEvent).where(RelocationEvent.relocation_id == relocation_id).order_by(col(RelocationEvent.id))
    return (await session.exec(query)).all()


async def must_have_paper(
    session: AsyncSession, paper_id: UUID | None, relocation_ids: Collection[UUID], *, pointer: str
) -> None:
    """The paper lies in the file of one of these households, and stands. Raises WishWithoutPaper."""
    paper = await session.get(Paper, paper_id) if paper_id else None
    of_them = paper is not None and paper.about is PaperAbout.RELOCATION and paper.about_id in relocation_ids
    if paper is None or not of_them or paper.withdrawn_at is not None:
        raise WishWithoutPaper(pointer=pointer, paper_id=str(paper_id or ""))


async def is_photo_of(session: AsyncSession, paper_id: UUID, house_id: UUID) -> bool:
    """Whether this is a standing paper of the house's file."""
    paper = await session.get(Paper, paper_id)
    return bool(
        paper and paper.about is PaperAbout.HOUSE and paper.about_id == house_id and paper.withdrawn_at is None
        and paper.media_type.value.startswith("image/")
    )  # fmt: skip
