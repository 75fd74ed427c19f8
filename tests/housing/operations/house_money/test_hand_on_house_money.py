"""What was promised follows whoever goes on with the house: nothing is paid in the name of the dead."""

from services.housing.operations.house_money.hand_on_house_money import hand_on_house_money
from services.housing.rules.renovation import RenovationState
from shared.events.housing import HouseStageReleased, RenovationPlanned
from shared.ids import uuid7
from tests.builders.housing_money import KEPT_BACK, a_held_promise, a_place_that, released, renovation_of, stages
from tests.builders.housing_renovation import TOWN_OFFICER, a_renovation, an_accepted_renovation, on

LATER = on("2020-08-05")


async def _handed_on(session, money, **changed):
    renovation = await renovation_of(session, money)
    for name, value in changed.items():
        setattr(renovation, name, value)
    await session.flush()
    return await hand_on_house_money(session, money.renovation_id, by=TOWN_OFFICER, at=LATER)


async def test_a_stage_that_comes_due_is_paid_to_the_household_that_goes_on(session, tmp_path, emitted):
    heir = uuid7()
    with a_place_that(tmp_path):
        money = await a_held_promise(session, RenovationState.UNDER_WAY)
        await _handed_on(session, money, household_id=heir)
        await released(session, money)

    [asked] = [each for each in await emitted(session) if isinstance(each, HouseStageReleased)]
    assert asked.household_id == heir
    [*_, planned] = [each for each in await emitted(session) if isinstance(each, RenovationPlanned)]
    assert (planned.household_id, planned.plan, planned.amount_fen) == (heir, 2, 1_800_000)


async def test_another_standard_is_held_anew_and_parted_among_what_is_not_asked_for(session, tmp_path):
    with a_place_that(tmp_path):
        money = await a_held_promise(session, RenovationState.UNDER_WAY)
        await released(session, money)
        await _handed_on(session, money, standard_fen=1_900_000)

    told = await stages(session, money.renovation_id)
    assert (money.promised_fen, [share["amount_fen"] for share in money.shares]) == (1_900_000, [1_400_000, 500_000])
    assert told["start"].amount_fen == 540_000
    assert sum(stage.amount_fen for stage in told.values()) == 1_900_000


async def test_the_price_of_the_agreement_stays_a_limit(session, tmp_path):
    with a_place_that(tmp_path):
        money = await a_held_promise(session)
        await _handed_on(session, money, standard_fen=1_900_000, planned_cost_fen=1_850_000)

    assert money.promised_fen == 1_850_000


async def test_what_is_kept_back_for_quality_goes_to_the_heir_too(session, tmp_path):
    heir = uuid7()
    with a_place_that(tmp_path, pays=KEPT_BACK):
        money = await a_held_promise(session, RenovationState.FINISHED)
        await an_accepted_renovation(session, await renovation_of(session, money))
        before = {code: stage.amount_fen for code, stage in (await stages(session, money.renovation_id)).items()}
        await _handed_on(session, money, household_id=heir)

    assert money.household_id == heir
    assert {code: stage.amount_fen for code, stage in (await stages(session, money.renovation_id)).items()} == before


async def test_where_nothing_is_another_and_nothing_promised_nobody_is_told(session, emitted):
    money = await a_held_promise(session)
    await _handed_on(session, money)
    assert len([each for each in await emitted(session) if isinstance(each, RenovationPlanned)]) == 1


async def test_without_a_promise_there_is_nothing_to_hand_on(session):
    renovation = await a_renovation(session, RenovationState.AGREED)
    assert await hand_on_house_money(session, renovation.id, by=TOWN_OFFICER, at=LATER) is None
