"""Put another hospital in charge of a patient; from then on that one sees the file, and the former no longer does."""

from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules.health import file as rules
from services.medical.rules.health.file import EntryKind
from services.medical.schemas.health.file import TransferPatient
from services.medical.store.health import contents, files, programmes
from services.medical.tables import HealthFile
from shared.security import Principal


async def transfer_patient(session: AsyncSession, form: TransferPatient, *, file_id: UUID, by: Principal, on: date) -> HealthFile:
    """Raises NoSuchHealthFile, FileClosed, HospitalNotDesignated, DayNotPossible."""
    file = await files.lock_file(session, file_id)
    place = programmes.rules_at(file.region, file.opened_on)

    rules.must_be_open(file.closed_on)
    rules.must_be_designated(form.hospital, place.hospitals(file.programme))
    rules.must_fall_between("/moved_on", file.opened_on, form.moved_on, on)

    file.hospital = form.hospital
    session.add(file)
    contents.add_entry(session, file, EntryKind.TRANSFER, form.hospital, by=by, done_on=form.moved_on, note=form.note)
    return file
