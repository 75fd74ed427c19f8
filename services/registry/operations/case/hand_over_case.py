"""Hand a household whose hardship lasts over to identification; the immediate help goes on meanwhile."""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.case import Act, Ending
from services.registry.rules.ending import AlreadyHandedOver, CaseIsClosed
from services.registry.schemas.case_act import HandOverCase
from services.registry.store import case as cases
from services.registry.tables import Case, CaseAct
from shared import outbox
from shared.events.registry import LastingHardshipDetected
from shared.periods import day_in_china


async def hand_over_case(session: AsyncSession, case_id: UUID, form: HandOverCase, *, by: str, at: datetime) -> Case:
    """A case may also be handed over after it was closed, but once a round. Raises NoSuchCase, CaseIsClosed for a withdrawn
    one, and AlreadyHandedOver."""
    case = await cases.lock_case(session, case_id)

    if case.ending is Ending.WITHDRAWN:
        raise CaseIsClosed(case_id=str(case_id))
    if case.lasting_at is not None:
        raise AlreadyHandedOver(case_id=str(case_id))

    case.lasting_at = at
    session.add(CaseAct(case_id=case_id, region=case.region, act=Act.HANDED_OVER, at=at, by=by, reason=form.reason))
    await session.flush()

    await outbox.record(
        session,
        LastingHardshipDetected(
            case_id=case_id,
            household_id=case.household_id,
            region=case.region,
            kind=case.kind,
            detected_on=day_in_china(case.detected_at),
            handed_over_at=at,
        ),
    )
    return case
