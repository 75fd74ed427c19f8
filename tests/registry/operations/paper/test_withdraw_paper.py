"""A paper that was filed by mistake is withdrawn and says why; it may be filed again."""

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.paper.file_paper import file_paper
from services.registry.operations.paper.withdraw_paper import withdraw_paper
from services.registry.schemas.paper import FilePaper
from services.registry.store import paper as papers
from shared.filing.forms import WithdrawPaper
from shared.papers import AlreadyWithdrawn
from tests.builders.registry_file import OFFICER, a_file
from tests.shared.test_papers import PDF


async def test_a_withdrawn_paper_stays_listed(session: AsyncSession) -> None:
    household, _ = await a_file(session)
    paper = await file_paper(session, FilePaper(title="户口簿"), PDF, household_id=household.id, by=OFFICER)
    why = WithdrawPaper(reason="传错了户")
    gone = await withdraw_paper(session, why, household_id=household.id, paper_id=paper.id, by=OFFICER)
    assert (gone.withdrawn_why, gone.withdrawn_by) == ("传错了户", OFFICER.subject)
    with pytest.raises(AlreadyWithdrawn):
        await withdraw_paper(session, why, household_id=household.id, paper_id=paper.id, by=OFFICER)
    await file_paper(session, FilePaper(title="户口簿"), PDF, household_id=household.id, by=OFFICER)
    assert len(await papers.cabinet.list_papers(session, papers.file_of(household.id), after=None, limit=10)) == 2
