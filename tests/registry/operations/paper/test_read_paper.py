"""Whoever looks at a paper is remembered."""

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.paper.file_paper import file_paper
from services.registry.operations.paper.read_paper import read_paper
from services.registry.schemas.paper import FilePaper
from services.registry.store import paper as papers
from tests.builders.registry_file import OFFICER, a_file
from tests.shared.test_papers import PDF


async def test_every_look_leaves_a_trace(session: AsyncSession) -> None:
    household, _ = await a_file(session)
    other, _ = await a_file(session, 2, code="3713110000000002", first_sequence=101)
    paper = await file_paper(session, FilePaper(title="户口簿"), PDF, household_id=household.id, by=OFFICER)
    for _ in range(2):
        _, content = await read_paper(session, household_id=household.id, paper_id=paper.id, by=OFFICER)
        assert content == PDF
    with pytest.raises(papers.NoSuchPaper):
        await read_paper(session, household_id=other.id, paper_id=paper.id, by=OFFICER)
    reads = await papers.cabinet.list_reads(session, paper.id, after=None, limit=10)
    assert [(read.read_by, read.role) for read in reads] == [(OFFICER.subject, "county")] * 2
