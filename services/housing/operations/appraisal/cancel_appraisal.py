from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.appraisal_life import AppraisalState, must_be_open
from services.housing.schemas.appraisal import CancelAppraisal
from services.housing.store.appraisal import lock_appraisal
from services.housing.tables import Appraisal


async def cancel_appraisal(session: AsyncSession, appraisal_id: UUID, form: CancelAppraisal) -> Appraisal:
    """An appraisal that is not signed yet is not needed after all. Nobody else is told.

    Raises NoSuchAppraisal, AppraisalSignedAlready, AppraisalCancelledAlready.
    """
    appraisal = await lock_appraisal(session, appraisal_id)

    must_be_open(appraisal.state)

    appraisal.state, appraisal.cancelled_why = AppraisalState.CANCELLED, form.why
    await session.flush()
    return appraisal
