"""Approve a clearing statement, which asks funds to pay it."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules.statement import StatementState, become, must_be_another, must_be_as_seen, must_stand
from services.medical.schemas.statement import ApproveStatement
from services.medical.store import statements
from services.medical.tables import ClearingStatement
from shared import clock, outbox
from shared.events.medical import ClearingApproved
from shared.security import Principal


async def approve_statement(
    session: AsyncSession, form: ApproveStatement, *, statement_id: UUID, by: Principal
) -> ClearingStatement:
    """By another person than its maker; the database holds to that too.

    Raises NoSuchStatement, StatementStateForbids, ApproverMadeIt, StatementNotAsSeen.
    """
    statement = await statements.lock_statement(session, statement_id)

    must_stand(StatementState(statement.state), StatementState.DRAFTED)
    must_be_another(by.subject, statement.made_by)
    must_be_as_seen(statement.total_fen, form.total_fen)

    statement.state, statement.asks = become(StatementState.DRAFTED, StatementState.APPROVED), statement.asks + 1
    statement.approved_by, statement.approved_at = by.subject, clock.now()
    session.add(statement)
    await session.flush()

    await outbox.record(session, ClearingApproved(**statements.asking_of(statement)))
    return statement
