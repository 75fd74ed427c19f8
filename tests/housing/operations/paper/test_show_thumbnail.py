"""Whoever is shown a photo on a page leaves a trace, as if it had been opened."""

from io import BytesIO

import pytest
from PIL import Image

from services.housing.operations.paper.file_paper import file_paper
from services.housing.operations.paper.show_thumbnail import show_thumbnail
from services.housing.rules.paper import NoSuchPaper, PaperAbout
from services.housing.rules.photo_wall import THUMBNAIL_SIDE, NoThumbnail
from services.housing.schemas.paper import FilePaper
from services.housing.store.paper import list_reads
from shared.ids import uuid7
from tests.builders.funds_papers import a_pdf
from tests.builders.houses import AT, COUNTY, a_house


async def test_it_is_no_larger_than_a_page_needs_and_leaves_a_trace(session):
    form = FilePaper(about=PaperAbout.HOUSE, about_id=(await a_house(session)).id, title="正面", kind="front")
    sent = BytesIO()
    Image.new("RGB", (1600, 1200), (120, 40, 40)).save(sent, "JPEG")
    paper = await file_paper(session, form, sent.getvalue(), by=COUNTY, at=AT)

    shown = await show_thumbnail(session, paper.id, by=COUNTY, at=AT)

    assert Image.open(BytesIO(shown)).size == (THUMBNAIL_SIDE, 300)
    [read] = await list_reads(session, paper.id, after=None, limit=1)
    assert (read.read_by, read.read_at) == (COUNTY.subject, AT)


async def test_a_paper_is_no_photo(session):
    form = FilePaper(about=PaperAbout.HOUSE, about_id=(await a_house(session)).id, title="平面图")
    paper = await file_paper(session, form, a_pdf(), by=COUNTY, at=AT)

    with pytest.raises(NoThumbnail):
        await show_thumbnail(session, paper.id, by=COUNTY, at=AT)
    with pytest.raises(NoSuchPaper):
        await show_thumbnail(session, uuid7(), by=COUNTY, at=AT)
