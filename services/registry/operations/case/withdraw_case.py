"""Withdraw a case that was opened by mistake; everyone who has begun something hears of it."""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.case import SETTLED, Act, Ending
from services.registry.rules.ending import CaseIsClosed
from services.registry.schemas.case_act import WithdrawCase
from services.registry.store import case as cases
from services.registry.tables import Case, CaseAct
from shared import outbox
from shared.events.registry import CaseRetracted


async def withdraw_case(session: AsyncSession, case_id: UUID, form: WithdrawCase, *, by: str, at: datetime) -> Case:
    """The case stays in the books, withdrawn, with its reason. Raises NoSuchCase or CaseIsClosed."""
    case = await cases.lock_case(session, case_id)
    parts = await cases.list_parts(session, [case_id])

    if case.closed_at is not None:
        raise CaseIsClosed(case_id=str(case_id))

    case.closed_at, case.ending = at, Ending.WITHDRAWN
    session.add(CaseAct(case_id=case_id, region=case.region, act=Act.WITHDRAWN, at=at, by=by, reason=form.reason))
    await session.flush()

    await outbox.record(
        session,
        CaseRetracted(
            case_id=case_id,
            household_id=case.household_id,
            region=case.region,
            withdrawn_at=at,
            unfinished=[row.part.value for row in parts if row.state not in SETTLED],
        ),
    )
    return case
