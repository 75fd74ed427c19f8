"""Papers brought later."""

from uuid import uuid4

import pytest

from services.medical.operations.claim.add_papers import add_papers
from services.medical.operations.claim.refuse_claim import refuse_claim
from services.medical.rules.claim import ClaimDecided, NoSuchClaim, Paper
from services.medical.schemas.claim import AddPapers, RefuseClaim
from tests.medical.operations.claim.test_file_claim import a_claim, filed

FORM = AddPapers(papers=[Paper.FEE_LIST, Paper.INVOICE])


async def test_each_paper_is_on_the_list_once_and_the_deadline_stays(session):
    claim = await filed(session, a_claim(papers=["id_card", "invoice"]))
    due_on = claim.due_on

    claim = await add_papers(session, FORM, claim_id=claim.id)

    assert (claim.papers, claim.due_on) == (["fee_list", "id_card", "invoice"], due_on)


async def test_a_decided_claim_takes_no_papers(session):
    claim = await filed(session)
    await refuse_claim(session, RefuseClaim(reason="复印件"), claim_id=claim.id)
    with pytest.raises(ClaimDecided):
        await add_papers(session, FORM, claim_id=claim.id)
    with pytest.raises(NoSuchClaim):
        await add_papers(session, FORM, claim_id=uuid4())
