"""Houses before and after their works over HTTP: side by side, paged, seen by those who may see the photos."""

from datetime import date

import pytest
from sqlalchemy import text

from services.housing.operations.paper.file_paper import file_paper
from services.housing.rules.paper import PaperAbout
from services.housing.rules.renovation import RenovationState
from services.housing.schemas.paper import FilePaper
from shared.security import Role
from tests.builders.housing import VILLAGE
from tests.builders.housing_renovation import TOWN_OFFICER, a_renovation, on
from tests.shared.test_papers import a_photo


@pytest.fixture
def county(api):
    return api.as_(Role.COUNTY)


async def _photo(session, renovation, day: str, view: str, *, of_house: bool = True) -> None:
    about, id = (PaperAbout.HOUSE, renovation.house_id) if of_house else (PaperAbout.SURVEY, renovation.survey_id)
    form = FilePaper(about=about, about_id=id, title="照片", kind=view, taken_on=date.fromisoformat(day))
    content = a_photo() + f"{view}{day}{id}".encode()
    await file_paper(session, form, content, by=TOWN_OFFICER, at=on(day))


@pytest.fixture
async def houses(session):
    """Three that were accepted, two of them with photos of after; and one under way."""
    first = await a_renovation(session, RenovationState.ACCEPTED)
    second = await a_renovation(session, RenovationState.ACCEPTED)
    await a_renovation(session, RenovationState.ACCEPTED)
    going = await a_renovation(session, RenovationState.UNDER_WAY)
    await session.execute(text("UPDATE paper SET withdrawn_at = now(), withdrawn_by = '某', withdrawn_why = '另拍'"))
    await _photo(session, first, "2020-06-04", "front", of_house=False)
    await _photo(session, first, "2020-08-02", "front")
    await _photo(session, first, "2020-09-16", "front")
    await _photo(session, first, "2020-09-16", "roof")
    await _photo(session, second, "2020-09-20", "roof")
    await _photo(session, going, "2020-06-04", "front")
    await session.commit()
    return first, second


async def test_the_newest_stand_first_with_whole_pairs_before_the_others(county, houses):
    first, second = houses
    wall = (await county.get("/photo-wall")).json()

    assert [row["number"] for row in wall["rows"]] == [second.number, first.number]
    pairs = [(pair["view"], pair["before"] and pair["before"]["on"], pair["after"]["on"]) for pair in wall["rows"][1]["pairs"]]
    assert pairs == [("front", "2020-06-04", "2020-09-16"), ("roof", None, "2020-09-16")]


async def test_it_is_paged_and_asked_for_by_view_mode_and_place(api, county, houses):
    first, _ = houses

    async def numbers(caller=county, **asked: object) -> list[str]:
        return [row["number"] for row in (await caller.get("/photo-wall", params=asked)).json()["rows"]]

    one = (await county.get("/photo-wall", params={"limit": 1})).json()
    assert await numbers(after=one["next"]) == [first.number]
    assert [await numbers(view="front"), await numbers(view="inner-wall")] == [[first.number], []]
    assert [len(await numbers(mode="rebuild")), await numbers(mode="repair"), len(await numbers(region=VILLAGE))] == [2, [], 2]
    assert await numbers(api.as_(Role.TOWN, region="371311100")) == []


async def test_a_thumbnail_is_a_small_picture_that_nobody_keeps_on_the_way(api, county, houses):
    [pair, _] = (await county.get("/photo-wall")).json()["rows"][1]["pairs"]
    sent = await county.get(f"/papers/{pair['after']['id']}/thumbnail")

    assert (sent.headers["content-type"], sent.headers["cache-control"]) == ("image/jpeg", "no-store")
    assert sent.content.startswith(b"\xff\xd8")
    assert (await api.as_(Role.TOWN, region="371311100").get(f"/papers/{pair['after']['id']}/thumbnail")).status_code == 404


async def test_the_page_shows_both_and_says_what_is_missing(api, county, houses):
    page = (await county.get("/photo-wall/page")).text

    assert page.count("/thumbnail") == 4 and page.count("没有照片") == 2
    assert "改造前正面" in page and "改造后屋面" in page
    assert "没有已完工并有完工后照片的改造" in (await api.as_(Role.COUNTY, region="370305").get("/photo-wall/page")).text
