"""What was seen becomes a grade with reasons, once."""

from datetime import date

import pytest
from sqlmodel import col, select

from services.housing.operations.house.demolish_house import demolish_house
from services.housing.operations.paper.file_paper import file_paper
from services.housing.operations.paper.withdraw_paper import withdraw_paper
from services.housing.operations.survey.complete_survey import complete_survey
from services.housing.operations.survey.open_spot_survey import open_spot_survey
from services.housing.rules.dwelling import HouseGone
from services.housing.rules.house import Grade
from services.housing.rules.paper import PaperAbout
from services.housing.rules.survey import NoSuchSurvey, SurveyAlreadyCompleted, SurveyState
from services.housing.rules.visit import PhotosNotFiled
from services.housing.schemas.house import DemolishHouse
from services.housing.schemas.paper import FilePaper
from services.housing.schemas.survey import CompleteSurvey, OpenSpotSurvey
from services.housing.tables import Hazard, House, Paper, Survey
from shared.events.housing import HouseGraded, SafetySurveyCompleted
from shared.filing.forms import WithdrawPaper
from shared.ids import uuid7
from tests.builders.houses import AT, COUNTY, JUNE_15, a_campaign, a_family, a_house
from tests.builders.housing import SOUND, UNSAFE, VILLAGE, a_detection, an_accepted_house
from tests.shared.test_papers import a_photo


@pytest.fixture
async def survey(session, deliver) -> Survey:
    await deliver(a_detection())
    return (await session.exec(select(Survey))).one()


@pytest.mark.parametrize(
    ("seen", "grade", "needs_shelter", "needs_follow_up"),
    [
        ({}, Grade.A, False, False),
        ({"roof": "flawed"}, Grade.B, False, False),
        ({"roof": "failing"}, Grade.C, False, True),
        ({"roof": "failing", "walls": "failing"}, Grade.D, True, True),
    ],
)
async def test_what_was_seen_is_kept_graded_and_told(session, emitted, survey, seen, grade, needs_shelter, needs_follow_up):
    await complete_survey(session, survey.id, CompleteSurvey(**SOUND | seen), on=date(2020, 6, 4))

    assert (survey.state, survey.completed_on, survey.is_late) == (SurveyState.COMPLETED, date(2020, 6, 4), False)
    assert (survey.grade, survey.needs_shelter, survey.needs_follow_up) == (grade, needs_shelter, needs_follow_up)
    assert survey.parts == SOUND | seen
    assert survey.reasons[-1].startswith(f"{grade}级：")
    told = (await emitted(session))[-1]
    assert isinstance(told, SafetySurveyCompleted)
    assert (told.case_id, told.survey_id, told.region, told.grade, told.completed_on) == (
        survey.case_id,
        survey.id,
        VILLAGE,
        grade,
        date(2020, 6, 4),
    )


async def test_a_survey_after_its_day_is_late(session, survey):
    await complete_survey(session, survey.id, CompleteSurvey(**SOUND), on=date(2020, 6, 5))

    assert survey.is_late


async def test_a_result_is_not_replaced_and_a_stranger_has_none(session, survey):
    await complete_survey(session, survey.id, CompleteSurvey(**SOUND), on=date(2020, 6, 4))
    await session.flush()

    with pytest.raises(SurveyAlreadyCompleted):
        await complete_survey(session, survey.id, CompleteSurvey(**SOUND | {"roof": "failed"}), on=date(2020, 6, 4))
    with pytest.raises(NoSuchSurvey):
        await complete_survey(session, uuid7(), CompleteSurvey(**SOUND), on=date(2020, 6, 4))
    assert survey.grade is Grade.A


async def test_the_house_that_was_looked_at_is_known_from_then_on_and_an_unsafe_one_stands_in_the_ledger(session, survey):
    form = CompleteSurvey.model_validate(SOUND | {"roof": "failing", "position": {"latitude": "35.05", "longitude": "118.34"}})

    await complete_survey(session, survey.id, form, on=date(2020, 6, 4), by="村干部 李")

    [house], [listed] = await session.exec(select(House)), await session.exec(select(Hazard))
    assert (survey.house_id, survey.completed_by) == (house.id, "村干部 李")
    assert (house.latitude_e6, survey.longitude_e6) == (35_050_000, 118_340_000)
    assert (listed.house_id, listed.household_id, listed.survey_id) == (house.id, survey.household_id, survey.id)
    assert (listed.grade, listed.listed_on, listed.struck_on) == (Grade.C, date(2020, 6, 4), None)


async def test_a_sound_house_is_in_no_ledger(session, survey):
    await complete_survey(session, survey.id, CompleteSurvey(**SOUND), on=date(2020, 6, 4))

    assert (await session.exec(select(Hazard))).all() == []


