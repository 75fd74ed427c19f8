"""What housing does when a household falls into need: once, whatever the bus does."""

import asyncio
from datetime import date

from sqlmodel import select

from services.housing.rules.survey import SurveyState
from services.housing.tables import Survey
from shared.events.housing import SafetySurveyOpened
from tests.builders.housing import VILLAGE, a_detection


async def test_a_detection_opens_a_survey_and_tells(session, deliver, emitted):
    event = a_detection()

    [delivery] = await deliver(event)

    assert delivery.settled == ["ack"]
    survey = (await session.exec(select(Survey))).one()
    assert (survey.case_id, survey.state, survey.due_on) == (event.case_id, SurveyState.OPEN, date(2020, 6, 4))
    [opened] = await emitted(session)
    assert isinstance(opened, SafetySurveyOpened)
    assert (opened.case_id, opened.survey_id, opened.region, opened.due_on) == (
        event.case_id,
        survey.id,
        VILLAGE,
        date(2020, 6, 4),
    )


async def test_an_event_that_comes_twice_opens_one_survey(session, deliver, emitted):
    event = a_detection()

    await deliver(event)
    [again] = await deliver(event)

    assert again.settled == ["ack"]
    assert len(await emitted(session)) == 1


async def test_one_case_told_by_two_events_at_once_opens_one_survey(session, deliver, emitted):
    first = a_detection()

    await asyncio.gather(deliver(first), deliver(a_detection(case_id=first.case_id)))

    assert len((await session.exec(select(Survey))).all()) == 1
    assert len(await emitted(session)) == 1
