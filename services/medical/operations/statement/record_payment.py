"""Record that funds has paid a statement."""

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules.statement import StatementState, become
from services.medical.store import statements
from shared.events.funds import ClearingPaid


async def record_payment(session: AsyncSession, event: ClearingPaid) -> None:
    """An answer that comes twice changes nothing. Raises NoSuchStatement."""
    statement = await statements.lock_statement(session, event.statement_id)
    if statement.state == StatementState.PAID:
        return

    state = become(StatementState(statement.state), StatementState.PAID)

    statement.state, statement.paid_on, statement.transfer_id = state, event.paid_on, event.transfer_id
    statement.refusal_code = statement.refusal_reason = None
    session.add(statement)
    await session.flush()
