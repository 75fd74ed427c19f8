"""Record a diagnosis, its review, or an assessment; an assessment says where a patient stands and when the next visit is due."""

from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules.health import file as rules
from services.medical.rules.health import follow_up
from services.medical.rules.health.file import EntryKind, Judgement
from services.medical.rules.health.programme import FOLLOWED, Kind
from services.medical.schemas.health.care import RecordJudgement
from services.medical.store.health import contents, files, programmes
from services.medical.tables import HealthFile
from shared.security import Principal


async def record_judgement(session: AsyncSession, form: RecordJudgement, *, file_id: UUID, by: Principal, on: date) -> HealthFile:
    """A judgement of an earlier day than the last finding is put on record and changes nothing of today's standing.

    Raises NoSuchHealthFile, FileClosed, DayNotPossible, NotForThisProgramme, FindingMisplaced, NoSuchFinding,
    LevelNotForProgramme, LevelDoesNotFit.
    """
    file = await files.lock_file(session, file_id)
    programme = programmes.programme_of(file.programme, file.policy)

    rules.must_be_open(file.closed_on)
    rules.must_fall_between("/done_on", file.diagnosed_on, form.done_on, on)
    finding = None
    if form.judgement is Judgement.ASSESSMENT:
        rules.must_be_of_kind(file.kind, *FOLLOWED)
        finding = follow_up.finding_of(programme, form.finding or "")
        follow_up.must_fit_level(Kind(file.kind), finding, form.level)
    elif form.finding is not None or form.level is not None:
        raise follow_up.FindingMisplaced(pointer="/finding" if form.finding is not None else "/level")

    next_due_on = follow_up.due_after(form.done_on, finding) if finding else None
    if finding and form.done_on >= (file.found_on or form.done_on):
        file.finding, file.level, file.found_on, file.next_due_on = finding.code, form.level, form.done_on, next_due_on
        session.add(file)
    contents.add_entry(
        session,
        file,
        EntryKind(form.judgement),
        finding.code if finding else "",
        by=by,
        done_on=form.done_on,
        level=form.level,
        next_due_on=next_due_on,
        note="；".join(filter(None, [form.doctor, form.note])),
    )
    return file
