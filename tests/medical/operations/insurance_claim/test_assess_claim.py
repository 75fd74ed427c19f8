"""What the insurer is to pay is proposed within what the policy file allows, on complete papers."""

import pytest

from services.medical.rules import insurance_claim as rules
from services.medical.store.insurance_claims import list_steps
from tests.builders.insurance import accepted, approved, assess, compensated, insured_people


async def test_an_assessment_says_how_the_most_came_about(session):
    await insured_people(session)
    claim = await assess(session, await accepted(session))
    assert (claim.status, claim.assessed_fen, claim.assessed_by, claim.approved_fen) == ("assessed", 1_799_50, "张编制", 0)
    note = (await list_steps(session, claim.id, limit=10))[-1].note
    assert "3000.00" in note and "1200.50" in note and "5000.00" in note


@pytest.mark.parametrize(("amount", "law"), [("1799.51", rules.AboveWhatIsPayable), ("0", rules.NothingAssessed)])
async def test_more_than_is_borne_and_nothing_are_refused(session, amount, law):
    await insured_people(session)
    with pytest.raises(law):
        await assess(session, await accepted(session), amount)


async def test_missing_papers_are_named_but_a_refusal_needs_none(session):
    await insured_people(session)
    claim = await accepted(session, papers=["id-card"])
    with pytest.raises(rules.PapersIncomplete) as refusal:
        await assess(session, claim)
    assert "invoice" in refusal.value.facts["missing"] and "id-card" not in refusal.value.facts["missing"]
    claim = await assess(session, claim, "0", refuse=True)
    assert claim.proposes_refusal


async def test_the_year_s_sum_of_a_person_and_of_a_household_is_drawn_once(session):
    await insured_people(session, 2, household=1)
    bill = {"loss_yuan": "4000", "paid_elsewhere_yuan": "0"}
    await compensated(session, await approved(session, amount="4000", **bill))
    second = await accepted(session, invoice_no="37010120000124", **bill)
    with pytest.raises(rules.AboveWhatIsPayable) as refusal:
        await assess(session, second, "1000.01")
    assert refusal.value.facts["payable_yuan"] == "1000.00"
    await approved(session, benefit="property-theft", loss_yuan="3000", amount="3000")
    of_the_house = await accepted(session, 2, benefit="property-theft", loss_yuan="3000")
    with pytest.raises(rules.AboveWhatIsPayable):
        await assess(session, of_the_house, "2000.01")
    other = await accepted(session, 2, invoice_no="37010120000125", **bill)
    assert await assess(session, other, "4000")
