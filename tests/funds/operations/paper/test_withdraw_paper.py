"""A paper that was filed by mistake is withdrawn and says why; it may be filed again."""

import pytest

from services.funds.operations.paper.withdraw_paper import withdraw_paper
from services.funds.rules.paper import PaperAbout, PaperNotOfMatter
from services.funds.store import paper as papers
from shared.filing.forms import WithdrawPaper
from shared.papers import AlreadyWithdrawn
from tests.builders.funds import COUNTY_OFFICER, DETECTED_AT, a_filled_reserve, a_need, pay_grant
from tests.builders.funds_papers import a_paper, a_pdf

GRANT = PaperAbout.EMERGENCY_GRANT


async def test_a_withdrawn_paper_stays_listed_and_can_no_longer_be_cited(session):
    await a_filled_reserve(session)
    grant = await pay_grant(session, a_need(), at=DETECTED_AT)
    pdf = a_pdf()
    paper = await a_paper(session, GRANT, grant.id, content=pdf)
    why = WithdrawPaper(reason="传错了户")

    gone = await withdraw_paper(session, paper.id, why, by=COUNTY_OFFICER, at=DETECTED_AT)

    assert (gone.withdrawn_why, gone.withdrawn_by) == ("传错了户", COUNTY_OFFICER.subject)
    with pytest.raises(AlreadyWithdrawn):
        await withdraw_paper(session, paper.id, why, by=COUNTY_OFFICER, at=DETECTED_AT)
    with pytest.raises(PaperNotOfMatter):
        await papers.check_papers(session, GRANT, grant.id, [paper.id], pointer="/paper_ids")
    await a_paper(session, GRANT, grant.id, content=pdf)
    assert len(await papers.cabinet.list_papers(session, papers.file_of(GRANT, grant.id), after=None, limit=10)) == 2
