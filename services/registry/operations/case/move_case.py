"""Hand a case over to the place that its household has moved to."""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.case import Act
from services.registry.rules.ending import CaseIsClosed, HouseholdIsElsewhere, NotMoved
from services.registry.schemas.case_act import MoveCase
from services.registry.store import case as cases
from services.registry.store.household import get_household
from services.registry.tables import Case, CaseAct
from shared import outbox
from shared.events.registry import CaseMoved


async def move_case(session: AsyncSession, case_id: UUID, form: MoveCase, *, by: str, at: datetime) -> Case:
    """The case with its whole history is then seen and followed by the new place; what was promised stays promised.

    The household itself has moved before. Raises NoSuchCase, CaseIsClosed, NotMoved or HouseholdIsElsewhere.
    """
    case = await cases.lock_case(session, case_id)
    parts = await cases.list_parts(session, [case_id])
    household = await get_household(session, case.household_id)

    if case.closed_at is not None:
        raise CaseIsClosed(case_id=str(case_id))
    if case.region == form.village:
        raise NotMoved(pointer="/village")
    if household.region != form.village:
        raise HouseholdIsElsewhere(pointer="/village", village=form.village)

    left, case.region = case.region, form.village
    for row in parts:
        row.region = form.village
    session.add(CaseAct(case_id=case_id, region=form.village, act=Act.MOVED, at=at, by=by, reason=form.reason))
    await session.flush()

    await outbox.record(
        session,
        CaseMoved(case_id=case_id, household_id=case.household_id, from_region=left, region=form.village, moved_at=at),
    )
    return case
