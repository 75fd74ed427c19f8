from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.project import Act, act_on
from services.funds.rules.project_deadline import due_after
from services.funds.schemas.project import PlanProject
from services.funds.store.project import add_event, lock_project
from services.funds.store.review import rules_of
from services.funds.tables import Project
from shared.clock import china
from shared.security import Principal


async def plan_project(session: AsyncSession, project_id: UUID, form: PlanProject, *, by: Principal, at: datetime) -> Project:
    """Put an approved project into the plan of a year; contracts may be signed from then on.

    Raises NoSuchProject, ProjectStateForbids.
    """
    project = await lock_project(session, project_id)
    on = china(at).date()

    state = act_on(project.state, Act.PLANNED)
    due = due_after(state, rules_of(project), on, ends_on=project.ends_on, step=None)

    project.state, project.plan_year, (project.due_on, project.due_for) = state, form.year, due
    said = f"{form.year} 年度计划"
    add_event(session, project, Act.PLANNED, on=on, by=by, at=at, said=said, amount_fen=project.approved_fen)
    await session.flush()
    return project
