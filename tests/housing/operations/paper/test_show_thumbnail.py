"""A photo as small as a wall shows it: made once, sealed, with nothing in it but the picture, and every look traced."""

from io import BytesIO

import pytest
from PIL import Image
from sqlmodel import select

from services.housing.operations.paper.file_paper import file_paper
from services.housing.operations.paper.show_thumbnail import show_thumbnail
from services.housing.rules.paper import NoSuchPaper, PaperAbout
from services.housing.rules.photo_wall import THUMBNAIL_SIDE, NoThumbnail
from services.housing.schemas.paper import FilePaper
from services.housing.tables import PaperRead, Thumbnail
from shared.ids import uuid7
from tests.builders.houses import AT, COUNTY, a_house
from tests.shared.test_papers import a_photo

PDF = b"%PDF-1.4\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"


async def _filed(session, content: bytes, **told: object):
    house = await a_house(session)
    form = FilePaper(about=PaperAbout.HOUSE, about_id=house.id, title="正面", kind="front", **told)
    return await file_paper(session, form, content, by=COUNTY, at=AT)


async def test_it_is_made_once_and_every_look_is_traced(session):
    paper = await _filed(session, a_photo(6))

    first = await show_thumbnail(session, paper.id, by=COUNTY, at=AT)
    again = await show_thumbnail(session, paper.id, by=COUNTY, at=AT)

    assert first == again and max(Image.open(BytesIO(first)).size) <= THUMBNAIL_SIDE
    assert len((await session.exec(select(PaperRead))).all()) == 2
    [kept] = (await session.exec(select(Thumbnail))).all()
    assert b"JFIF" not in kept.content_sealed


async def test_nothing_that_a_telephone_wrote_is_left_even_where_the_photo_keeps_it(session):
    paper = await _filed(session, a_photo(), keeps_particulars=True)
    assert paper.has_particulars

    made = await show_thumbnail(session, paper.id, by=COUNTY, at=AT)

    assert not any(told in made for told in (b"N35.1", b"2020:06:01", b"GPS", b"Linyi", b"Exif"))
    assert not dict(Image.open(BytesIO(made)).getexif())


async def test_a_pdf_and_what_is_not_there_have_none(session):
    paper = await _filed(session, PDF)

    with pytest.raises(NoThumbnail):
        await show_thumbnail(session, paper.id, by=COUNTY, at=AT)
    with pytest.raises(NoSuchPaper):
        await show_thumbnail(session, uuid7(), by=COUNTY, at=AT)
