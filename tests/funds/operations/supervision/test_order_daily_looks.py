from datetime import timedelta

from services.funds.operations.supervision.ask_look import ask_look
from services.funds.operations.supervision.look_over_money import look_over_money
from services.funds.operations.supervision.order_daily_looks import order_daily_looks
from tests.builders.funds import COUNTY
from tests.builders.funds_budget import a_line
from tests.builders.funds_payments import JULY_1
from tests.builders.funds_supervision import SUPERVISOR


async def test_a_county_is_looked_at_once_a_day_and_a_look_that_waits_becomes_the_day_s(session):
    await a_line(session)
    asked = await ask_look(session, COUNTY, by=SUPERVISOR, at=JULY_1)

    assert await order_daily_looks(session, at=JULY_1) == 1
    assert await order_daily_looks(session, at=JULY_1 + timedelta(hours=1)) == 0
    assert asked.is_daily

    await look_over_money(session, asked, at=JULY_1)
    assert await order_daily_looks(session, at=JULY_1 + timedelta(hours=2)) == 0
    assert await order_daily_looks(session, at=JULY_1 + timedelta(days=1)) == 1


async def test_without_money_there_is_nothing_to_look_at(session):
    assert await order_daily_looks(session, at=JULY_1) == 0
