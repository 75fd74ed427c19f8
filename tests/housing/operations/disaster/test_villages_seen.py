"""A village is told of as seen once its last struck house is, and as left when the disaster ends before."""

from datetime import timedelta

from services.housing.operations.disaster.end_disaster import end_disaster
from services.housing.operations.survey.spare_survey import spare_survey
from services.housing.schemas.disaster import EndDisaster
from services.housing.schemas.survey import SpareSurvey
from shared.events.housing import DisasterEnded, EmergencySurveysClosed
from tests.builders.houses import a_family
from tests.builders.housing import VILLAGE
from tests.builders.housing_disasters import DUE, OFFICER, a_disaster, seen, survey_of

OTHER = "371311001002"


async def _closed(emitted, session):
    return [event for event in await emitted(session) if isinstance(event, EmergencySurveysClosed)]


async def test_the_last_house_of_a_village_ends_its_surveys_and_no_other_village_s(session, emitted):
    first, last, _ = await a_family(session), await a_family(session), await a_family(session, village=OTHER)
    disaster = (await a_disaster(session)).disaster

    await seen(session, disaster, first)
    assert await _closed(emitted, session) == []
    await seen(session, disaster, last)

    [told] = await _closed(emitted, session)
    assert (told.disaster_id, told.region, told.households, told.seen) == (disaster.id, VILLAGE, 2, 2)


async def test_a_house_that_nobody_has_to_look_at_counts_as_no_longer_open_but_not_as_seen(session, emitted):
    first, last = await a_family(session), await a_family(session)
    disaster = (await a_disaster(session)).disaster
    await seen(session, disaster, first)
    survey = await survey_of(session, disaster, last.id)

    await spare_survey(session, survey.id, SpareSurvey(why="全家外出，房屋已封存"), by=OFFICER, on=DUE.date())

    [told] = await _closed(emitted, session)
    assert (told.households, told.seen) == (2, 1)


async def test_the_end_of_a_disaster_ends_what_was_left_and_is_told_last(session, emitted):
    first, _, far = await a_family(session), await a_family(session), await a_family(session, village=OTHER)
    disaster = (await a_disaster(session)).disaster
    await seen(session, disaster, first)
    await seen(session, disaster, far)

    over = DUE + timedelta(days=5)
    await end_disaster(session, disaster.id, EndDisaster(reason="一户外出未归"), by=OFFICER, at=over)

    told = await emitted(session)
    assert [(event.region, event.seen) for event in await _closed(emitted, session)] == [(OTHER, 1), (VILLAGE, 1)]
    assert isinstance(told[-1], DisasterEnded)
