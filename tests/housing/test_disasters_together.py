"""A disaster and everything else that concerns a house: cases, grades of before, renovations, whoever sees what."""

import asyncio
from datetime import date, timedelta

import pytest
from sqlmodel import select

from services.housing.operations.appraisal.sign_appraisal import sign_appraisal
from services.housing.operations.campaign.end_campaign import end_campaign
from services.housing.operations.household.follow_households import follow_households
from services.housing.operations.household.follow_people import follow_people
from services.housing.operations.occupancy.move_in import move_in
from services.housing.operations.renovation.apply_for_renovation import apply_for_renovation
from services.housing.operations.survey.cancel_survey import cancel_survey
from services.housing.operations.survey.complete_survey import complete_survey
from services.housing.operations.survey.open_safety_survey import open_safety_survey
from services.housing.operations.survey.open_spot_survey import open_spot_survey
from services.housing.operations.survey.reopen_survey import reopen_survey
from services.housing.rules.disaster import DisasterDeclaredAlready
from services.housing.rules.house import Grade, PhotoView
from services.housing.rules.paper import PaperAbout
from services.housing.rules.standing import standing
from services.housing.rules.survey import SurveyState
from services.housing.rules.visit import VisitBeforeDisaster
from services.housing.schemas.campaign import EndCampaign
from services.housing.schemas.occupancy import MoveIn
from services.housing.schemas.survey import CompleteSurvey, OpenSpotSurvey
from services.housing.store.disaster_board import list_struck, read_disaster_board
from services.housing.store.house import find_house_of
from services.housing.store.renovation_list import WantedRenovations, list_renovations, part_of
from services.housing.store.standing import list_found, list_held, list_signed
from services.housing.tables import Survey
from shared import database
from shared.events.housing import HouseGraded, SafetySurveyCompleted, SafetySurveyOpened
from shared.events.registry import CaseReopened, CaseRetracted
from tests.builders.houses import COUNTY, JUNE_1, JUNE_15, a_campaign, a_change, a_family, a_house, an_enrolment
from tests.builders.housing import SOUND, UNSAFE, a_detection
from tests.builders.housing_appraisals import NOTHING, SIGNER, a_signed_appraisal, an_appraiser, an_asked_appraisal, drafted
from tests.builders.housing_disasters import (
    DECLARED,
    DUE,
    HAPPENED,
    a_disaster,
    a_shelter,
    found_fallen,
    seen,
    sheltered,
    survey_of,
)
from tests.builders.housing_papers import with_papers
from tests.builders.housing_renovation import VILLAGER as RENOVATING_VILLAGER
from tests.builders.housing_renovation import a_renovation, an_application, on


def of(family, **changed):
    return a_detection(at=DECLARED + timedelta(hours=2)).model_copy(update={"household_id": family.id} | changed)


async def standing_of(session, house, on: date) -> Grade | None:
    found, signed = await list_found(session, house), await list_signed(session, house.id)
    counts = standing(found, signed, await list_held(session, house.id), on=on)
    return counts.grade if counts else None


async def test_a_case_that_opens_afterwards_waits_for_the_same_survey_and_hears_of_its_grade(session, emitted):
    family = await a_family(session)
    disaster = (await a_disaster(session)).disaster

    await open_safety_survey(session, [event := of(family)])

    [survey] = await session.exec(select(Survey).execution_options(populate_existing=True))
    assert (survey.case_id, survey.origin, survey.due_at) == (event.case_id, "disaster", DUE)
    opened = (await emitted(session))[-1]
    assert isinstance(opened, SafetySurveyOpened) and (opened.case_id, opened.survey_id) == (event.case_id, survey.id)
    await open_safety_survey(session, [event])
    assert len((await session.exec(select(Survey))).all()) == 1
    await found_fallen(session, disaster, family)
    heard = await emitted(session)
    [graded] = [event for event in heard if isinstance(event, HouseGraded)]
    [told] = [event for event in heard if isinstance(event, SafetySurveyCompleted)]
    assert (graded.origin, told.case_id, told.grade) == ("disaster", event.case_id, "D")


async def test_a_case_that_was_a_mistake_leaves_the_disaster_its_survey(session):
    before, after = await a_family(session), await a_family(session)
    await open_safety_survey(session, [first := of(before)])
    disaster = (await a_disaster(session)).disaster
    await open_safety_survey(session, [second := of(after)])

    for family, event in ((before, first), (after, second)):
        told = {"case_id": event.case_id, "household_id": family.id, "region": event.region}
        await cancel_survey(session, CaseRetracted(**told, withdrawn_at=DUE, unfinished=[]))
        survey = await survey_of(session, disaster, family.id)
        assert (survey.state, survey.case_id, survey.is_urgent) == (SurveyState.OPEN, None, True)


