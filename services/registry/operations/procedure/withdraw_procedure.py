"""End a procedure without a result: the household withdraws, or it was opened by mistake."""

from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.judging import Officer
from services.registry.rules.procedure import Moved, Outcome, current_stage
from services.registry.store import notice as notices
from services.registry.store import procedure as procedures
from services.registry.tables import Procedure, ProcedureStep
from shared import clock
from shared.security import Principal


async def withdraw_procedure(session: AsyncSession, procedure_id: UUID, *, why: str, by: Principal, on: date) -> Procedure:
    """The household stays as it is; a notice on which it stands goes on without it. Raises NoSuchProcedure or ProcedureOver."""
    underway = await procedures.lock_procedure(session, procedure_id)
    row = underway.row
    lines = [line for line in await notices.list_lines_of(session, row.id) if line.ended_on is None]

    stage = current_stage(row.state, underway.stages, row.at_stage)

    step = ProcedureStep(
        procedure_id=row.id,
        region=row.region,
        stage=stage.stage,
        at_stage=row.at_stage,
        kind=stage.kind,
        outcome=Outcome.WITHDRAWN,
        by=by.subject,
        officer=Officer(by.role.value),
        done_on=on,
        recorded_at=clock.now(),
        why=why,
    )
    await procedures.add_step(session, underway, step, Moved(Outcome.WITHDRAWN, None), at=step.recorded_at)
    for line in lines:
        line.ended_on, line.is_stopped = on, True
    await session.flush()
    return row
