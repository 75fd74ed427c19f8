import pytest

from services.funds.operations.supervision.withdraw_acceptance import withdraw_acceptance
from services.funds.rules.money_finding import NotAcceptedYet
from tests.builders.funds_payments import JULY_1
from tests.builders.funds_supervision import a_finding


async def test_what_nobody_accepted_is_not_taken_back(session):
    session.add(finding := a_finding(at=JULY_1))
    await session.flush()
    with pytest.raises(NotAcceptedYet):
        await withdraw_acceptance(session, finding.id)
