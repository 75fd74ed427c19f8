from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.paper import PaperAbout
from services.funds.rules.project import Act, act_on
from services.funds.rules.review import must_have_been_held
from services.funds.schemas.work import RecordMaintenance
from services.funds.store.paper import check_papers
from services.funds.store.project import add_event, lock_project
from services.funds.store.work import get_duty
from services.funds.tables import ProjectDuty, ProjectDutyDone
from shared.clock import china
from shared.periods import add_days
from shared.security import Principal


async def record_maintenance(
    session: AsyncSession, project_id: UUID, duty_id: UUID, form: RecordMaintenance, *, by: Principal, at: datetime
) -> ProjectDuty:
    """Say that a duty was done; its next day is one round later.

    Raises NoSuchProject, NoSuchMaintenance, PaperNotOfMatter, NotHeldYet.
    """
    project = await lock_project(session, project_id)
    duty = await get_duty(session, project.id, duty_id)
    await check_papers(session, PaperAbout.PROJECT, project.id, form.paper_ids, pointer="/paper_ids")

    act_on(project.state, Act.MAINTAINED)
    must_have_been_held(form.done_on, on=china(at).date(), pointer="/done_on")

    told = form.model_dump(exclude={"paper_ids"})
    paper_ids = list(map(str, form.paper_ids))
    session.add(ProjectDutyDone(**told, duty_id=duty.id, region=duty.region, recorded_by=by.subject, paper_ids=paper_ids))
    duty.due_on = max(duty.due_on, add_days(form.done_on, duty.every_days))
    session.add(duty)
    said = f"{duty.title}：{form.said}"
    add_event(session, project, Act.MAINTAINED, on=form.done_on, by=by, at=at, said=said, about_id=duty.id)
    await session.flush()
    return duty
