"""Whoever promised a house its money hears what still lies on which line after a stage was drawn."""

from services.funds.operations.house_hold.free_house_money import free_house_money
from services.funds.operations.house_hold.tell_house_hold import tell_house_hold
from shared.events.funds import HouseMoneyHeld
from shared.ids import uuid7
from tests.builders.funds_houses import CENTRAL, COUNTYS, a_hold, a_household, asked_stage, lines
from tests.builders.funds_payments import JULY_1


async def test_what_is_left_on_each_line_is_told_and_of_what_was_given_up_nothing(session, emitted):
    await lines(session)
    hold = await a_hold(session, await a_household(session))
    await asked_stage(session, hold, 540_000)

    await tell_house_hold(session, hold.renovation_id, at=JULY_1)
    await free_house_money(session, hold.renovation_id, at=JULY_1)
    await tell_house_hold(session, hold.renovation_id, at=JULY_1)

    first, second = [each for each in await emitted(session) if isinstance(each, HouseMoneyHeld)]
    assert (first.amount_fen, second.amount_fen) == (1_800_000, 1_260_000)
    assert [(line.line, line.amount_fen) for line in second.lines] == [(CENTRAL.holder, 860_000), (COUNTYS.holder, 400_000)]


async def test_of_what_was_never_held_nothing_is_told(session):
    assert await tell_house_hold(session, uuid7(), at=JULY_1) is None
