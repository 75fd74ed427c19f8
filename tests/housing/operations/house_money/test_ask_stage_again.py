"""A stage that funds withdrew is asked for once more, as a matter of its own, and only then."""

import pytest

from services.housing.operations.house_money.ask_stage_again import ask_stage_again
from services.housing.operations.house_money.note_stage import note_stage
from services.housing.rules.acceptance import SubsidyState
from services.housing.rules.house_money import NoHouseMoney, NoSuchStage, StageNotBack, StageState
from services.housing.rules.renovation import RenovationState
from services.housing.store.house_money import list_paid
from shared.events.housing import HouseStageReleased
from tests.builders.housing_money import a_held_promise, a_payment, a_place_that, released, said
from tests.builders.housing_renovation import COUNTY_OFFICER, a_renovation, on

DAY = on("2020-08-20")


async def test_what_was_withdrawn_is_asked_for_anew_and_the_old_matter_is_no_news(session, tmp_path, emitted):
    with a_place_that(tmp_path):
        money = await a_held_promise(session, RenovationState.UNDER_WAY)
        [start] = await released(session, money)
        first, payment = start.matter_id, a_payment()
        with pytest.raises(StageNotBack):
            await ask_stage_again(session, money.renovation_id, "start", by=COUNTY_OFFICER, at=DAY)
        await note_stage(session, first, said(SubsidyState.WITHDRAWN, "2020-08-06", payment))

        await ask_stage_again(session, money.renovation_id, "start", by=COUNTY_OFFICER, at=DAY)
        assert (start.state, start.payments) == (StageState.REQUESTED, {})
        assert await note_stage(session, first, said(SubsidyState.PAID, "2020-08-21", payment)) is None

    told = [each for each in await emitted(session) if isinstance(each, HouseStageReleased)]
    assert [each.amount_fen for each in told] == [5400_00, 5400_00]
    assert told[1].matter_id == start.matter_id != first


async def test_of_a_stage_that_two_payments_bring_only_the_part_that_came_back_is_asked_for(session, tmp_path, emitted):
    with a_place_that(tmp_path):
        money = await a_held_promise(session, RenovationState.UNDER_WAY)
        [start] = await released(session, money)
        first, kept, back = start.matter_id, a_payment(), a_payment()
        await note_stage(session, first, said(SubsidyState.PAID, "2020-08-05", kept, amount_fen=1400_00))
        await note_stage(session, first, said(SubsidyState.UNDERWAY, "2020-08-05", back, amount_fen=4000_00))
        await note_stage(session, first, said(SubsidyState.WITHDRAWN, "2020-08-06", back))

        await ask_stage_again(session, money.renovation_id, "start", by=COUNTY_OFFICER, at=DAY)
        again, anew = start.matter_id, a_payment()
        await note_stage(session, again, said(SubsidyState.WAITING, "2020-08-21", code="payee-missing"))
        assert (start.state, start.code_said) == (StageState.WAITING, "payee-missing")
        await note_stage(session, again, said(SubsidyState.UNDERWAY, "2020-08-22", anew, amount_fen=4000_00))
        await note_stage(session, again, said(SubsidyState.PAID, "2020-08-23", anew, amount_fen=4000_00))

    told = [each for each in await emitted(session) if isinstance(each, HouseStageReleased)]
    assert [each.amount_fen for each in told] == [5400_00, 4000_00]
    assert (start.state, start.code_said) == (StageState.PAID, "")
    assert await list_paid(session, [money.renovation_id]) == {money.renovation_id: (5400_00, [start.title])}


async def test_a_part_that_was_kept_comes_back_later_and_is_asked_for_by_itself(session, tmp_path, emitted):
    with a_place_that(tmp_path):
        money = await a_held_promise(session, RenovationState.UNDER_WAY)
        [start] = await released(session, money)
        first, kept, back, anew = start.matter_id, a_payment(), a_payment(), a_payment()
        await note_stage(session, first, said(SubsidyState.PAID, "2020-08-05", kept, amount_fen=1400_00))
        await note_stage(session, first, said(SubsidyState.UNDERWAY, "2020-08-05", back, amount_fen=4000_00))
        await note_stage(session, first, said(SubsidyState.WITHDRAWN, "2020-08-06", back))
        await ask_stage_again(session, money.renovation_id, "start", by=COUNTY_OFFICER, at=DAY)

        await note_stage(session, first, said(SubsidyState.RETURNED, "2020-08-21", kept))
        assert start.state is StageState.REQUESTED
        await note_stage(session, start.matter_id, said(SubsidyState.UNDERWAY, "2020-08-22", anew, amount_fen=4000_00))
        assert start.state is StageState.RETURNED
        await ask_stage_again(session, money.renovation_id, "start", by=COUNTY_OFFICER, at=on("2020-08-24"))

    told = [each for each in await emitted(session) if isinstance(each, HouseStageReleased)]
    assert [each.amount_fen for each in told] == [5400_00, 4000_00, 1400_00]


async def test_neither_a_stage_that_is_not_there_nor_a_renovation_without_money(session):
    money = await a_held_promise(session)
    with pytest.raises(NoSuchStage):
        await ask_stage_again(session, money.renovation_id, "start", by=COUNTY_OFFICER, at=DAY)


async def test_without_a_promise_there_is_nothing_to_ask_for(session):
    renovation = await a_renovation(session, RenovationState.AGREED)
    with pytest.raises(NoHouseMoney):
        await ask_stage_again(session, renovation.id, "acceptance", by=COUNTY_OFFICER, at=DAY)
