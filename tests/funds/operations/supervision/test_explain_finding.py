import pytest

from services.funds.operations.supervision.explain_finding import explain_finding
from services.funds.rules.money_finding import MoneyFindingState, NoSuchMoneyFinding
from shared.ids import uuid7
from tests.builders.funds_payments import JULY_1
from tests.builders.funds_supervision import OTHER_SUPERVISOR, SUPERVISOR, a_finding


async def test_the_last_explanation_holds(session):
    session.add(finding := a_finding(at=JULY_1))
    await session.flush()

    await explain_finding(session, finding.id, "施工单位已进场", by=SUPERVISOR, at=JULY_1)
    explained = await explain_finding(session, finding.id, "十一月底前支出到位", by=OTHER_SUPERVISOR, at=JULY_1)

    assert (explained.state, explained.explanation) == (MoneyFindingState.EXPLAINED, "十一月底前支出到位")
    assert explained.explained_by == OTHER_SUPERVISOR.subject


async def test_what_is_not_there_is_not_explained(session):
    with pytest.raises(NoSuchMoneyFinding):
        await explain_finding(session, uuid7(), "说明情况", by=SUPERVISOR, at=JULY_1)
