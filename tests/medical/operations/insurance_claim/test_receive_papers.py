"""Papers come later; the insurer's days stand still meanwhile."""

from datetime import date

import pytest

from services.medical.operations.insurance_claim.receive_papers import receive_papers
from services.medical.rules import insurance_claim as rules
from services.medical.schemas.insurance_claim import ReceivePapers
from tests.builders.insurance import accepted, insured_people
from tests.builders.roster import MAKER
from tests.medical.operations.insurance_claim.test_request_papers import ask


async def bring(session, claim, *papers, on):
    return await receive_papers(session, ReceivePapers(papers=list(papers)), claim_id=claim.id, by=MAKER, on=on)


async def test_the_wait_is_not_counted_and_ends_with_the_last_paper(session):
    await insured_people(session)
    claim = await ask(session, await accepted(session, papers=[]), "id-card", "invoice")

    claim = await bring(session, claim, "id-card", on=date(2020, 6, 15))
    assert (claim.status, claim.asked, claim.due_on) == ("supplementing", ["invoice"], date(2020, 7, 12))
    claim = await bring(session, claim, "invoice", on=date(2020, 6, 22))
    assert (claim.status, claim.asked, claim.due_on) == ("accepted", [], date(2020, 7, 22))


async def test_nothing_is_brought_that_was_not_asked_for(session):
    await insured_people(session)
    with pytest.raises(rules.InsuranceClaimStateForbids):
        await bring(session, await accepted(session), "invoice", on=date(2020, 6, 22))
