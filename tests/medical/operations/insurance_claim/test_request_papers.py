"""What is missing is said once and in full."""

from datetime import date

import pytest

from services.medical.operations.insurance_claim.request_papers import request_papers
from services.medical.rules import insurance_claim as rules
from services.medical.schemas.insurance_claim import RequestPapers
from services.medical.store.insurance_claims import list_steps
from tests.builders.insurance import JUNE_12, accepted, insured_people, reported
from tests.builders.roster import MAKER


async def ask(session, claim, *papers):
    return await request_papers(session, RequestPapers(papers=list(papers)), claim_id=claim.id, by=MAKER, on=JUNE_12)


async def test_only_what_was_not_brought_is_asked_for(session):
    await insured_people(session)
    claim = await ask(session, await accepted(session, papers=["id-card"]), "id-card", "invoice")
    assert (claim.status, claim.asked, claim.papers_due_on) == ("supplementing", ["invoice"], date(2020, 7, 12))
    assert "医疗收费票据" in (await list_steps(session, claim.id, limit=10))[-1].note


async def test_nothing_is_asked_for_twice_or_before_acceptance(session):
    await insured_people(session)
    claim = await accepted(session)
    with pytest.raises(rules.NothingToAskFor):
        await ask(session, claim, "invoice")
    other = await reported(session, benefit="accident-death")
    with pytest.raises(rules.InsuranceClaimStateForbids):
        await ask(session, other, "death-proof")
