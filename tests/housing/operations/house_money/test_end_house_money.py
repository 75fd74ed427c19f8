"""A renovation that does not go on gives its money up; the house is promised no other until what was paid is back."""

from services.housing.operations.house_money.end_house_money import end_house_money
from services.housing.operations.house_money.note_stage import note_stage
from services.housing.rules.acceptance import SubsidyState
from services.housing.rules.house_money import MoneyState, StageState
from services.housing.rules.renovation import RenovationState
from services.housing.store.house_money import find_money_of_house
from shared.events.housing import RenovationUnplanned
from tests.builders.housing_money import a_held_promise, a_payment, a_place_that, a_promise, released, said, stages
from tests.builders.housing_renovation import a_renovation, on

DAY = on("2020-08-10")


async def test_what_was_only_promised_lies_free_and_the_house_may_be_promised_money_again(session, emitted):
    money = await a_promise(session)

    await end_house_money(session, money.renovation_id, at=DAY)
    await end_house_money(session, money.renovation_id, at=DAY)

    assert (money.state, money.held_fen) == (MoneyState.FREED, 0)
    assert await find_money_of_house(session, money.house_id, "housing") is None
    assert len([each for each in await emitted(session) if isinstance(each, RenovationUnplanned)]) == 1


async def test_what_a_stage_has_paid_is_to_be_decided_on_and_bars_the_house_until_it_is_back(session, tmp_path):
    with a_place_that(tmp_path):
        money = await a_held_promise(session, RenovationState.UNDER_WAY)
        [start] = await released(session, money)
        payment = a_payment()
        await note_stage(session, start.matter_id, said(SubsidyState.PAID, "2020-08-05", payment, amount_fen=5400_00))

        await end_house_money(session, money.renovation_id, at=DAY)
        assert (money.state, money.asked_back_fen) == (MoneyState.ENDED, 5400_00)
        assert await find_money_of_house(session, money.house_id, "housing") is not None
        assert (await stages(session, money.renovation_id))["structure"].state is StageState.NOTHING

        await note_stage(session, start.matter_id, said(SubsidyState.RETURNED, "2020-09-01", payment, amount_fen=5400_00))

    assert (money.state, money.asked_back_fen) == (MoneyState.FREED, 0)


async def test_a_part_that_is_paid_bars_the_house_though_the_rest_of_its_stage_came_back(session, tmp_path):
    with a_place_that(tmp_path):
        money = await a_held_promise(session, RenovationState.UNDER_WAY)
        [start] = await released(session, money)
        paid, back = a_payment(), a_payment()
        await note_stage(session, start.matter_id, said(SubsidyState.PAID, "2020-08-05", paid, amount_fen=1400_00))
        await note_stage(session, start.matter_id, said(SubsidyState.UNDERWAY, "2020-08-05", back, amount_fen=4000_00))
        await note_stage(session, start.matter_id, said(SubsidyState.WITHDRAWN, "2020-08-06", back))

        await end_house_money(session, money.renovation_id, at=DAY)
        assert (money.state, money.asked_back_fen) == (MoneyState.ENDED, 1400_00)

        await note_stage(session, start.matter_id, said(SubsidyState.RETURNED, "2020-09-01", paid))

    assert (money.state, money.asked_back_fen) == (MoneyState.FREED, 0)


async def test_what_the_bank_pays_after_the_end_is_said_to_funds_again(session, tmp_path, emitted):
    with a_place_that(tmp_path):
        money = await a_held_promise(session, RenovationState.UNDER_WAY)
        [start] = await released(session, money)
        payment = a_payment()
        await note_stage(session, start.matter_id, said(SubsidyState.UNDERWAY, "2020-08-05", payment, amount_fen=5400_00))
        await end_house_money(session, money.renovation_id, at=DAY)

        await note_stage(session, start.matter_id, said(SubsidyState.PAID, "2020-08-11", payment, amount_fen=5400_00))

    assert (money.state, money.asked_back_fen) == (MoneyState.ENDED, 5400_00)
    assert len([each for each in await emitted(session) if isinstance(each, RenovationUnplanned)]) == 2


async def test_where_nothing_was_promised_nothing_ends(session):
    renovation = await a_renovation(session, RenovationState.APPLIED)

    assert await end_house_money(session, renovation.id, at=DAY) is None
