"""Errands of before `policy/orders` sent them end when housing says so, as others do."""

from services.notifier.operations.errand.finish_resettlements import finish_resettlements
from services.notifier.rules.errand import ErrandKind, ErrandState
from services.notifier.tables import Errand
from shared.events.housing import ResettlementSupportAnswered
from shared.ids import uuid7
from tests.builders.notifier import MONDAY, VILLAGE


async def test_an_errand_that_no_rule_sent_ends_and_another_household_s_does_not(session):
    told = {"kind": ErrandKind.RESETTLEMENT, "region": VILLAGE, "task": "转学", "reference": "规划", "state": ErrandState.OPEN}
    mine, other = (Errand(source_id=uuid7(), opened_at=MONDAY, due_at=MONDAY, **told) for _ in range(2))
    session.add_all([mine, other])
    await session.flush()
    done = {"region": VILLAGE, "support": "schooling", "is_done": True, "answered_on": MONDAY.date(), "occurred_at": MONDAY}

    await finish_resettlements(session, [ResettlementSupportAnswered(support_id=mine.source_id, **done)])

    for errand in (mine, other):
        await session.refresh(errand)
    assert [(errand.state, errand.is_late) for errand in (mine, other)] == [("done", False), ("open", None)]
