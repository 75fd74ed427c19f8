from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.paper import PaperAbout
from services.funds.rules.project import Act, act_on
from services.funds.rules.project_deadline import due_after
from services.funds.rules.review import must_have_been_held, must_have_papers
from services.funds.rules.work import must_be_mended
from services.funds.schemas.work import HandOverProject
from services.funds.store.paper import check_papers
from services.funds.store.project import add_event, lock_project
from services.funds.store.review import rules_of
from services.funds.store.work import list_unmended
from services.funds.tables import Project, ProjectDuty, ProjectHandOver, ProjectThing
from shared import outbox
from shared.clock import china
from shared.events.funds import ProjectHandedOver
from shared.periods import add_days
from shared.security import Principal


async def hand_over_project(
    session: AsyncSession, project_id: UUID, form: HandOverProject, *, by: Principal, at: datetime
) -> Project:
    """Hand an accepted project over with what was built and who looks after it; each thing then waits to be registered.

    Raises NoSuchProject, PaperNotOfMatter, ProjectStateForbids, NotHeldYet, FindingsUnmended, PapersMissing.
    """
    project = await lock_project(session, project_id)
    papers = await check_papers(session, PaperAbout.PROJECT, project.id, form.paper_ids, pointer="/paper_ids")
    unmended, policy, on = await list_unmended(session, project.id), rules_of(project), form.handed_over_on

    state = act_on(project.state, Act.HANDED_OVER)
    must_have_been_held(on, on=china(at).date(), pointer="/handed_over_on")
    must_be_mended(unmended)
    must_have_papers(policy.hand_over_papers, papers.values())

    of: dict[str, Any] = {"project_id": project.id, "region": project.region}
    handed = ProjectHandOver(
        **of,
        **form.model_dump(exclude={"things", "duties", "paper_ids"}),
        handed_over_by=by.subject,
        paper_ids=list(map(str, form.paper_ids)),
    )
    session.add(handed)
    await session.flush()
    session.add_all(ProjectThing(**each.model_dump(), hand_over_id=handed.id, region=project.region) for each in form.things)
    session.add_all(ProjectDuty(**of, **each.model_dump(), due_on=add_days(on, each.every_days)) for each in form.duties)
    project.state, project.handed_over_on = state, on
    project.due_on, project.due_for = due_after(state, policy, on, ends_on=project.ends_on, step=None)
    value_fen = sum(each.value_fen for each in form.things)
    add_event(
        session, project, Act.HANDED_OVER, on=on, by=by, at=at, said=form.receiver, amount_fen=value_fen, about_id=handed.id
    )
    await session.flush()

    await outbox.record(
        session,
        ProjectHandedOver(
            project_id=project.id,
            number=project.number,
            region=project.region,
            handed_over_on=on,
            things=len(form.things),
            value_fen=value_fen,
        ),
    )
    return project
