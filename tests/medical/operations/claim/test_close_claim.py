"""A claim is settled once its papers are complete, and only once."""

import pytest

from services.medical.operations.claim.close_claim import close_claim
from services.medical.rules.claim import ClaimDecided, ClaimStatus, PapersMissing
from tests.medical.operations.claim.test_file_claim import a_claim, filed


async def test_complete_papers_close_it_once(session):
    claim = await close_claim(session, claim_id=(await filed(session)).id)

    assert claim.status == ClaimStatus.SETTLED and claim.decided_at is not None
    with pytest.raises(ClaimDecided):
        await close_claim(session, claim_id=claim.id)


async def test_missing_papers_are_named(session):
    claim = await filed(session, a_claim(papers=["id_card", "invoice", "fee_list", "discharge_record"]))
    with pytest.raises(PapersMissing) as refused:
        await close_claim(session, claim_id=claim.id)
    assert list(refused.value.facts["missing"]) == ["bank_card"]
