from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.paper import PaperAbout
from services.funds.rules.project import Act, act_on
from services.funds.rules.proposal import FewerPersonsThanHouseholds
from services.funds.rules.review import must_have_been_held
from services.funds.schemas.work import RecordBenefit
from services.funds.store.paper import check_papers
from services.funds.store.project import add_event, lock_project
from services.funds.tables import ProjectBenefit
from shared.clock import china
from shared.security import Principal


async def record_benefit(
    session: AsyncSession, project_id: UUID, form: RecordBenefit, *, by: Principal, at: datetime
) -> ProjectBenefit:
    """Say what people had of a project in a year, in totals.

    Raises NoSuchProject, PaperNotOfMatter, ProjectStateForbids, NotHeldYet, FewerPersonsThanHouseholds.
    """
    project = await lock_project(session, project_id)
    await check_papers(session, PaperAbout.PROJECT, project.id, form.paper_ids, pointer="/paper_ids")

    act_on(project.state, Act.DISTRIBUTED)
    must_have_been_held(form.distributed_on, on=china(at).date(), pointer="/distributed_on")
    if form.persons < form.households:
        raise FewerPersonsThanHouseholds(pointer="/persons", households=form.households, persons=form.persons)

    told = form.model_dump(exclude={"paper_ids"})
    paper_ids = list(map(str, form.paper_ids))
    of: dict[str, Any] = {"project_id": project.id, "region": project.region}
    benefit = ProjectBenefit(**of, **told, recorded_by=by.subject, paper_ids=paper_ids)
    session.add(benefit)
    on, said = form.distributed_on, f"{form.year} 年：{form.manner}"
    fen = form.amount_fen
    add_event(session, project, Act.DISTRIBUTED, on=on, by=by, at=at, said=said, amount_fen=fen, about_id=benefit.id)
    await session.flush()
    return benefit
