from datetime import date

import pytest

from services.housing.operations.grade_dispute.withdraw_dispute import withdraw_dispute
from services.housing.operations.renovation.review_renovation import review_renovation
from services.housing.rules.acceptance import GradeChanged
from services.housing.rules.renovation import AnotherLevelNext, NoticeNotStood, RenovationState, VotesDoNotCarry
from services.housing.rules.standing import HouseGradeHeld
from services.housing.schemas.grade_dispute import WithdrawDispute
from services.housing.store.house import get_house
from services.housing.store.renovation import list_events
from shared.events.housing import RenovationAgreed, RenovationEnded
from tests.builders.housing import TOWN, VILLAGE
from tests.builders.housing_appraisals import MOST_DANGEROUS, WHOLE, a_dispute, a_signed_appraisal, an_appraiser
from tests.builders.housing_renovation import COUNTY_OFFICER, TOWN_OFFICER, VILLAGER, a_renovation, an_opinion, on


async def _review(session, renovation, by, day, **changed):
    return await review_renovation(session, renovation.id, an_opinion(by.role, **changed), by=by, at=on(day))


async def test_the_village_agrees_with_its_votes_and_has_it_shown(session, emitted):
    renovation = await a_renovation(session)

    await _review(session, renovation, VILLAGER, "2020-06-08")

    [line] = [each for each in await list_events(session, renovation.id) if each.act == "agreed-to"]
    assert (renovation.state, line.present, line.agreed) == (RenovationState.VILLAGE_AGREED, 21, 19)
    [shown] = [each for each in await emitted(session) if isinstance(each, RenovationAgreed)]
    assert (shown.matter_id, shown.region, shown.days, shown.says) == (line.id, VILLAGE, 7, "D级危房，拆除重建")
    assert shown.number == renovation.number


async def test_the_town_waits_until_the_villages_notice_has_stood(session):
    renovation = await a_renovation(session)
    await _review(session, renovation, VILLAGER, "2020-06-08")

    with pytest.raises(NoticeNotStood):
        await _review(session, renovation, TOWN_OFFICER, "2020-06-09")


async def test_the_town_shows_it_in_the_town(session, emitted):
    renovation = await a_renovation(session, RenovationState.VILLAGE_AGREED)

    await _review(session, renovation, TOWN_OFFICER, "2020-06-17")

    shown = [each for each in await emitted(session) if isinstance(each, RenovationAgreed)][-1]
    assert (shown.region, shown.level, shown.days) == (TOWN, "town", 7)


async def test_nobody_decides_out_of_turn(session):
    renovation = await a_renovation(session)

    for by in (TOWN_OFFICER, COUNTY_OFFICER):
        with pytest.raises(AnotherLevelNext):
            await _review(session, renovation, by, "2020-06-08")
        with pytest.raises(AnotherLevelNext):
            await _review(session, renovation, by, "2020-06-08", is_agreed=False)


async def test_a_village_that_does_not_carry_it_refuses_with_its_reason(session, emitted):
    renovation = await a_renovation(session)
    with pytest.raises(VotesDoNotCarry):
        await _review(session, renovation, VILLAGER, "2020-06-08", agreed=10)

    await _review(session, renovation, VILLAGER, "2020-06-08", is_agreed=False, agreed=10, said="长期不在村居住")

    assert renovation.state is RenovationState.REFUSED
    [ended] = [each for each in await emitted(session) if isinstance(each, RenovationEnded)]
    assert (ended.ended_as, ended.matter_id) == ("refused", None)


async def test_a_town_refuses_and_what_is_still_shown_ends(session, emitted):
    renovation = await a_renovation(session)
    await _review(session, renovation, VILLAGER, "2020-06-08")
    shown_for = renovation.notice_for

    await _review(session, renovation, TOWN_OFFICER, "2020-06-09", is_agreed=False, said="经核实另有住房")

    [ended] = [each for each in await emitted(session) if isinstance(each, RenovationEnded)]
    assert ended.matter_id == shown_for


async def _disputed(session, renovation):
    """The house was appraised as D, and its household disputes it."""
    house = await get_house(session, renovation.house_id)
    appraisal = await a_signed_appraisal(session, await an_appraiser(session), signs=WHOLE, counts=MOST_DANGEROUS, house=house)
    assert appraisal.grade == renovation.grade
    return appraisal


async def test_what_is_disputed_is_not_agreed_to_and_goes_on_once_it_is_settled(session):
    renovation = await a_renovation(session)
    appraisal = await _disputed(session, renovation)
    dispute = await a_dispute(session, appraisal)

    with pytest.raises(HouseGradeHeld):
        await _review(session, renovation, VILLAGER, "2020-06-20")
    await withdraw_dispute(session, dispute.id, WithdrawDispute(why="户主不再异议"), by=VILLAGER, on=date(2020, 6, 21))
    await _review(session, renovation, VILLAGER, "2020-06-22")

    assert renovation.state is RenovationState.VILLAGE_AGREED


async def test_a_house_that_was_appraised_otherwise_since_is_applied_for_anew(session):
    renovation = await a_renovation(session)
    house = await get_house(session, renovation.house_id)
    await a_signed_appraisal(session, await an_appraiser(session), house=house)

    with pytest.raises(GradeChanged) as refused:
        await _review(session, renovation, VILLAGER, "2020-06-20")
    assert refused.value.facts == {"grade": "C", "applied_grade": "D"}
    await _review(session, renovation, VILLAGER, "2020-06-20", is_agreed=False, said="鉴定为 C 级，按 C 级重新申请")
    assert renovation.state is RenovationState.REFUSED


async def test_an_appraisal_that_is_no_longer_valid_leaves_what_the_survey_found(session):
    renovation = await a_renovation(session)
    house = await get_house(session, renovation.house_id)
    await a_signed_appraisal(session, await an_appraiser(session), house=house)

    await _review(session, renovation, VILLAGER, "2024-06-20")

    assert renovation.state is RenovationState.VILLAGE_AGREED
