"""Take up a closed case again: the history stays, and only the parts that were not done well begin anew."""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.case import Act
from services.registry.rules.ending import HouseholdHasAnotherCase, check_reopening
from services.registry.schemas.case_act import ReopenCase
from services.registry.store import case as cases
from services.registry.store.household import list_known_households
from services.registry.store.need import get_policy_named
from services.registry.tables import Case, CaseAct
from shared import outbox
from shared.events.registry import CaseReopened


async def reopen_case(session: AsyncSession, case_id: UUID, form: ReopenCase, *, by: str, at: datetime) -> Case:
    """Raises NoSuchCase, HouseholdHasAnotherCase and the laws of `check_reopening`.

    What happened in these parts before `at` counts no more; a new time to conclude begins.
    """
    household_id = (await cases.get_case(session, case_id)).household_id
    # The household first, as everyone does who opens cases; then the case.
    await list_known_households(session, [], [household_id])
    case = await cases.lock_case(session, case_id)
    parts = await cases.list_parts(session, [case_id])
    policy = get_policy_named(case.policy)

    again = list(dict.fromkeys(form.parts))
    check_reopening(case.ending, case.closed_at, parts=again, had={row.part for row in parts}, policy=policy, at=at)
    if await cases.find_open_case(session, household_id):
        raise HouseholdHasAnotherCase(household_id=str(household_id))

    for row in parts:
        if row.part in again:
            row.since, row.waived_at, row.begin_by = at, None, None
            cases.bring_up_to_date(row, [])
    case.closed_at, case.ending, case.round = None, None, case.round + 1
    case.conclude_by, case.lasting_at = policy.conclusion.due_at(at), None
    names = [part.value for part in again]
    session.add(CaseAct(case_id=case_id, region=case.region, act=Act.REOPENED, at=at, by=by, reason=form.reason, parts=names))
    await session.flush()

    await outbox.record(
        session,
        CaseReopened(
            case_id=case_id, household_id=household_id, region=case.region, round=case.round, needs=names, reopened_at=at
        ),
    )
    return case
