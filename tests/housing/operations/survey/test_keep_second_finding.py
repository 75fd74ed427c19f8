"""Two officers without a network look at one house: what the later one tells is kept beside the survey, which stands."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from services.housing.operations.survey.complete_survey import complete_survey
from services.housing.operations.survey.keep_second_finding import keep_second_finding
from services.housing.operations.survey.open_spot_survey import open_spot_survey
from services.housing.rules.second_finding import FindingKeptAlready, SurveyNotCompleted
from services.housing.rules.visit import PhotosNotFiled, VisitBeforeAsked
from services.housing.schemas.survey import CompleteSurvey, KeepSecondFinding, OpenSpotSurvey
from services.housing.tables import Survey
from shared.clock import CHINA
from shared.ids import uuid7
from tests.builders.houses import AT, COUNTY, JUNE_15, a_family, a_house
from tests.builders.housing import SOUND, UNSAFE

FALLING = SOUND | UNSAFE
SEEN_AT = datetime(2020, 6, 15, 15, 0, tzinfo=CHINA)
LATER = SEEN_AT + timedelta(hours=20)


@pytest.fixture
async def survey(session) -> Survey:
    family = await a_family(session)
    await a_house(session, family)
    asked = OpenSpotSurvey(household_id=family.id, origin="citizen", why="西山墙开裂")
    return await open_spot_survey(session, asked, by=COUNTY, on=JUNE_15, at=AT)


async def test_it_is_kept_with_its_own_grade_and_the_survey_stands(session, emitted, survey):
    await complete_survey(session, survey.id, CompleteSurvey(**SOUND), on=JUNE_15, by="村干部 王", at=AT)
    before = len(await emitted(session))
    place = {"latitude": "35.056123", "longitude": "118.342456", "accuracy_m": 12, "fixed_at": SEEN_AT}
    told = KeepSecondFinding(**FALLING, notes="东间屋面塌了一角", visited_at=SEEN_AT, position=place)

    kept = await keep_second_finding(session, survey.id, told, by="村干部 李", at=LATER)

    assert (kept.grade, kept.told_by, kept.notes, kept.fixed_at) == ("D", "村干部 李", "东间屋面塌了一角", SEEN_AT)
    assert (kept.latitude_e6, kept.accuracy_m, kept.region) == (35_056_123, 12, survey.region)
    assert (survey.grade, survey.completed_by, survey.parts) == ("A", "村干部 王", SOUND)
    assert len(await emitted(session)) == before


async def test_each_officer_tells_once_and_only_after_somebody_else_has(session, survey):
    with pytest.raises(SurveyNotCompleted):
        await keep_second_finding(session, survey.id, KeepSecondFinding(**SOUND), by="村干部 李", at=LATER)
    await complete_survey(session, survey.id, CompleteSurvey(**SOUND), on=JUNE_15, by="村干部 王", at=AT)

    await keep_second_finding(session, survey.id, KeepSecondFinding(**SOUND), by="村干部 李", at=LATER)
    await keep_second_finding(session, survey.id, KeepSecondFinding(**FALLING), by="镇村建办 赵", at=LATER)
    with pytest.raises(FindingKeptAlready):
        await keep_second_finding(session, survey.id, KeepSecondFinding(**FALLING), by="村干部 李", at=LATER)


async def test_it_answers_what_was_asked_with_photos_that_came(session, survey):
    await complete_survey(session, survey.id, CompleteSurvey(**SOUND), on=JUNE_15, by="村干部 王", at=AT)

    too_early = KeepSecondFinding(**SOUND, visited_at=SEEN_AT - timedelta(days=30))
    with pytest.raises(VisitBeforeAsked):
        await keep_second_finding(session, survey.id, too_early, by="村干部 李", at=LATER)
    with pytest.raises(PhotosNotFiled):
        await keep_second_finding(session, survey.id, KeepSecondFinding(**SOUND, photos=[uuid7()]), by="村干部 李", at=LATER)


async def test_nobody_changes_what_was_kept(session, survey):
    await complete_survey(session, survey.id, CompleteSurvey(**SOUND), on=JUNE_15, by="村干部 王", at=AT)
    await keep_second_finding(session, survey.id, KeepSecondFinding(**FALLING), by="村干部 李", at=LATER)

    with pytest.raises(DBAPIError):
        await session.execute(text("UPDATE second_finding SET grade = 'A'"))
