"""What nobody decided on yet may be withdrawn; it stays on file and another may follow."""

import pytest

from services.funds.operations.grant_application.decide_application import decide_application
from services.funds.operations.grant_application.withdraw_application import withdraw_application
from services.funds.rules.grant_application import ApplicationState, ApplicationStateForbids
from tests.builders.funds import a_filled_reserve
from tests.builders.funds_grants import CLERK, JUNE_3, TOWN_HEAD, agree, first_aid, submitted


async def test_it_is_withdrawn_before_a_decision_alone(session):
    await a_filled_reserve(session)
    grant = await first_aid(session)
    first = await submitted(session, grant)
    await withdraw_application(session, first.id, by=CLERK, at=JUNE_3)
    second = await submitted(session, grant)
    await decide_application(session, second.id, agree(second), by=TOWN_HEAD, at=JUNE_3)

    assert first.state is ApplicationState.WITHDRAWN
    with pytest.raises(ApplicationStateForbids):
        await withdraw_application(session, second.id, by=CLERK, at=JUNE_3)
