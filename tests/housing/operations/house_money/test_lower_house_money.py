"""A subsidy is never above the cost: an agreement below the standard frees what is too much."""

from services.housing.operations.house_money.lower_house_money import lower_house_money
from services.housing.rules.renovation import RenovationState
from shared.events.housing import RenovationPlanned
from tests.builders.housing_money import a_place_that, a_promise, renovation_of, stages
from tests.builders.housing_renovation import TOWN_OFFICER, a_renovation, on

SIGNED = on("2020-07-10")


async def lowered(session, price_fen):
    money = await a_promise(session, RenovationState.AGREED)
    (await renovation_of(session, money)).planned_cost_fen = price_fen
    await session.flush()
    return await lower_house_money(session, money.renovation_id, by=TOWN_OFFICER, at=SIGNED)


async def test_a_price_below_the_standard_lowers_promise_sources_and_stages(session, tmp_path, emitted):
    with a_place_that(tmp_path):
        money = await lowered(session, 1_500_001)

    assert (money.promised_fen, money.plan) == (1_500_001, 2)
    told = await stages(session, money.renovation_id)
    assert sum(stage.amount_fen for stage in told.values()) == 1_500_001
    asked = [each for each in await emitted(session) if isinstance(each, RenovationPlanned)][-1]
    assert (asked.plan, asked.amount_fen) == (2, 1_500_001)
    assert [(share.source, share.amount_fen) for share in asked.shares] == [("central", 1_400_000), ("county", 100_001)]


async def test_a_price_above_the_standard_changes_nothing(session, emitted):
    money = await lowered(session, 4_200_000)

    assert (money.promised_fen, money.plan) == (1_800_000, 1)
    assert len([each for each in await emitted(session) if isinstance(each, RenovationPlanned)]) == 1


async def test_without_a_promise_there_is_nothing_to_lower(session):
    renovation = await a_renovation(session, RenovationState.AGREED)

    assert await lower_house_money(session, renovation.id, by=TOWN_OFFICER, at=SIGNED) is None
