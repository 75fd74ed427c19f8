"""Who applied without a household is recognised only once they are registered as one."""

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.procedure.attach_household import attach_household
from services.registry.rules.opening import ApplicantNotInHousehold, HouseholdKnown, ProcedureOpenAlready
from services.registry.rules.poverty import Axis, MoveNotAllowed, PovertyState, ProcedureKind
from services.registry.rules.procedure import HouseholdMissing
from services.registry.store import notice as notices
from tests.builders.judging import a_seated, ended, known_as, opened, posted, states_of, walked
from tests.registry.operations.procedure.test_open_procedure import applied


async def test_an_applicant_is_judged_to_the_end_and_recognised_as_a_household(session: AsyncSession) -> None:
    procedure = await applied(session)
    on = await walked(session, procedure, to="announcement")
    notice = await posted(session, procedure, on=on)
    [line] = await notices.list_lines(session, [notice.id])
    assert (line.shown_as, line.members) == ("王*山", 3)  # as the application says
    over = line.until_on.replace(day=line.until_on.day + 1)
    with pytest.raises(HouseholdMissing):
        await ended(session, notice, procedure, over)

    household = await a_seated(session)
    await attach_household(session, procedure.id, household.id)
    await ended(session, notice, procedure, over)
    assert await states_of(session, household) == {Axis.POVERTY: PovertyState.POOR}


async def test_only_the_applicant_s_own_household_is_attached(session: AsyncSession) -> None:
    procedure = await applied(session)
    with pytest.raises(ApplicantNotInHousehold):
        await attach_household(session, procedure.id, (await a_seated(session, first=101)).id)
    own = await a_seated(session)
    await known_as(session, own, PovertyState.POOR)
    with pytest.raises(MoveNotAllowed):
        await attach_household(session, procedure.id, own.id)


async def test_a_household_is_attached_once_and_judged_once(session: AsyncSession) -> None:
    procedure = await applied(session)
    own = await a_seated(session)
    other = await opened(session, ProcedureKind.IDENTIFICATION, own)
    with pytest.raises(ProcedureOpenAlready):
        await attach_household(session, procedure.id, own.id)
    with pytest.raises(HouseholdKnown):
        await attach_household(session, other.id, own.id)
