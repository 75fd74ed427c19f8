"""First aid whose papers never came is asked back when its grace is over: each once, and not where somebody let it go."""

from datetime import datetime, timedelta

from services.funds.operations.grant.file_grant_papers import file_grant_papers
from services.funds.operations.recovery.lift_recovery import lift_recovery
from services.funds.operations.recovery.order_overdue_recoveries import order_overdue_recoveries
from services.funds.rules.recovery import RecoveryWhy
from services.funds.schemas.grant import FileGrantPapers
from services.funds.schemas.recovery import LiftRecovery
from shared import clock
from shared.events.funds import GrantRecoveryOrdered
from tests.builders.funds import OTHER_VILLAGE, PAPERS, a_filled_reserve
from tests.builders.funds_grants import COUNTY_HEAD, JUNE_3, first_aid

JUNE_12 = datetime(2020, 6, 12, 0, 10, tzinfo=clock.CHINA)


async def test_only_paid_grants_without_papers_after_their_grace(session, emitted):
    await a_filled_reserve(session)
    late = await first_aid(session)
    filed = await first_aid(session)
    await file_grant_papers(session, filed.id, FileGrantPapers(papers=PAPERS), on=JUNE_3.date())
    await first_aid(session, at=JUNE_3)
    await first_aid(session, village=OTHER_VILLAGE)
    await session.flush()

    assert await order_overdue_recoveries(session, at=JUNE_12 - timedelta(hours=1)) == []
    [order] = await order_overdue_recoveries(session, at=JUNE_12)

    assert (order.grant_id, order.why, order.ordered_by) == (late.id, RecoveryWhy.PAPERS_OVERDUE, "平台")
    assert [one.order_id for one in await emitted(session) if isinstance(one, GrantRecoveryOrdered)] == [order.id]
    assert await order_overdue_recoveries(session, at=JUNE_12) == []


async def test_what_somebody_let_go_is_not_asked_for_again(session):
    await a_filled_reserve(session)
    await first_aid(session)
    [order] = await order_overdue_recoveries(session, at=JUNE_12)
    await lift_recovery(session, order.id, LiftRecovery(reason="户主去世，无力退回"), by=COUNTY_HEAD, at=JUNE_12)

    assert await order_overdue_recoveries(session, at=JUNE_12 + timedelta(days=30)) == []
