"""Complete a step of a plan; the first step that treats the patient begins the treatment."""

from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules.health import file as rules
from services.medical.rules.health.file import EntryKind
from services.medical.schemas.health.care import CompleteStep
from services.medical.store.health import contents, files
from services.medical.tables import HealthFile
from shared.security import Principal


async def complete_step(
    session: AsyncSession, form: CompleteStep, *, file_id: UUID, no: int, by: Principal, on: date
) -> HealthFile:
    """Raises NoSuchHealthFile, NoSuchStep, FileClosed, StepAlreadyDone, DayNotPossible."""
    file = await files.lock_file(session, file_id)
    step = await contents.lock_step(session, file, no)

    rules.must_be_open(file.closed_on)
    if step.done_on is not None:
        raise rules.StepAlreadyDone(no=no, done_on=step.done_on)
    rules.must_fall_between("/done_on", file.diagnosed_on, form.done_on, on)

    step.done_on, step.done_by = form.done_on, by.subject
    if step.is_treatment:
        # Steps may be written down out of their order; the treatment began with the earliest.
        file.treated_on = min(file.treated_on or form.done_on, form.done_on)
    session.add_all([file, step])
    contents.add_entry(session, file, EntryKind.STEP, str(no), by=by, done_on=form.done_on, note=form.note)
    return file
