"""Give a complaint to whoever is to look into it, in the desk's own words: they never see the letter."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules import link
from services.notifier.rules.complaint import Act, HandlerLevel, level_named, must_name_handler, next_state
from services.notifier.rules.message import MessageKind, refuse_id_number
from services.notifier.rules.place import county_today
from services.notifier.rules.routing import desk_of, officer_of
from services.notifier.schemas.complaint import HandOn
from services.notifier.store.complaint import get_complaint_policy, list_tasks_of, lock_complaint
from services.notifier.store.post import list_desks
from services.notifier.store.writing import About, add_letters, letter_to
from services.notifier.tables import ComplaintTask
from shared import settings
from shared.clock import china


async def hand_on_complaint(session: AsyncSession, complaint_id: UUID, form: HandOn, *, at: datetime) -> ComplaintTask:
    """Whoever had it before and did not report has it no more.

    Raises NoSuchComplaint, ComplaintStands, HandlerUnclear, TownElsewhere, IdNumberInText, NoComplaintPolicy, UnknownMatter.
    """
    complaint = await lock_complaint(session, complaint_id)
    on, county = china(at).date(), county_today(complaint.region)
    policy = get_complaint_policy(complaint.region, on)
    before = await list_tasks_of(session, complaint_id)

    state = next_state(Act.HAND_ON, complaint.state)
    usual = policy.matter(complaint.matter)
    named = form.level or level_named(form.region, form.department)
    level, department = (usual.level, usual.department) if named is None else (named, form.department)
    region = form.region or (complaint.region[:9] if level is HandlerLevel.TOWN else county)
    must_name_handler(level, region, department, county=county)
    refuse_id_number(form.summary, pointer="/summary")

    for task in before:
        if task.reported_at is None:
            task.is_withdrawn = True
            session.add(task)
    task = ComplaintTask(
        complaint_id=complaint_id,
        region=region,
        level=level,
        department=department,
        matter=complaint.matter,
        summary=form.summary,
        given_at=at,
        due_on=on + timedelta(days=policy.terms.task_days.days),
    )
    complaint.state = state
    session.add_all([task, complaint])
    await session.flush()

    await _tell(session, task, complaint_region=complaint.region, at=at)
    return task


async def _tell(session: AsyncSession, task: ComplaintTask, *, complaint_region: str, at: datetime) -> None:
    desks = await list_desks(session, task.region)
    desk = (desk_of(task.department, task.region, desks) if task.department else None) or officer_of(task.region, desks)
    letter = letter_to(
        desk,
        MessageKind.COMPLAINT_GIVEN,
        About(task.region, matter_id=task.id, place=complaint_region),
        at=at,
        due_on=task.due_on,
        link=link.complaint_tasks(settings.current().base_url),
    )
    await add_letters(session, [letter])
