"""Record what was done for a patient: a screening, an operation, a rehabilitation service, an aid."""

from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules.health import file as rules
from services.medical.rules.health.file import COUNTS_AS_TREATED, Care, EntryKind
from services.medical.rules.health.programme import Kind
from services.medical.schemas.health.care import RecordCare
from services.medical.store.health import contents, files
from services.medical.tables import HealthFile
from shared.security import Principal


async def record_care(session: AsyncSession, form: RecordCare, *, file_id: UUID, by: Principal, on: date) -> HealthFile:
    """Nobody is operated on without a screening that found them fit.

    Raises NoSuchHealthFile, FileClosed, NotForThisProgramme, ScreeningMisplaced, NotScreenedFit, DayNotPossible.
    """
    file = await files.lock_file(session, file_id)

    rules.must_be_open(file.closed_on)
    rules.must_suit(form.care, Kind(file.kind), result=form.screening, screened=file.screening)
    rules.must_fall_between("/done_on", file.diagnosed_on, form.done_on, on)

    if form.care is Care.SCREENING:
        file.screening = form.screening
    if form.care in COUNTS_AS_TREATED:
        file.treated_on = min(file.treated_on or form.done_on, form.done_on)
    session.add(file)
    contents.add_entry(session, file, EntryKind(form.care), form.screening or "", by=by, done_on=form.done_on, note=form.what)
    return file
