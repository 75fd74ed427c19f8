"""A reported claim is taken up with whatever papers were brought; the insurer's thirty days run from the next."""

from datetime import date

import pytest

from services.medical.operations.insurance_claim.accept_claim import accept_claim
from services.medical.rules import insurance_claim as rules
from services.medical.schemas.insurance_claim import AcceptClaim
from shared.security import OutsideRegion, Principal, Role
from tests.builders.insurance import JUNE_12, accepted, insured_people, reported
from tests.builders.roster import MAKER


async def test_acceptance_starts_the_insurer_s_days(session):
    await insured_people(session)
    claim = await accepted(session, papers=["id-card", "id-card", "invoice"])
    assert (claim.status, claim.papers, claim.accepted_on) == ("accepted", ["id-card", "invoice"], JUNE_12)
    assert claim.due_on == date(2020, 7, 12)


async def test_it_is_accepted_once_within_the_county_and_with_papers_that_are_known(session):
    await insured_people(session)
    claim = await reported(session)
    form = AcceptClaim(papers=["passport"])
    with pytest.raises(rules.NoSuchPaper) as refusal:
        await accept_claim(session, form, claim_id=claim.id, by=MAKER, on=JUNE_12)
    assert refusal.value.facts["papers"] == ["passport"]
    with pytest.raises(OutsideRegion):
        await accept_claim(session, form, claim_id=claim.id, by=Principal("外县", Role.COUNTY, "371302"), on=JUNE_12)
    claim = await accept_claim(session, AcceptClaim(papers=[]), claim_id=claim.id, by=MAKER, on=JUNE_12)
    with pytest.raises(rules.InsuranceClaimStateForbids):
        await accept_claim(session, AcceptClaim(papers=[]), claim_id=claim.id, by=MAKER, on=JUNE_12)
