from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.project import Act, act_on
from services.funds.rules.project_deadline import due_after
from services.funds.rules.review import steps_for
from services.funds.store.project import add_event, lock_project
from services.funds.store.project_policy import get_project_policy
from services.funds.tables import Project
from shared.clock import china
from shared.security import Principal


async def submit_project(session: AsyncSession, project_id: UUID, *, by: Principal, at: datetime) -> Project:
    """Hand a project in for review: the chain of its place begins, from its first step, once more if it was sent back.

    Raises NoSuchProject, ProjectStateForbids, NoProjectRule.
    """
    project = await lock_project(session, project_id)
    on = china(at).date()
    policy, version = get_project_policy(project.region, on)

    state = act_on(project.state, Act.SUBMITTED)
    first, *_ = steps_for(policy.steps, project.region)
    due = due_after(state, policy, on, ends_on=project.ends_on, step=first)

    project.state, project.round = state, project.round + 1
    project.policy, project.policy_version = policy.policy, version
    project.due_on, project.due_for = due
    add_event(session, project, Act.SUBMITTED, on=on, by=by, at=at, said=f"第 {project.round} 次提交，下一环节：{first.title}")
    await session.flush()
    return project
