import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.former_file import Decision, FormerFileTakenAlready
from services.housing.rules.number import Series
from services.housing.store.former import get_former_file
from services.housing.store.former_file import TOLD, Line, plan_list, read_list
from services.housing.store.house import lock_homes
from services.housing.store.number import take_numbers
from services.housing.tables import FormerFile, FormerRenovation, House, Occupancy
from shared.clock import china
from shared.security import Principal
from shared.vault import unseal_bytes


async def take_in_formers(session: AsyncSession, file_id: UUID, *, by: Principal, at: datetime) -> FormerFile:
    """Take in what was looked through: the sound rows, as they stand against today's books; the others stay out. Nobody is told,
    and nobody is asked for money: what these houses were given was given before.

    Raises NoSuchFormerFile, OutsideRegion, FormerFileTakenAlready.
    """
    file = await get_former_file(session, file_id, locked=True)
    by.must_cover(file.region)
    if file.taken_at is not None:
        raise FormerFileTakenAlready(taken_at=file.taken_at.isoformat())
    content = unseal_bytes(file.content_sealed)
    rows, read = await asyncio.to_thread(read_list, content, on=china(at).date())
    first = await plan_list(session, rows, read, region=file.region)
    await lock_homes(session, [line.household_id for line in first.lines])
    plan = await plan_list(session, rows, read, region=file.region)

    houses = await _make_houses(session, [line for line in plan.lines if line.house is None], by=by, at=at)
    for line in plan.lines:
        if line.decision is not Decision.UNCHANGED:
            session.add(_entered(line, line.house or houses[line.row.row], file, by=by))
    file.entering, file.updating = plan.count(Decision.ENTER), plan.count(Decision.UPDATE)
    file.unchanged, file.refused = plan.count(Decision.UNCHANGED), plan.count(Decision.REFUSED)
    file.faults = [vars(fault) for fault in plan.faults]
    file.taken_by, file.taken_at = by.subject, at
    await session.flush()
    return file


async def _make_houses(session: AsyncSession, lines: Sequence[Line], *, by: Principal, at: datetime) -> dict[int, House]:
    """A house for each household of which none is known, by row; of a household with several years one house."""
    first = {line.household_id: line for line in reversed(lines)}
    numbers = dict[str, list[str]]()
    for region, many in sorted(Counter(line.region for line in first.values()).items()):
        numbers[region] = await take_numbers(session, Series.HOUSE, region, many=many)
    houses = {
        household_id: House(number=numbers[line.region].pop(0), region=line.region, entered_by=by.subject, entered_at=at)
        for household_id, line in first.items()
    }
    session.add_all(houses.values())
    await session.flush()
    for household_id, house in houses.items():
        session.add(Occupancy(house_id=house.id, household_id=household_id, region=house.region, told_by=by.subject))
    await session.flush()
    return {line.row.row: houses[line.household_id] for line in lines}


def _entered(line: Line, house: House, file: FormerFile, *, by: Principal) -> FormerRenovation:
    row = line.row
    former = line.known or FormerRenovation(
        file_id=file.id,
        region=house.region,
        house_id=house.id,
        household_id=line.household_id,
        year=row.year,
        mode=row.mode,
        accepted_on=row.accepted_on,
        subsidy_fen=row.subsidy_fen,
        taken_by=by.subject,
    )
    for name in TOLD:
        setattr(former, name, getattr(row, name))
    former.file_id, former.number, former.note, former.taken_by = file.id, row.own_number, row.note, by.subject
    return former
