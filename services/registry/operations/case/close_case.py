"""An officer closes a case: every need met or waived with a reason, and papers that prove it."""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.case import Act, Ending, late_parts, progress
from services.registry.rules.ending import CaseIsClosed, check_closing
from services.registry.schemas.case_act import CloseCase
from services.registry.store import case as cases
from services.registry.store.need import get_policy_named
from services.registry.tables import Case, CaseAct
from shared import outbox
from shared.events.registry import CaseClosed


async def close_case(session: AsyncSession, case_id: UUID, form: CloseCase, *, by: str, at: datetime) -> Case:
    """Raises NoSuchCase, CaseIsClosed and the laws of `check_closing`; nothing is written then."""
    case = await cases.lock_case(session, case_id)
    parts = await cases.list_parts(session, [case_id])
    timeline = (await cases.list_known(session, [case_id]))[case_id]

    if case.closed_at is not None:
        raise CaseIsClosed(case_id=str(case_id))
    standings = progress(timeline.needs, timeline.steps)
    waived = {each.part: each.reason for each in form.waived}
    check_closing(standings, waived=waived, papers={paper.title for paper in form.papers}, policy=get_policy_named(case.policy))

    for row in parts:
        if row.part in waived:
            row.waived_at = at
            cases.bring_up_to_date(row, timeline.steps)
    case.closed_at, case.ending = at, Ending.COMPLETED
    session.add_all(
        [
            CaseAct(case_id=case_id, region=case.region, act=Act.WAIVED, at=at, by=by, reason=reason, parts=[part])
            for part, reason in waived.items()
        ]
    )
    papers = [paper.model_dump() for paper in form.papers]
    session.add(CaseAct(case_id=case_id, region=case.region, act=Act.CLOSED, at=at, by=by, reason=form.result, papers=papers))
    await session.flush()

    await outbox.record(
        session,
        CaseClosed(
            case_id=case_id,
            household_id=case.household_id,
            region=case.region,
            closed_at=at,
            late_parts=list(late_parts(standings)),
        ),
    )
    return case
