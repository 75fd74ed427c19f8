from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.project import Act, act_on
from services.funds.rules.proposal import PlaceStays, must_be_whole
from services.funds.schemas.project import ProposeProject, said_of
from services.funds.store.project import add_event, lock_project, replace_parts
from services.funds.tables import Project
from shared.clock import china
from shared.security import Principal
from shared.vault import seal


async def revise_project(
    session: AsyncSession, project_id: UUID, form: ProposeProject, *, by: Principal, at: datetime
) -> Project:
    """Write a draft, or one that was sent back, anew; its number and its place stay.

    Raises NoSuchProject, ProjectStateForbids, PlaceStays, EndsBeforeItBegins, SourceNamedTwice, TargetWeightsNotWhole,
    FewerPersonsThanHouseholds, PUBLIC_TEXT_LAWS.
    """
    project = await lock_project(session, project_id)

    project.state = act_on(project.state, Act.REVISED)
    if form.region != project.region:
        raise PlaceStays(pointer="/region", region=project.region)
    must_be_whole(said_of(form))

    for name, value in form.model_dump(exclude={"sources", "targets", "responsible"}).items():
        setattr(project, name, value)
    project.responsible_sealed = seal(form.responsible)
    project.planned_fen = sum(each.amount_fen for each in form.sources)
    await replace_parts(session, project, form)
    on = china(at).date()
    add_event(session, project, Act.REVISED, on=on, by=by, at=at, said=project.title, amount_fen=project.planned_fen)
    await session.flush()
    return project