async def test_what_was_seen_before_does_not_say_safe_any_more_but_still_says_unsafe(session):
    safe, unsafe = await a_family(session), await a_family(session)
    houses = [await a_house(session, each) for each in (safe, unsafe)]
    for house, parts in zip(houses, (SOUND, SOUND | UNSAFE), strict=True):
        form = OpenSpotSurvey(house_id=house.id, origin="officer", why="走访")
        survey = await open_spot_survey(session, form, by=COUNTY, on=date(2019, 7, 1), at=HAPPENED - timedelta(days=40))
        await complete_survey(session, survey.id, CompleteSurvey.model_validate(parts), on=date(2019, 7, 1))

    disaster = (await a_disaster(session)).disaster

    before, after = date(2019, 8, 9), date(2019, 8, 11)
    assert [await standing_of(session, house, before) for house in houses] == ["A", "D"]
    assert [await standing_of(session, house, after) for house in houses] == [None, "D"]
    await seen(session, disaster, safe)
    assert await standing_of(session, houses[0], after) == "A"


async def test_an_appraisal_that_said_safe_is_voided_and_one_that_said_danger_stands(session):
    families = [await a_family(session), await a_family(session)]
    houses = [await a_house(session, each) for each in families]
    appraiser, on = await an_appraiser(session), date(2020, 6, 10)
    safe = await a_signed_appraisal(session, appraiser, house=houses[0], on=on, signs=NOTHING)
    unsafe = await a_signed_appraisal(session, appraiser, house=houses[1], on=on)

    happened = HAPPENED.replace(year=2020, month=6, day=13)
    await a_disaster(session, happened_at=happened, at=happened + timedelta(hours=1))

    for each in (safe, unsafe):
        await session.refresh(each)
    assert [(each.grade, each.voided_on) for each in (safe, unsafe)] == [("A", date(2020, 6, 13)), ("C", None)]
    assert [await standing_of(session, house, date(2020, 6, 14)) for house in houses] == [None, "C"]


async def test_what_was_seen_before_and_signed_afterwards_does_not_say_safe_either(session):
    house = await a_house(session, await a_family(session))
    happened = HAPPENED.replace(year=2020, month=6, day=8)
    await a_disaster(session, happened_at=happened, at=happened + timedelta(hours=1))

    asked = await an_asked_appraisal(session, house=house, on=date(2020, 6, 4))
    seen_before = {"visited_on": date(2020, 6, 5), "signs": NOTHING}
    await drafted(session, asked, await an_appraiser(session), on=date(2020, 6, 10), **seen_before)
    signed = await sign_appraisal(session, asked.id, by=SIGNER, on=date(2020, 6, 10))
    assert (signed.grade, signed.voided_on) == ("A", None)

    assert await standing_of(session, house, date(2020, 6, 11)) is None


async def test_both_households_of_a_house_are_told_of_and_a_campaign_that_ends_leaves_the_disaster_s_survey(session, emitted):
    first, second = await a_family(session), await a_family(session)
    house = await a_house(session, first)
    await move_in(session, house.id, MoveIn(household_id=second.id, since_on=date(2018, 1, 1)), by=COUNTY, on=JUNE_1)
    campaign = await a_campaign(session)
    disaster = (await a_disaster(session)).disaster

    await end_campaign(session, campaign.id, EndCampaign(reason="转入灾情排查"), by=COUNTY, on=JUNE_15)
    survey = await found_fallen(session, disaster, first)

    graded = [each for each in await emitted(session) if isinstance(each, HouseGraded)]
    assert {each.household_id for each in graded} == {first.id, second.id}
    assert len({each.source_id for each in graded}) == 2 and survey.campaign_id == campaign.id


async def test_a_case_taken_up_again_has_the_house_looked_at_again_ahead_while_the_disaster_runs(session):
    family = await a_family(session)
    await open_safety_survey(session, [event := of(family)])
    disaster = (await a_disaster(session)).disaster
    await seen(session, disaster, family)

    told = {"case_id": event.case_id, "household_id": family.id, "region": event.region}
    again = CaseReopened(**told, reopened_at=DUE, needs=["housing-survey"], round=2)
    survey = await reopen_survey(session, again)

    assert survey and (survey.state, survey.is_urgent, survey.due_at, survey.completed_at) == ("open", True, None, None)


async def test_one_of_two_households_that_leaves_the_register_does_not_call_the_other_s_survey_off(session):
    first, second = await a_family(session), await a_family(session)
    house = await a_house(session, first)
    await move_in(session, house.id, MoveIn(household_id=second.id, since_on=date(2018, 1, 1)), by=COUNTY, on=JUNE_1)
    disaster = (await a_disaster(session)).disaster
    owner = (await survey_of(session, disaster, first.id)).household_id
    other = second if owner == first.id else first

    await follow_households(session, [a_change(owner, revision=2, state="cancelled", kind="cancelled")])
    assert (await survey_of(session, disaster, other.id)).state == SurveyState.OPEN
    await follow_households(session, [a_change(other.id, revision=2, state="cancelled", kind="cancelled")])
    assert (await survey_of(session, disaster, other.id)).state == SurveyState.OPEN  # the owner's, already away
    assert await find_house_of(session, other.id) is None


