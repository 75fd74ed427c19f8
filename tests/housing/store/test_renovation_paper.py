"""The same view of a house before and after: what the wall of photos is made of."""

from datetime import date

from sqlalchemy import text

from services.housing.rules.house import PhotoView
from services.housing.rules.paper import PaperAbout
from services.housing.rules.renovation import RenovationState
from services.housing.rules.renovation_paper import Phase
from services.housing.store.renovation_paper import list_kept, pairs
from tests.builders.housing import OTHER_TOWN, VILLAGE
from tests.builders.housing_papers import with_papers
from tests.builders.housing_renovation import a_renovation


async def test_a_pair_is_the_same_view_before_and_after_and_the_nearest_photo_counts(session):
    renovation = await a_renovation(session, RenovationState.FINISHED)
    of_house = PaperAbout.HOUSE, renovation.house_id, VILLAGE
    await with_papers(session, *of_house, ["front"], on=date(2018, 5, 1))
    [own] = await with_papers(
        session, PaperAbout.RENOVATION, renovation.id, VILLAGE, ["front"], Phase.BEFORE, on=date(2020, 7, 14)
    )
    [later] = await with_papers(
        session, PaperAbout.RENOVATION, renovation.id, VILLAGE, ["roof"], Phase.AFTER, on=date(2020, 9, 20)
    )

    found = await pairs(session, limit=10)

    assert [(pair.view, pair.number) for pair in found] == [
        (view, renovation.number) for view in (PhotoView.FRONT, PhotoView.ROOF, PhotoView.OUTER_WALL)
    ]
    assert (found[0].before_id, found[1].after_id) == (own.id, later.id)
    assert [pair.view for pair in await pairs(session, view=PhotoView.ROOF, limit=10)] == [PhotoView.ROOF]


async def test_a_photo_of_the_house_taken_after_the_works_began_is_not_of_before(session):
    renovation = await a_renovation(session, RenovationState.FINISHED)
    await session.execute(text("UPDATE paper SET taken_on = '2020-08-01' WHERE about = 'survey'"))

    assert await pairs(session, limit=10) == []
    assert not [kept for kept in await list_kept(session, renovation) if kept.phase is Phase.BEFORE]


async def test_pairs_are_of_a_place_and_paged_by_renovation(session):
    first = await a_renovation(session, RenovationState.FINISHED)
    second = await a_renovation(session, RenovationState.ACCEPTED)
    await a_renovation(session)  # nothing of after yet

    newest = await pairs(session, region=VILLAGE[:9], limit=1)
    older = await pairs(session, region=VILLAGE[:9], after=newest[-1].renovation_id, limit=1)

    assert {pair.renovation_id for pair in newest} == {second.id} and {pair.renovation_id for pair in older} == {first.id}
    assert await pairs(session, region=OTHER_TOWN, limit=10) == []
    await session.execute(text("UPDATE paper SET withdrawn_at = now(), withdrawn_by = '某', withdrawn_why = '传错'"))
    assert await pairs(session, limit=10) == []
