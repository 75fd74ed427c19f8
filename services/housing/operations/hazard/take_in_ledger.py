import asyncio
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.hazard import ListedBy, StruckWhy
from services.housing.rules.hazard_file import HazardFileTakenAlready
from services.housing.rules.list_file import Decision
from services.housing.store.hazard import get_hazard_file
from services.housing.store.hazard_file import Line, plan_ledger, read_ledger
from services.housing.store.house import lock_homes
from services.housing.store.list_file import make_homes
from services.housing.tables import Hazard, HazardFile, House
from shared import outbox
from shared.clock import china
from shared.events.housing import HouseGraded
from shared.security import Principal
from shared.vault import unseal_bytes


async def take_in_ledger(session: AsyncSession, file_id: UUID, *, by: Principal, at: datetime) -> HazardFile:
    """Take in what was looked through: the sound rows of the file, as they stand against today's ledger; the others stay out.

    Raises NoSuchHazardFile, OutsideRegion, HazardFileTakenAlready.
    """
    file = await get_hazard_file(session, file_id, locked=True)
    by.must_cover(file.region)
    if file.taken_at is not None:
        raise HazardFileTakenAlready(taken_at=file.taken_at.isoformat())
    content = unseal_bytes(file.content_sealed)
    rows, read = await asyncio.to_thread(read_ledger, content, on=china(at).date())
    first = await plan_ledger(session, rows, read, region=file.region)
    await lock_homes(session, [line.household.id for line in first.lines if line.household])
    plan = await plan_ledger(session, rows, read, region=file.region)

    homeless = {line.household.id: line.region for line in plan.lines if line.house is None and line.household}
    houses = await make_homes(session, homeless, by=by.subject, at=at)
    listed = list[tuple[Line, Hazard]]()
    for line in plan.lines:
        house = line.house or (houses[line.household.id] if line.household else None)
        if house and line.decision is not Decision.UNCHANGED:
            for field, value in line.told.items():
                setattr(house, field, value)
            listed.append((line, _list(session, line, house, file, by=by)))
    plan.note_on(file)
    file.taken_by, file.taken_at = by.subject, at
    await session.flush()

    await outbox.record(session, *(_graded(line, hazard) for line, hazard in listed if hazard.struck_on is None))
    return file


def _list(session: AsyncSession, line: Line, house: House, file: HazardFile, *, by: Principal) -> Hazard:
    """The row's line in the ledger: a new one, or the one that stands there."""
    row = line.row
    hazard = line.standing or Hazard(
        house_id=house.id,
        household_id=line.household.id if line.household else None,
        region=house.region,
        grade=row.grade,
        graded_on=row.graded_on,
        listed_by=ListedBy.LEDGER,
        listed_on=row.graded_on,
    )
    if row.graded_on >= hazard.graded_on:
        hazard.grade, hazard.graded_on = row.grade, row.graded_on
    hazard.file_id, hazard.note = file.id, row.note or hazard.note
    if row.safe_on:
        hazard.struck_on, hazard.struck_why = max(row.safe_on, hazard.listed_on), StruckWhy.MADE_SAFE
        hazard.struck_by, hazard.struck_reason = by.subject, "原有台账所载"
    session.add(hazard)
    return hazard


def _graded(line: Line, hazard: Hazard) -> HouseGraded:
    return HouseGraded(
        house_id=hazard.house_id,
        household_id=line.household.id if line.household else hazard.household_id,
        region=hazard.region,
        grade=hazard.grade,
        origin=ListedBy.LEDGER,
        source_id=hazard.id,
        graded_on=hazard.graded_on,
    )
