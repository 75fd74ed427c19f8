from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.paper import PaperAbout
from services.funds.rules.project import Act, act_on
from services.funds.rules.review import must_have_been_held
from services.funds.rules.work import AlreadyMended
from services.funds.schemas.work import MendFinding
from services.funds.store.paper import check_papers
from services.funds.store.project import add_event, lock_project
from services.funds.store.work import get_finding
from services.funds.tables import ProjectFinding
from shared.clock import china
from shared.security import Principal


async def mend_finding(
    session: AsyncSession, project_id: UUID, finding_id: UUID, form: MendFinding, *, by: Principal, at: datetime
) -> ProjectFinding:
    """Say how a finding was mended. Raises NoSuchProject, NoSuchFinding, PaperNotOfMatter, AlreadyMended, NotHeldYet."""
    project = await lock_project(session, project_id)
    finding = await get_finding(session, project.id, finding_id)
    await check_papers(session, PaperAbout.PROJECT, project.id, form.paper_ids, pointer="/paper_ids")

    act_on(project.state, Act.MENDED)
    must_have_been_held(form.mended_on, on=china(at).date(), pointer="/mended_on")
    if finding.mended_on is not None:
        raise AlreadyMended(finding_id=str(finding_id))

    finding.mended_on, finding.mended, finding.mended_by = form.mended_on, form.mended, by.subject
    finding.paper_ids = list(map(str, form.paper_ids))
    session.add(finding)
    said = f"{finding.found}：{form.mended}"
    add_event(session, project, Act.MENDED, on=form.mended_on, by=by, at=at, said=said, about_id=finding.id)
    await session.flush()
    return finding
