"""Visit a patient: what was found decides when the next visit is due."""

from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules.health import file as rules
from services.medical.rules.health import follow_up
from services.medical.rules.health.file import EntryKind
from services.medical.rules.health.programme import FOLLOWED, Kind
from services.medical.schemas.health.care import VisitPatient
from services.medical.store.health import contents, files, programmes
from services.medical.tables import HealthFile
from shared.security import Principal


async def visit_patient(session: AsyncSession, form: VisitPatient, *, file_id: UUID, by: Principal, on: date) -> HealthFile:
    """Whoever was not met stays what they were, and is to be visited again soon. A visit of an earlier day than the last one is
    put on record and changes nothing of today's standing.

    Raises NoSuchHealthFile, FileClosed, NotForThisProgramme, DayNotPossible, NoSuchFinding, LevelNotForProgramme,
    LevelDoesNotFit.
    """
    file = await files.lock_file(session, file_id)
    programme = programmes.programme_of(file.programme, file.policy)

    rules.must_be_open(file.closed_on)
    rules.must_be_of_kind(file.kind, *FOLLOWED)
    rules.must_fall_between("/done_on", file.opened_on, form.done_on, on)
    finding = follow_up.finding_of(programme, form.finding)
    follow_up.must_fit_level(Kind(file.kind), finding, form.level)

    due_on, next_due_on = file.next_due_on, follow_up.due_after(form.done_on, finding)
    if is_latest := form.done_on >= (file.found_on or form.done_on):
        file.found_on, file.next_due_on = form.done_on, next_due_on
        if finding.is_met:
            file.finding, file.level = finding.code, form.level
        session.add(file)
    contents.add_entry(
        session,
        file,
        EntryKind.VISIT,
        finding.code,
        by=by,
        done_on=form.done_on,
        level=form.level,
        due_on=due_on if is_latest else None,
        next_due_on=next_due_on,
        note="；".join(filter(None, [form.visitor, form.note])),
    )
    return file
