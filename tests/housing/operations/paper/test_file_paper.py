"""Photos in the file of a house or a survey: sealed, once, and only where there is such a matter."""

import pytest
from sqlalchemy import text

from services.housing.operations.paper.file_paper import file_paper
from services.housing.rules.house import PhotoView
from services.housing.rules.paper import NoSuchMatter, PaperAbout
from services.housing.schemas.paper import FilePaper
from services.housing.store import paper as papers
from shared.ids import uuid7
from shared.papers import AlreadyFiled
from tests.builders.houses import AT, COUNTY, a_house
from tests.builders.housing import VILLAGE
from tests.shared.test_papers import a_photo


def a_form(about_id, kind="front") -> FilePaper:
    return FilePaper(about=PaperAbout.HOUSE, about_id=about_id, title="正面", kind=kind)


async def test_a_photo_is_kept_sealed_in_the_region_of_its_house(session):
    house = await a_house(session)

    paper = await file_paper(session, a_form(house.id), a_photo(6), by=COUNTY, at=AT)

    assert (paper.region, paper.media_type) == (VILLAGE, "image/jpeg")
    assert b"N35.1" not in await papers.cabinet.get_content(session, paper)
    [stored] = (await session.execute(text("SELECT content_sealed FROM paper_content"))).scalars()
    assert b"JFIF" not in bytes(stored)
    assert await papers.list_views(session, PaperAbout.HOUSE, house.id) == {PhotoView.FRONT}


async def test_the_same_photo_is_filed_once_and_only_where_there_is_a_house(session):
    house = await a_house(session)
    await file_paper(session, a_form(house.id), a_photo(), by=COUNTY, at=AT)

    with pytest.raises(AlreadyFiled):
        await file_paper(session, a_form(house.id), a_photo(), by=COUNTY, at=AT)
    with pytest.raises(NoSuchMatter):
        await file_paper(session, a_form(uuid7()), a_photo(), by=COUNTY, at=AT)
