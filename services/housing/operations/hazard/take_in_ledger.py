import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.hazard import ListedBy, StruckWhy
from services.housing.rules.hazard_file import Decision, HazardFileTakenAlready
from services.housing.rules.number import Series
from services.housing.store.hazard import get_hazard_file
from services.housing.store.hazard_file import Line, plan_ledger, read_ledger
from services.housing.store.house import lock_homes
from services.housing.store.number import take_numbers
from services.housing.tables import Hazard, HazardFile, House, Occupancy
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

    houses = await _make_houses(session, [line for line in plan.lines if line.house is None], by=by, at=at)
    listed = list[tuple[Line, Hazard]]()
    for line in plan.lines:
        house = line.house or houses[line.row.row]
        if line.decision is not Decision.UNCHANGED:
            for field, value in line.told.items():
                setattr(house, field, value)
            listed.append((line, _list(session, line, house, file, by=by)))
    file.entering, file.updating = plan.count(Decision.ENTER), plan.count(Decision.UPDATE)
    file.unchanged, file.refused = plan.count(Decision.UNCHANGED), plan.count(Decision.REFUSED)
    file.faults = [vars(fault) for fault in plan.faults]
    file.taken_by, file.taken_at = by.subject, at
    await session.flush()

    await outbox.record(session, *(_graded(line, hazard) for line, hazard in listed if hazard.struck_on is None))
    return file


async def _make_houses(session: AsyncSession, lines: Sequence[Line], *, by: Principal, at: datetime) -> dict[int, House]:
    """A house for each household of which none is known, by row."""
    numbers = dict[str, list[str]]()
    for region, many in sorted(Counter(line.region for line in lines).items()):
        numbers[region] = await take_numbers(session, Series.HOUSE, region, many=many)
    houses = {
        line.row.row: House(number=numbers[line.region].pop(0), region=line.region, entered_by=by.subject, entered_at=at)
        for line in lines
    }
    session.add_all(houses.values())
    await session.flush()
    for line in lines:
        if line.household:
            house = houses[line.row.row]
            session.add(Occupancy(house_id=house.id, household_id=line.household.id, region=house.region, told_by=by.subject))
    await session.flush()
    return houses


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
