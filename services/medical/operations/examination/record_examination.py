"""Record a person's examination of the year."""

from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules.admission import HospitalUnknown
from services.medical.rules.health.examination import AlreadyExamined
from services.medical.rules.health.file import must_fall_between
from services.medical.schemas.health.contract import RecordExamination
from services.medical.store import people
from services.medical.store.health import examinations
from services.medical.store.health.papers import hospital_in_charge, papers
from services.medical.tables import HealthExamination
from shared.identity import check_id_number
from shared.security import Principal, Role
from shared.vault import hash_identity, seal


async def record_examination(session: AsyncSession, form: RecordExamination, *, by: Principal, on: date) -> HealthExamination:
    """Raises InvalidIdNumber, OutsideRegion, HospitalUnknown, DayNotPossible, AlreadyExamined."""
    holder = check_id_number(form.id_number, on=on)
    identity_hash = hash_identity(holder.number)
    known = (await people.list_known(session, [identity_hash], on=form.examined_on)).get(identity_hash)

    by.must_cover(form.region, pointer="/region")
    if by.role is Role.HOSPITAL and not by.org:
        raise HospitalUnknown
    must_fall_between("/examined_on", holder.born_on, form.examined_on, on)

    examination = HealthExamination(
        **papers(holder.number, form.name, form.region, known),
        hospital=hospital_in_charge(form.hospital, by),
        year=form.examined_on.year,
        examined_on=form.examined_on,
        result=form.result,
        note_sealed=seal(form.note) if form.note else None,
    )
    if not await examinations.add_examination(session, examination):
        raise AlreadyExamined(year=examination.year)
    return examination
