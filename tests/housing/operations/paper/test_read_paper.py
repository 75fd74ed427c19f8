"""Whoever looks at a photo leaves a trace."""

from services.housing.operations.paper.file_paper import file_paper
from services.housing.operations.paper.read_paper import read_paper
from services.housing.rules.paper import PaperAbout
from services.housing.schemas.paper import FilePaper
from services.housing.store.paper import cabinet
from tests.builders.funds_papers import a_pdf
from tests.builders.houses import AT, COUNTY, a_house


async def test_who_looked_is_written_down(session):
    form = FilePaper(about=PaperAbout.HOUSE, about_id=(await a_house(session)).id, title="平面图")
    paper = await file_paper(session, form, content := a_pdf(), by=COUNTY, at=AT)

    assert (await read_paper(session, paper.id, by=COUNTY, at=AT))[1] == content

    [read] = await cabinet.list_reads(session, paper.id, after=None, limit=1)
    assert (read.read_by, read.role, read.read_at) == (COUNTY.subject, "county", AT)
