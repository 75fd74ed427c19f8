from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.project import Act, act_on
from services.funds.rules.review import must_have_been_held
from services.funds.rules.target import GRADE_NAMES, grade_of, must_name_all, score
from services.funds.schemas.work import MeasureTargets
from services.funds.store.project import add_event, list_targets, lock_project
from services.funds.tables import Project
from shared.clock import china
from shared.security import Principal


async def measure_targets(
    session: AsyncSession, project_id: UUID, form: MeasureTargets, *, by: Principal, at: datetime
) -> Project:
    """Write down what came of each target and score it.

    Raises NoSuchProject, ProjectStateForbids, NotHeldYet, TargetsUnknown.
    """
    project = await lock_project(session, project_id)
    targets = (await list_targets(session, [project.id]))[project.id]

    act_on(project.state, Act.MEASURED)
    must_have_been_held(form.measured_on, on=china(at).date(), pointer="/measured_on")
    must_name_all([target.line for target in targets], [result.line for result in form.results])
    results = {result.line: result for result in form.results}

    for target in targets:
        result = results[target.line]
        target.actual, target.note, target.points = result.actual, result.note, score(target.promise, result.actual)
        session.add(target)
    project.points = sum(target.points or 0 for target in targets)
    said = f"{project.points // 100}.{project.points % 100:02d} 分，{GRADE_NAMES[grade_of(project.points)]}"
    add_event(session, project, Act.MEASURED, on=form.measured_on, by=by, at=at, said=said)
    await session.flush()
    return project
