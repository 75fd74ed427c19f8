"""A village with something to do, and what the platform has of it."""

from collections import Counter
from collections.abc import Sequence
from uuid import UUID

from sqlmodel import select

from services.housing.rules.survey import SurveyState
from services.housing.tables import Paper, Survey
from shared import clock
from shared.database import Sessions, the_platform, transaction
from tests.builders.houses import a_campaign, a_family, a_house

TEST = the_platform("test", "test")


async def a_village(sessions: Sessions, households: int) -> list[UUID]:
    """So many households, whose surveys a campaign asks for; the surveys, in order."""
    async with transaction(sessions, TEST) as session:
        for number in range(households):
            await a_house(session, await a_family(session), address=f"三组 {number + 1} 号")
        await a_campaign(session, on=clock.today())
        return [survey.id for survey in await session.exec(select(Survey).order_by(Survey.id))]


async def papers(sessions: Sessions) -> list[Paper]:
    async with transaction(sessions, TEST) as session:
        return list(await session.exec(select(Paper).order_by(Paper.id)))


async def filed(sessions: Sessions) -> Counter[tuple[UUID, str]]:
    """How many photos of which view each survey has."""
    return Counter((paper.about_id, paper.kind) for paper in await papers(sessions))


async def completed(sessions: Sessions) -> list[Survey]:
    async with transaction(sessions, TEST) as session:
        return list(await session.exec(select(Survey).where(Survey.state == SurveyState.COMPLETED).order_by(Survey.id)))


def once(survey_ids: Sequence[UUID], *views: str) -> Counter[tuple[UUID, str]]:
    """Each view of each survey, once."""
    return Counter((survey_id, view) for survey_id in survey_ids for view in views)
