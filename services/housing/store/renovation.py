"""What housing asks its database of renovations and of what happened to each."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.help import FormerHelp
from services.housing.rules.help_policy import Kinship
from services.housing.rules.renovation import OVER, Act, Level, NoSuchRenovation, Votes
from services.housing.rules.works import NoSuchDefect, NoSuchInspection, Stage
from services.housing.tables import Acceptance, Defect, FormerRenovation, Inspection, Relocation, Renovation, RenovationEvent


async def get_renovation(session: AsyncSession, id: UUID) -> Renovation:
    """Raises NoSuchRenovation."""
    return _there(await session.get(Renovation, id), id)


async def lock_renovation(session: AsyncSession, id: UUID) -> Renovation:
    """Raises NoSuchRenovation."""
    return _there(await session.get(Renovation, id, with_for_update=True, populate_existing=True), id)


def _there(renovation: Renovation | None, id: UUID) -> Renovation:
    if renovation is None:
        raise NoSuchRenovation(renovation_id=str(id))
    return renovation


async def lock_renovation_shown(session: AsyncSession, event_id: UUID) -> Renovation | None:
    """The renovation whose notice this line of its record asked for, if no later one did."""
    shown = select(Renovation).where(Renovation.notice_for == event_id).with_for_update()
    return (await session.exec(shown)).one_or_none()


async def find_open_renovation(session: AsyncSession, house_id: UUID) -> Renovation | None:
    query = select(Renovation).where(Renovation.house_id == house_id, col(Renovation.state).not_in(OVER))
    return (await session.exec(query)).one_or_none()


async def lock_open_renovations_of(session: AsyncSession, household_ids: Collection[UUID]) -> Sequence[Renovation]:
    """Those of these households that are not over, in one order."""
    query = select(Renovation).where(col(Renovation.household_id).in_(household_ids), col(Renovation.state).not_in(OVER))
    return (await session.exec(query.order_by(col(Renovation.id)).with_for_update())).all()


async def lock_renovation_accepted(session: AsyncSession, acceptance_id: UUID) -> Renovation | None:
    query = select(Renovation).where(Renovation.acceptance_id == acceptance_id).with_for_update()
    return (await session.exec(query)).one_or_none()


async def list_former_helps(session: AsyncSession, *, house_id: UUID, household_id: UUID) -> list[FormerHelp]:
    """What the platform itself knows of earlier help to this house and this household, and what the county's books brought; a new
    home elsewhere is help as well."""
    stands = col(Acceptance.revoked_at).is_(None)
    of_either = (Acceptance.house_id == house_id) | (Acceptance.household_id == household_id)
    found = await session.exec(select(Acceptance).where(stands, of_either).order_by(col(Acceptance.id)))
    earlier = (FormerRenovation.house_id == house_id) | (FormerRenovation.household_id == household_id)
    formers = await session.exec(select(FormerRenovation).where(earlier).order_by(col(FormerRenovation.id)))
    helps = [(each.accepted_on, each.house_id) for each in formers.all()]
    helps += [(each.accepted_on, each.house_id) for each in found.all()]
    helped = [FormerHelp(on, Kinship.ADDRESS if house == house_id else Kinship.HOUSEHOLD) for on, house in helps]
    return [*helped, *await list_relocated(session, household_id)]


async def list_relocated(session: AsyncSession, household_id: UUID) -> list[FormerHelp]:
    """The new homes that the household was given before."""
    moved = select(Relocation).where(Relocation.household_id == household_id, col(Relocation.moved_on).is_not(None))
    return [FormerHelp(each.moved_on, Kinship.HOUSEHOLD) for each in await session.exec(moved) if each.moved_on]


def add_event(
    session: AsyncSession,
    renovation: Renovation,
    act: Act,
    *,
    on: date,
    by: str,
    at: datetime,
    said: str = "",
    level: Level | None = None,
    votes: Votes | None = None,
) -> RenovationEvent:
    """A line of the renovation's record."""
    event = RenovationEvent(
        renovation_id=renovation.id,
        region=renovation.region,
        act=act,
        level=level,
        on=on,
        at=at,
        by=by,
        said=said,
        present=votes.present if votes else None,
        agreed=votes.agreed if votes else None,
    )
    session.add(event)
    return event


async def list_events(session: AsyncSession, renovation_id: UUID) -> Sequence[RenovationEvent]:
    """As they happened."""
    query = select(RenovationEvent).where(RenovationEvent.renovation_id == renovation_id).order_by(col(RenovationEvent.id))
    return (await session.exec(query)).all()


async def list_inspections(session: AsyncSession, renovation_id: UUID) -> Sequence[Inspection]:
    query = select(Inspection).where(Inspection.renovation_id == renovation_id).order_by(col(Inspection.id))
    return (await session.exec(query)).all()


async def get_inspection(session: AsyncSession, renovation_id: UUID, id: UUID) -> Inspection:
    """Raises NoSuchInspection, also for one of another renovation."""
    inspection = await session.get(Inspection, id)
    if inspection is None or inspection.renovation_id != renovation_id:
        raise NoSuchInspection(inspection_id=str(id))
    return inspection


async def list_stages_seen(session: AsyncSession, renovation_id: UUID) -> set[Stage]:
    seen = await session.exec(select(Inspection.stage).where(Inspection.renovation_id == renovation_id).distinct())
    return {Stage(stage) for stage in seen.all()}


async def list_defects(session: AsyncSession, renovation_id: UUID, *, is_open: bool = False) -> Sequence[Defect]:
    query = select(Defect).where(Defect.renovation_id == renovation_id).order_by(col(Defect.id))
    if is_open:
        query = query.where(col(Defect.cured_on).is_(None))
    return (await session.exec(query)).all()


async def get_defect(session: AsyncSession, id: UUID, *, locked: bool = False) -> Defect:
    """Raises NoSuchDefect."""
    defect = await session.get(Defect, id, with_for_update=locked or None, populate_existing=locked)
    if defect is None:
        raise NoSuchDefect(defect_id=str(id))
    return defect
