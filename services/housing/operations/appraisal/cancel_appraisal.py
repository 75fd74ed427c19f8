from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.appraisal_life import AppraisalState, must_be_open
from services.housing.rules.awaited_step import Matter
from services.housing.schemas.appraisal import CancelAppraisal
from services.housing.store.appraisal import lock_appraisal
from services.housing.store.awaited_step import end_steps
from services.housing.tables import Appraisal


async def cancel_appraisal(session: AsyncSession, appraisal_id: UUID, form: CancelAppraisal, *, on: date) -> Appraisal:
    """An appraisal that is not signed yet is not needed after all; whoever was to appraise is told.

    Raises NoSuchAppraisal, AppraisalSignedAlready, AppraisalCancelledAlready.
    """
    appraisal = await lock_appraisal(session, appraisal_id)

    must_be_open(appraisal.state)

    appraisal.state, appraisal.cancelled_why = AppraisalState.CANCELLED, form.why
    await session.flush()

    await end_steps(session, Matter.APPRAISAL, appraisal.id, on=on)
    return appraisal
