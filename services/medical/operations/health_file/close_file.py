"""Close a health file with its outcome; the person is followed up no longer, and others are told nothing of it any more."""

from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules.health import file as rules
from services.medical.rules.health.file import TREATED_BY_ENDING, EntryKind
from services.medical.schemas.health.file import CloseFile
from services.medical.store.health import contents, files
from services.medical.tables import HealthFile
from shared.security import Principal


async def close_file(session: AsyncSession, form: CloseFile, *, file_id: UUID, by: Principal, on: date) -> HealthFile:
    """Whoever was cured, or has gone through the whole treatment, was treated, even where no step says so.

    Raises NoSuchHealthFile, FileClosed, DayNotPossible.
    """
    file = await files.lock_file(session, file_id)

    rules.must_be_open(file.closed_on)
    rules.must_fall_between("/closed_on", file.opened_on, form.closed_on, on)

    file.outcome, file.closed_on, file.next_due_on = form.outcome, form.closed_on, None
    if form.outcome in TREATED_BY_ENDING:
        file.treated_on = file.treated_on or form.closed_on
    session.add(file)
    await contents.end_flag(session, file.id, on=form.closed_on)
    contents.add_entry(session, file, EntryKind.CLOSED, form.outcome, by=by, done_on=form.closed_on, note=form.note)
    return file
