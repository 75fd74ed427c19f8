"""A procedure that is withdrawn leaves the household as it was, and leaves the notice on which it stood."""

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.procedure.withdraw_procedure import withdraw_procedure
from services.registry.rules.poverty import ProcedureKind
from services.registry.rules.procedure import ProcedureOver, ProcedureState
from services.registry.store import notice as notices
from services.registry.store import procedure as procedures
from tests.builders.judging import SEPTEMBER_1, a_seated, officer, on_the_day, opened, posted, states_of
from tests.registry.operations.notice.test_post_notice import two_at_their_notice


async def test_a_household_withdraws_and_stays_as_it_was(session: AsyncSession) -> None:
    household = await a_seated(session)
    procedure = await opened(session, ProcedureKind.IDENTIFICATION, household)
    with on_the_day(SEPTEMBER_1):
        await withdraw_procedure(session, procedure.id, why="户主不再申请", by=officer("village"), on=SEPTEMBER_1)
    assert (procedure.state, await states_of(session, household)) == (ProcedureState.WITHDRAWN, {})
    [kept] = await procedures.list_steps(session, procedure.id)
    assert (kept.outcome, kept.why) == ("withdrawn", "户主不再申请")
    with pytest.raises(ProcedureOver):
        await withdraw_procedure(session, procedure.id, why="再撤", by=officer("village"), on=SEPTEMBER_1)
    await opened(session, ProcedureKind.IDENTIFICATION, household)


async def test_the_notice_goes_on_without_it(session: AsyncSession) -> None:
    one, other = await two_at_their_notice(session)
    notice = await posted(session, one, other, on=SEPTEMBER_1)
    await withdraw_procedure(session, one.id, why="户主不再申请", by=officer("village"), on=SEPTEMBER_1)
    running = {line.procedure_id for line in await notices.list_lines(session, [notice.id]) if line.ended_on is None}
    assert running == {other.id}
