"""Which photos of a house are of before its works."""

from sqlalchemy import text

from services.housing.rules.paper import PaperAbout
from services.housing.rules.renovation import RenovationState
from services.housing.rules.renovation_paper import Phase
from services.housing.store.renovation_paper import list_kept
from tests.builders.housing import VILLAGE
from tests.builders.housing_papers import with_papers
from tests.builders.housing_renovation import a_renovation


async def test_the_photos_of_the_house_and_the_survey_are_of_before(session):
    renovation = await a_renovation(session)
    await with_papers(session, PaperAbout.HOUSE, renovation.house_id, VILLAGE, ["roof", ""])

    before = [kept.kind for kept in await list_kept(session, renovation) if kept.phase is Phase.BEFORE]

    assert sorted(before) == ["front", "inner-wall", "outer-wall", "roof", "roof"]


async def test_a_photo_of_the_house_taken_after_the_works_began_is_not(session):
    renovation = await a_renovation(session, RenovationState.FINISHED)
    await session.execute(text("UPDATE paper SET taken_on = '2020-08-01' WHERE about = 'survey'"))

    assert not [kept for kept in await list_kept(session, renovation) if kept.phase is Phase.BEFORE]


async def test_what_was_withdrawn_does_not_count(session):
    renovation = await a_renovation(session, RenovationState.FINISHED)
    await session.execute(text("UPDATE paper SET withdrawn_at = now(), withdrawn_by = '某', withdrawn_why = '传错'"))

    assert await list_kept(session, renovation) == []
