from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.awaited_step import Matter
from services.housing.rules.grade_dispute import DisputeState, must_be_undecided
from services.housing.schemas.grade_dispute import WithdrawDispute
from services.housing.store.awaited_step import end_steps
from services.housing.store.grade_dispute import get_dispute
from services.housing.tables import GradeDispute
from shared.security import Principal


async def withdraw_dispute(
    session: AsyncSession, dispute_id: UUID, form: WithdrawDispute, *, by: Principal, on: date
) -> GradeDispute:
    """The household takes its dispute back; the grade counts again, and nobody has to decide.

    Raises NoSuchDispute, DisputeSettledAlready.
    """
    dispute = await get_dispute(session, dispute_id, locked=True)

    must_be_undecided(dispute.state)

    dispute.state, dispute.reasons = DisputeState.WITHDRAWN, [form.why]
    dispute.closed_on, dispute.closed_by = on, by.subject
    await session.flush()

    await end_steps(session, Matter.DISPUTE, dispute.id, on=on)
    return dispute
