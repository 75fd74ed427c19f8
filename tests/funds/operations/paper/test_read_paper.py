"""Whoever looks at a paper is remembered."""

import pytest

from services.funds.operations.paper.read_paper import read_paper
from services.funds.rules.paper import NoSuchPaper, PaperAbout
from services.funds.store import paper as papers
from shared.ids import uuid7
from tests.builders.funds import COUNTY_OFFICER, DETECTED_AT, a_filled_reserve, a_need, pay_grant
from tests.builders.funds_papers import a_paper, a_pdf


async def test_every_look_leaves_a_trace(session):
    await a_filled_reserve(session)
    grant = await pay_grant(session, a_need(), at=DETECTED_AT)
    pdf = a_pdf()
    paper = await a_paper(session, PaperAbout.EMERGENCY_GRANT, grant.id, content=pdf)

    for _ in range(2):
        _, content = await read_paper(session, paper.id, by=COUNTY_OFFICER, at=DETECTED_AT)
        assert content == pdf

    reads = await papers.cabinet.list_reads(session, paper.id, after=None, limit=10)
    assert [(read.read_by, read.role) for read in reads] == [(COUNTY_OFFICER.subject, "county")] * 2


async def test_a_paper_that_is_not_there_is_not_found(session):
    with pytest.raises(NoSuchPaper):
        await read_paper(session, uuid7(), by=COUNTY_OFFICER, at=DETECTED_AT)
