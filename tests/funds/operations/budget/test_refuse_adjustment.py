"""An adjustment that is refused leaves both lines as they were."""

import pytest

from services.funds.operations.budget.ask_adjustment import ask_adjustment
from services.funds.operations.budget.refuse_adjustment import refuse_adjustment
from services.funds.operations.ledger.settle_reservation import settle_reservation
from services.funds.rules.budget_line import AdjustmentState
from services.funds.rules.journal import ReservationOfAnother
from services.funds.rules.transfer import Phase
from services.funds.schemas.budget_line import DecideAdjustment
from services.funds.store.budget_line import get_counted
from tests.builders.funds import COUNTY_OFFICER
from tests.builders.funds_budget import APPROVER, IN_MARCH
from tests.funds.operations.budget.test_ask_adjustment import an_adjustment, two_lines


async def test_the_money_is_free_again(session):
    source, target = await two_lines(session)
    asked = await ask_adjustment(session, an_adjustment(source, target, 40_00), by=COUNTY_OFFICER, at=IN_MARCH)

    done = await refuse_adjustment(session, asked.id, DecideAdjustment(decision="不同意"), by=APPROVER, at=IN_MARCH)

    assert done.state is AdjustmentState.REFUSED
    assert [(await get_counted(session, line.number)).sums.available_fen for line in (source, target)] == [100_00, 100_00]


async def test_nobody_settles_it_past_the_second_person(session):
    source, target = await two_lines(session)
    asked = await ask_adjustment(session, an_adjustment(source, target, 40_00), by=COUNTY_OFFICER, at=IN_MARCH)

    with pytest.raises(ReservationOfAnother):
        await settle_reservation(session, asked.reserved_id, Phase.POSTED, at=IN_MARCH)
