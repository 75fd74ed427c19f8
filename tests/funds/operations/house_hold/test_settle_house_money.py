"""The house is accepted: what is due stays set aside, the rest is free, and what it cost more is found if there is room."""

from services.funds.operations.house_hold.settle_house_money import settle_house_money
from services.funds.rules.house_hold import HoldState
from services.funds.store.books import list_findings
from shared.ids import uuid7
from tests.builders.funds_houses import CENTRAL, COUNTYS, a_hold, a_household, asked_stage, kept, lines
from tests.builders.funds_payments import JULY_1


async def test_what_is_not_due_after_all_is_free_from_the_last_source_on(session):
    await lines(session)
    hold = await a_hold(session, await a_household(session))
    await asked_stage(session, hold, 540_000)

    await settle_house_money(session, hold.renovation_id, due_fen=700_000, rest_fen=90_000, at=JULY_1)

    assert (hold.state, hold.wanted_fen, hold.asked_fen) == (HoldState.HELD, 1_330_000, 540_000)
    assert await kept(session, hold) == {CENTRAL.holder: 790_000}
    assert await list_findings(session) == []


async def test_what_it_cost_more_than_agreed_is_set_aside_too_or_waits(session):
    await lines(session, county_fen=400_000)
    hold = await a_hold(session)

    await settle_house_money(session, hold.renovation_id, due_fen=1_900_000, rest_fen=0, at=JULY_1)
    assert await kept(session, hold) == {CENTRAL.holder: 1_500_000, COUNTYS.holder: 400_000}

    await settle_house_money(session, hold.renovation_id, due_fen=99_000_000, rest_fen=0, at=JULY_1)
    assert (hold.state, hold.refusal_code) == (HoldState.WAITING, "lines-for-house-short")


async def test_where_nothing_was_held_there_is_nothing_to_settle(session):
    assert await settle_house_money(session, uuid7(), due_fen=1, rest_fen=0, at=JULY_1) is None
