"""Put a patient into another treatment class."""

from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules.health import file as rules
from services.medical.rules.health.file import EntryKind
from services.medical.rules.health.programme import Decider, Kind
from services.medical.schemas.health.file import ClassifyPatient
from services.medical.store.health import contents, files, programmes
from services.medical.tables import HealthFile
from shared.security import Principal


async def classify_patient(session: AsyncSession, form: ClassifyPatient, *, file_id: UUID, by: Principal, on: date) -> HealthFile:
    """Who may decide which class stands in the place's file.

    Raises NoSuchHealthFile, FileClosed, NotForThisProgramme, ClassNotForProgramme, ClassNotYoursToChange,
    DayNotPossible.
    """
    file = await files.lock_file(session, file_id)
    place = programmes.rules_at(file.region, file.opened_on)

    rules.must_be_open(file.closed_on)
    rules.must_be_of_kind(file.kind, Kind.TREATMENT)
    rules.must_decide_class(form.treatment_class, Decider(by.role), place.classes)
    rules.must_fall_between("/decided_on", file.diagnosed_on, form.decided_on, on)

    file.treatment_class = form.treatment_class
    session.add(file)
    contents.add_entry(session, file, EntryKind.CLASS, form.treatment_class, by=by, done_on=form.decided_on, note=form.note)
    return file
