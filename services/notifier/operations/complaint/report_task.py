from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules.complaint import Act, must_be_handler_s, must_be_unreported, next_state
from services.notifier.rules.message import refuse_id_number
from services.notifier.schemas.complaint import ReportTask
from services.notifier.store.complaint import get_task, lock_complaint, lock_task
from services.notifier.tables import ComplaintTask
from shared.security import Principal


async def report_task(session: AsyncSession, task_id: UUID, form: ReportTask, *, by: Principal, at: datetime) -> ComplaintTask:
    """Whoever looked into it says what they found; the desk judges by it and answers.

    Raises NoSuchComplaintTask, TaskOfAnother, TaskReported, ComplaintStands, IdNumberInText.
    """
    task = await get_task(session, task_id)
    must_be_handler_s(task.level, task.region, task.department, role=by.role, region_of=by.region, org=by.org)
    must_be_unreported(is_over=task.reported_at is not None or task.is_withdrawn)
    complaint = await lock_complaint(session, task.complaint_id)  # first, as whoever hands it on does

    task = await lock_task(session, task_id)
    must_be_unreported(is_over=task.reported_at is not None or task.is_withdrawn)
    state = next_state(Act.REPORT, complaint.state)
    refuse_id_number(form.report, pointer="/report")

    task.reported_at, task.reported_by, task.report, task.found = at, by.subject, form.report, form.found
    complaint.state = state
    session.add_all([task, complaint])
    await session.flush()
    return task
