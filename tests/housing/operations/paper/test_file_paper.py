"""Photos in the file of a house or a survey: sealed, once, and only where there is such a matter."""

from datetime import date

import pytest
from sqlalchemy import text

from services.housing.operations.paper.file_paper import file_paper
from services.housing.rules.house import PhotoView
from services.housing.rules.paper import NoSuchMatter, PaperAbout
from services.housing.rules.renovation import RenovationState
from services.housing.rules.renovation_paper import PaperKindAstray, Phase, PhasePhotoOnly, PhotoOutOfTime
from services.housing.schemas.paper import FilePaper
from services.housing.store import paper as papers
from shared.ids import uuid7
from shared.papers import AlreadyFiled
from tests.builders.funds_papers import a_pdf
from tests.builders.houses import AT, COUNTY, a_house
from tests.builders.housing import VILLAGE
from tests.builders.housing_papers import a_coloured_photo
from tests.builders.housing_renovation import a_renovation, on
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


def of_renovation(renovation, kind, phase=None, taken_on=None) -> FilePaper:
    return FilePaper(about=PaperAbout.RENOVATION, about_id=renovation.id, title=kind, kind=kind, phase=phase, taken_on=taken_on)


async def test_a_renovations_photo_says_when_it_was_taken_and_that_must_fit_the_works(session):
    renovation = await a_renovation(session, RenovationState.UNDER_WAY)
    in_august = {"by": COUNTY, "at": on("2020-08-01")}

    filed = await file_paper(session, of_renovation(renovation, "roof", Phase.DURING), a_coloured_photo(3), **in_august)
    assert (filed.phase, filed.kind, filed.region) == (Phase.DURING, "roof", VILLAGE)
    before = of_renovation(renovation, "front", Phase.BEFORE)
    with pytest.raises(PhotoOutOfTime):  # nobody says when it was taken, and the works go on
        await file_paper(session, before, a_coloured_photo(4), **in_august)
    before = of_renovation(renovation, "front", Phase.BEFORE, date(2020, 7, 1))
    assert (await file_paper(session, before, a_coloured_photo(4), **in_august)).phase is Phase.BEFORE
    with pytest.raises(PhotoOutOfTime):
        await file_paper(session, of_renovation(renovation, "front", Phase.AFTER), a_coloured_photo(5), **in_august)
    with pytest.raises(PaperKindAstray):
        await file_paper(session, of_renovation(renovation, "front"), a_coloured_photo(6), **in_august)
    with pytest.raises(PhasePhotoOnly):
        await file_paper(session, of_renovation(renovation, "roof", Phase.DURING), a_pdf(), **in_august)
    assert (await file_paper(session, of_renovation(renovation, "agreement"), a_pdf(), **in_august)).phase is None


async def test_the_surveys_photo_is_not_passed_off_as_one_of_after(session):
    renovation = await a_renovation(session, RenovationState.FINISHED)
    of_survey = FilePaper(about=PaperAbout.SURVEY, about_id=renovation.survey_id, title="正面", kind="front")
    seen = await file_paper(session, of_survey, a_coloured_photo(8), by=COUNTY, at=on("2020-06-04"))

    with pytest.raises(AlreadyFiled) as refused:
        after = of_renovation(renovation, "front", Phase.AFTER)
        await file_paper(session, after, a_coloured_photo(8), by=COUNTY, at=on("2020-09-16"))
    assert refused.value.facts["paper_id"] == str(seen.id)
