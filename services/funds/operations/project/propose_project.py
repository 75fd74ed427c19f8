from datetime import datetime
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.number import Series
from services.funds.rules.project import Act
from services.funds.rules.proposal import must_be_whole
from services.funds.schemas.project import ProposeProject, said_of
from services.funds.store.number import take_numbers
from services.funds.store.project import add_event, replace_parts
from services.funds.tables import Project
from shared.clock import china
from shared.regions import county_of
from shared.security import Principal
from shared.vault import seal


async def propose_project(session: AsyncSession, form: ProposeProject, *, by: Principal, at: datetime) -> Project:
    """Write a project down as a draft, under the next number of its county and year. Nobody is told of a draft.

    Raises OutsideRegion, EndsBeforeItBegins, SourceNamedTwice, TargetWeightsNotWhole, FewerPersonsThanHouseholds,
    PUBLIC_TEXT_LAWS.
    """
    by.must_cover(form.region, pointer="/region")
    on = china(at).date()
    must_be_whole(said_of(form))
    [number] = await take_numbers(session, Series.PROJECT, county_of(form.region), on.year)

    told: dict[str, Any] = form.model_dump(exclude={"sources", "targets", "responsible"})
    project = Project(
        **told,
        number=number,
        responsible_sealed=seal(form.responsible),
        planned_fen=sum(each.amount_fen for each in form.sources),
        proposed_by=by.subject,
        proposed_on=on,
    )
    session.add(project)
    await session.flush()
    await replace_parts(session, project, form)
    add_event(session, project, Act.PROPOSED, on=on, by=by, at=at, said=project.title, amount_fen=project.planned_fen)
    await session.flush()
    return project
