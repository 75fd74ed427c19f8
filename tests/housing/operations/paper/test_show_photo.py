"""Whoever is shown a photo on a page leaves a trace, as if it had been opened."""

from io import BytesIO

import pytest
from PIL import Image

from services.housing.operations.paper.file_paper import file_paper
from services.housing.operations.paper.show_photo import show_photo
from services.housing.rules.paper import NoSuchPaper, PaperAbout
from services.housing.rules.renovation_paper import NotAPhoto
from services.housing.schemas.paper import FilePaper
from services.housing.store.paper import list_reads
from shared.ids import uuid7
from tests.builders.funds_papers import a_pdf
from tests.builders.houses import AT, COUNTY, a_house
from tests.builders.housing_papers import a_coloured_photo


async def test_it_is_no_larger_than_asked_for_and_leaves_a_trace(session):
    form = FilePaper(about=PaperAbout.HOUSE, about_id=(await a_house(session)).id, title="正面", kind="front")
    paper = await file_paper(session, form, a_coloured_photo(), by=COUNTY, at=AT)

    shown = await show_photo(session, paper.id, side=32, by=COUNTY, at=AT)

    assert Image.open(BytesIO(shown)).size == (32, 24)
    [read] = await list_reads(session, paper.id, after=None, limit=1)
    assert (read.read_by, read.read_at) == (COUNTY.subject, AT)


async def test_a_paper_is_no_photo(session):
    form = FilePaper(about=PaperAbout.HOUSE, about_id=(await a_house(session)).id, title="平面图")
    paper = await file_paper(session, form, a_pdf(), by=COUNTY, at=AT)

    with pytest.raises(NotAPhoto):
        await show_photo(session, paper.id, side=32, by=COUNTY, at=AT)
    with pytest.raises(NoSuchPaper):
        await show_photo(session, uuid7(), side=32, by=COUNTY, at=AT)
