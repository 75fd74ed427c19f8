"""An adjustment that a second person agrees to changes both lines' size, the fee's count, and is made public."""

import pytest

from services.funds.operations.budget.approve_adjustment import approve_adjustment
from services.funds.operations.budget.ask_adjustment import ask_adjustment
from services.funds.rules.account import Source
from services.funds.rules.budget import FeeAboveCeiling
from services.funds.rules.budget_line import AdjustmentDecided, AdjustmentState
from services.funds.rules.second_person import SamePerson
from services.funds.schemas.budget_line import DecideAdjustment
from services.funds.store.budget import find_budget_year
from services.funds.store.budget_line import get_counted
from tests.builders.funds import COUNTY, COUNTY_OFFICER
from tests.builders.funds_budget import APPROVER, IN_MARCH, a_draft, a_share, money_of, set_down
from tests.funds.operations.budget.test_ask_adjustment import an_adjustment, two_lines

AGREED = DecideAdjustment(decision="同意")


async def test_both_lines_have_the_size_that_was_agreed(session, emitted):
    source, target = await two_lines(session)
    asked = await ask_adjustment(session, an_adjustment(source, target, 40_00), by=COUNTY_OFFICER, at=IN_MARCH)

    done = await approve_adjustment(session, asked.id, AGREED, by=APPROVER, at=IN_MARCH)

    assert (done.state, done.decided_by) == (AdjustmentState.APPROVED, "县区复核")
    sizes = [await get_counted(session, line.number) for line in (source, target)]
    assert [(one.budget_fen, one.sums.available_fen) for one in sizes] == [(60_00, 60_00), (140_00, 140_00)]
    assert (await emitted(session))[-1].kind == "budget-changed"


async def test_whoever_asked_does_not_decide_and_nobody_decides_twice(session):
    source, target = await two_lines(session)
    asked = await ask_adjustment(session, an_adjustment(source, target, 40_00), by=COUNTY_OFFICER, at=IN_MARCH)

    with pytest.raises(SamePerson):
        await approve_adjustment(session, asked.id, AGREED, by=COUNTY_OFFICER, at=IN_MARCH)
    await approve_adjustment(session, asked.id, AGREED, by=APPROVER, at=IN_MARCH)
    with pytest.raises(AdjustmentDecided):
        await approve_adjustment(session, asked.id, AGREED, by=APPROVER, at=IN_MARCH)


async def test_an_adjustment_into_the_fee_counts_to_its_ceiling(session):
    await money_of(session, 1_000_00)
    shares = (a_share(100_00), a_share(5_00, use="management-fee", title="管理费"))
    source, fee = await set_down(session, a_draft(*shares, amount_fen=105_00))
    within = await ask_adjustment(session, an_adjustment(source, fee, 5_00), by=COUNTY_OFFICER, at=IN_MARCH)
    beyond = await ask_adjustment(session, an_adjustment(source, fee, 1), by=COUNTY_OFFICER, at=IN_MARCH)

    await approve_adjustment(session, within.id, AGREED, by=APPROVER, at=IN_MARCH)

    assert (await find_budget_year(session, COUNTY, Source.CENTRAL, 2020)).fee_fen == 10_00
    with pytest.raises(FeeAboveCeiling):
        await approve_adjustment(session, beyond.id, AGREED, by=APPROVER, at=IN_MARCH)