async def test_tonight_are_those_whose_house_fell_or_stood_as_d_before_and_who_have_no_place(session):
    fallen, known, sound, housed = [await a_family(session) for _ in range(4)]
    house = await a_house(session, known)
    form = OpenSpotSurvey(house_id=house.id, origin="officer", why="走访")
    survey = await open_spot_survey(session, form, by=COUNTY, on=date(2019, 7, 1), at=HAPPENED - timedelta(days=40))
    await complete_survey(session, survey.id, CompleteSurvey.model_validate(SOUND | UNSAFE), on=date(2019, 7, 1))
    disaster = (await a_disaster(session)).disaster
    await found_fallen(session, disaster, fallen)
    await found_fallen(session, disaster, housed)
    await seen(session, disaster, sound)
    await sheltered(session, disaster, housed.id, await a_shelter(session), persons=2)

    tonight = await list_struck(session, disaster, region="371311", which="tonight", at=DUE, after=None, limit=10)
    assert {one.household_id for one in tonight} == {fallen.id, known.id}
    [line] = await read_disaster_board(session, disaster, region="371311", at=DUE + timedelta(minutes=1))
    assert (line.households, line.surveyed, line.survey_overdue, line.graded) == (4, 3, 1, 1)
    assert (line.grade_a, line.grade_d, line.must_leave, line.sheltered, line.persons, line.tonight) == (1, 2, 3, 1, 2, 2)
    later = await read_disaster_board(session, disaster, region="371311", at=DUE + timedelta(hours=12, minutes=1))
    assert (line.shelter_overdue, later[0].shelter_overdue) == (1, 2)  # the ledger's D since the command, the fallen since DUE


async def test_a_struck_house_s_renovation_comes_before_every_other(session):
    first, struck = await a_renovation(session), await a_renovation(session)
    await follow_people(session, [an_enrolment(struck.household_id)])
    await follow_households(session, [a_change(struck.household_id)])
    happened = HAPPENED.replace(year=2020, month=6, day=20)
    await a_disaster(session, happened_at=happened, at=happened + timedelta(hours=1))

    for each in (first, struck):
        await session.refresh(each)
    assert (first.is_urgent, struck.is_urgent) == (False, True)
    ahead, behind = await list_renovations(session, WantedRenovations(), after=None, limit=1)
    assert (ahead.id, behind.id) == (struck.id, first.id)
    assert await list_renovations(session, WantedRenovations(), after=(part_of(ahead), ahead.id), limit=1) == [behind]
    assert await list_renovations(session, WantedRenovations(), after=(part_of(behind), behind.id), limit=1) == []


async def test_a_renovation_that_is_applied_for_after_a_disaster_s_survey_is_urgent_from_the_start(session):
    family = await a_family(session)
    happened = HAPPENED.replace(year=2020, month=6, day=1)
    disaster = (await a_disaster(session, happened_at=happened, at=happened + timedelta(hours=1))).disaster
    survey = await found_fallen(session, disaster, family, at=happened + timedelta(hours=20))

    await with_papers(session, PaperAbout.SURVEY, survey.id, survey.region, PhotoView)

    form = an_application(survey.id, groups=None, persons=None)
    renovation = await apply_for_renovation(session, form, by=RENOVATING_VILLAGER, at=on("2020-06-05"))
    assert renovation.is_urgent


async def test_what_a_telephone_saw_hours_before_the_disaster_is_no_survey_after_it(session):
    family = await a_family(session)
    disaster = (await a_disaster(session)).disaster
    survey = await survey_of(session, disaster, family.id)
    for hours, is_taken in ((-3, False), (5, True)):
        visit = SOUND | {"visited_at": (HAPPENED + timedelta(hours=hours)).isoformat()}
        form = CompleteSurvey.model_validate(visit)
        if is_taken:
            await complete_survey(session, survey.id, form, on=date(2019, 8, 11))
        else:
            with pytest.raises(VisitBeforeDisaster):
                await complete_survey(session, survey.id, form, on=date(2019, 8, 11))

    assert survey.grade == "A"


async def test_two_officers_who_declare_the_same_typhoon_at_once_declare_it_once(session, sessions):
    for _ in range(3):
        await a_family(session)
    await session.commit()

    async def declares() -> bool:
        async with sessions() as own:
            await database.set_scope(own, database.the_platform("test", "test"))
            try:
                await a_disaster(own)
                await own.commit()
            except DisasterDeclaredAlready:
                return False
            return True

    assert sorted(await asyncio.gather(declares(), declares())) == [False, True]
    await database.set_scope(session, database.the_platform("test", "test"))
    assert len((await session.exec(select(Survey))).all()) == 3
