"""Ask funds again to pay a statement that it refused, once what was wrong is mended."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules.statement import StatementState, become, must_stand
from services.medical.store import statements
from services.medical.tables import ClearingStatement
from shared import outbox
from shared.events.medical import ClearingApproved


async def request_payment(session: AsyncSession, *, statement_id: UUID) -> ClearingStatement:
    """The approval stands; only the asking is new. Raises NoSuchStatement, StatementStateForbids."""
    statement = await statements.lock_statement(session, statement_id)

    must_stand(StatementState(statement.state), StatementState.REFUSED)

    statement.state, statement.asks = become(StatementState.REFUSED, StatementState.APPROVED), statement.asks + 1
    session.add(statement)
    await session.flush()

    await outbox.record(session, ClearingApproved(**statements.asking_of(statement)))
    return statement