async def test_of_a_campaign_the_grade_is_told_and_no_case_s_survey(session, emitted):
    family = await a_family(session)
    await a_campaign(session)
    [survey] = await session.exec(select(Survey))

    await complete_survey(session, survey.id, CompleteSurvey(**SOUND | UNSAFE), on=JUNE_15)

    [told] = [each for each in await emitted(session) if isinstance(each, HouseGraded)]
    assert (told.house_id, told.household_id, told.source_id) == (survey.house_id, family.id, survey.id)
    assert (told.grade, told.origin, told.graded_on) == ("D", "campaign", JUNE_15)
    assert not [event for event in await emitted(session) if isinstance(event, SafetySurveyCompleted)]


async def test_a_house_stands_in_the_ledger_once_with_the_grade_that_was_found_last(session):
    family = await a_family(session)
    house = await a_house(session, family)
    for kind, seen in (("census", {"roof": "failing"}), ("after-disaster", UNSAFE), ("winter", {})):
        campaign = await a_campaign(session, kind)
        [survey] = await session.exec(select(Survey).where(Survey.campaign_id == campaign.id))
        await complete_survey(session, survey.id, CompleteSurvey(**SOUND | seen), on=JUNE_15)

    [listed] = await session.exec(select(Hazard))
    assert (listed.house_id, listed.grade, listed.struck_on) == (house.id, Grade.D, None)


async def test_another_house_than_the_household_s_may_have_been_looked_at(session):
    await a_house(session, await a_family(session))
    other = await a_house(session)
    await a_campaign(session)
    [survey] = await session.exec(select(Survey))

    await complete_survey(session, survey.id, CompleteSurvey(**SOUND, house_id=other.id), on=JUNE_15)

    assert survey.house_id == other.id
    with pytest.raises(HouseGone):
        await demolish_house(session, other.id, DemolishHouse(gone_on=JUNE_15, why="倒塌"), by=COUNTY, on=JUNE_15)
        campaign = await a_campaign(session, "winter")
        [next_one] = await session.exec(select(Survey).where(Survey.campaign_id == campaign.id))
        await complete_survey(session, next_one.id, CompleteSurvey(**SOUND, house_id=other.id), on=JUNE_15)


async def test_what_is_told_days_later_counts_from_the_day_of_the_visit(session, emitted, survey):
    seen = SOUND | {"roof": "failing", "visited_at": "2020-06-04T17:30:00+08:00", "notes": "屋脊下沉"}
    at = {"position": {"latitude": "35.05", "longitude": "118.34", "accuracy_m": 9}}

    await complete_survey(session, survey.id, CompleteSurvey.model_validate(seen | at), on=date(2020, 6, 8))

    [listed] = await session.exec(select(Hazard))
    graded, completed = (await emitted(session))[-2:]
    assert (survey.is_late, survey.completed_on, survey.notes, survey.accuracy_m) == (False, date(2020, 6, 8), "屋脊下沉", 9)
    assert listed.graded_on == graded.graded_on == completed.completed_on == date(2020, 6, 4)


@pytest.mark.parametrize(("visited_on", "stands_again"), [("2020-09-05", False), ("2020-09-22", True)])
async def test_what_was_seen_before_a_house_was_made_safe_lists_it_no_more(session, visited_on, stands_again):
    accepted = await an_accepted_house(session)
    asked = OpenSpotSurvey(house_id=accepted.house_id, origin="officer", why="汛期走访")
    late = await open_spot_survey(session, asked, by=COUNTY, on=date(2020, 9, 1), at=AT)
    seen = SOUND | UNSAFE | {"visited_at": f"{visited_on}T10:00:00+08:00"}

    await complete_survey(session, late.id, CompleteSurvey.model_validate(seen), on=date(2020, 9, 25))

    standing = await session.exec(select(Hazard).where(col(Hazard.struck_on).is_(None)))
    assert bool(standing.all()) is stands_again


async def test_photos_that_are_named_have_come_to_this_survey_and_were_not_withdrawn(session, survey):
    kept, withdrawn = [
        await a_filed_photo(session, survey, view, a_photo(turned)) for view, turned in (("front", 1), ("roof", 6))
    ]
    await withdraw_paper(session, withdrawn.id, WithdrawPaper(reason="拍错了"), by=COUNTY, at=AT)

    with pytest.raises(PhotosNotFiled):
        form = CompleteSurvey.model_validate(SOUND | {"photos": [kept.id, withdrawn.id]})
        await complete_survey(session, survey.id, form, on=date(2020, 6, 4))
    await complete_survey(session, survey.id, CompleteSurvey.model_validate(SOUND | {"photos": [kept.id]}), on=date(2020, 6, 4))

    assert survey.state is SurveyState.COMPLETED


async def a_filed_photo(session, survey, view: str, content: bytes) -> Paper:
    form = FilePaper(about=PaperAbout.SURVEY, about_id=survey.id, title=view, kind=view)
    return await file_paper(session, form, content, by=COUNTY, at=AT)
