"""Record that funds could not pay a statement, and why."""

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules.statement import StatementState, become
from services.medical.store import statements
from shared.events.funds import ClearingRefused


async def record_refusal(session: AsyncSession, event: ClearingRefused) -> None:
    """The answer to an earlier asking, come late, changes nothing. Raises NoSuchStatement."""
    statement = await statements.lock_statement(session, event.statement_id)
    if statement.state != StatementState.APPROVED or event.ask != statement.asks:
        return

    statement.state = become(StatementState.APPROVED, StatementState.REFUSED)
    statement.refusal_code, statement.refusal_reason = event.code, event.reason
    session.add(statement)
    await session.flush()
