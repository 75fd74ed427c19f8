"""Discard a draft: its lines are open again, and the month can be made anew."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules.statement import StatementState, become
from services.medical.schemas.statement import DiscardStatement
from services.medical.store import statements
from services.medical.tables import ClearingStatement
from shared import clock
from shared.security import Principal


async def discard_statement(
    session: AsyncSession, form: DiscardStatement, *, statement_id: UUID, by: Principal
) -> ClearingStatement:
    """Raises NoSuchStatement, StatementStateForbids."""
    statement = await statements.lock_statement(session, statement_id)

    state = become(StatementState(statement.state), StatementState.DISCARDED)

    statement.state, statement.discard_reason = state, form.reason
    statement.discarded_by, statement.discarded_at = by.subject, clock.now()
    session.add(statement)
    await statements.release_lines(session, statement.id)
    return statement
