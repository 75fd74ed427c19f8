import asyncio
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.former_file import FormerFileTakenAlready
from services.housing.rules.list_file import Decision
from services.housing.store.former import get_former_file
from services.housing.store.former_file import TOLD, Line, plan_list, read_list
from services.housing.store.house import lock_homes
from services.housing.store.list_file import make_homes
from services.housing.tables import FormerFile, FormerRenovation, House
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

    homeless = {line.household_id: line.region for line in plan.lines if line.house is None}
    houses = await make_homes(session, homeless, by=by.subject, at=at)
    for line in plan.lines:
        if line.decision is not Decision.UNCHANGED:
            session.add(_entered(line, line.house or houses[line.household_id], file, by=by))
    plan.note_on(file)
    file.taken_by, file.taken_at = by.subject, at
    await session.flush()
    return file


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
