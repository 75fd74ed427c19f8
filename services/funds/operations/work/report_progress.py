from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.paper import PaperAbout
from services.funds.rules.project import Act, act_on
from services.funds.rules.project_deadline import due_after
from services.funds.rules.review import must_have_been_held
from services.funds.rules.work import must_go_forward
from services.funds.schemas.work import ReportProgress
from services.funds.store.paper import check_papers
from services.funds.store.project import add_event, lock_project
from services.funds.store.review import rules_of
from services.funds.store.work import find_last_report
from services.funds.tables import Project, ProjectReport
from shared.clock import china
from shared.security import Principal


async def report_progress(
    session: AsyncSession, project_id: UUID, form: ReportProgress, *, by: Principal, at: datetime
) -> Project:
    """Say how far the work is; at 100 per cent it is completed and waits for its acceptance.

    Raises NoSuchProject, PaperNotOfMatter, ProjectStateForbids, NotHeldYet, ReportedBefore, ProgressGoesBack.
    """
    project = await lock_project(session, project_id)
    await check_papers(session, PaperAbout.PROJECT, project.id, form.paper_ids, pointer="/paper_ids")
    last = await find_last_report(session, project.id)

    is_done = form.percent == 100
    act = Act.COMPLETED if is_done else Act.REPORTED
    state = act_on(project.state, act)
    must_have_been_held(form.reported_on, on=china(at).date(), pointer="/reported_on")
    must_go_forward(form.percent, form.reported_on, last_percent=project.percent, last_on=last.reported_on if last else None)

    told = form.model_dump(exclude={"paper_ids"})
    paper_ids = list(map(str, form.paper_ids))
    of: dict[str, Any] = {"project_id": project.id, "region": project.region}
    report = ProjectReport(**of, **told, reported_by=by.subject, at=at, paper_ids=paper_ids)
    session.add(report)
    project.state, project.percent = state, form.percent
    project.completed_on = form.reported_on if is_done else None
    project.due_on, project.due_for = due_after(state, rules_of(project), form.reported_on, ends_on=project.ends_on, step=None)
    said = f"{form.percent}%：{form.said}"
    add_event(session, project, act, on=form.reported_on, by=by, at=at, said=said, about_id=report.id, paper_ids=form.paper_ids)
    await session.flush()
    return project
