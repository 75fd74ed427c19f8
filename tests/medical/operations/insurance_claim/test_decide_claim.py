"""Another person decides: the insurer owes from here on, or the claimant is told why not."""

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from services.medical.rules import insurance_claim as rules
from services.medical.store.insurance_claims import list_entries
from shared.events.medical import CompensationApproved
from tests.builders.insurance import accepted, approved, assess, decide, insured_people, refused
from tests.builders.medical import DETECTED_AT, a_reversal, a_settlement
from tests.builders.roster import MAKER


async def test_an_approval_is_owed_within_ten_days_and_told(session, emitted):
    await insured_people(session)
    claim = await approved(session)

    assert (claim.status, claim.approved_fen, claim.decided_by, claim.due_on) == (
        "approved",
        1_799_50,
        "李核对",
        date(2020, 6, 22),
    )
    [entry] = await list_entries(session, claim.id, limit=10)
    assert (entry.kind, entry.amount_fen, entry.due_on) == ("approved", 1_799_50, date(2020, 6, 22))
    told = (await emitted(session))[-1]
    assert isinstance(told, CompensationApproved)
    assert (told.claim_id, told.region, told.amount_fen) == (claim.id, "371311", 1_799_50)


async def test_the_assessor_does_not_decide_and_nobody_decides_what_they_have_not_seen(session):
    await insured_people(session)
    claim = await assess(session, await accepted(session))
    with pytest.raises(rules.DecidedByItsAssessor):
        await decide(session, claim, by=MAKER)
    with pytest.raises(rules.DecisionNotAsSeen):
        await decide(session, claim, amount_yuan="1799.49")
    with pytest.raises(IntegrityError, match="four_eyes"):
        await session.execute(text("UPDATE insurance_claim SET decided_by = assessed_by"))


async def test_a_refusal_gives_its_reason_and_is_served_within_three_days(session, emitted):
    await insured_people(session)
    before = len(await emitted(session))
    claim = await refused(session)
    assert (claim.status, claim.refusal_reason, claim.due_on) == ("refused", "酒后驾驶，条款除外", date(2020, 6, 15))
    assert await list_entries(session, claim.id, limit=10) == [] and len(await emitted(session)) == before


async def test_a_reviewer_may_send_it_back(session):
    await insured_people(session)
    claim = await decide(session, await assess(session, await accepted(session)), agree=False)
    assert (claim.status, claim.assessed_by, claim.assessed_fen) == ("accepted", None, 0)
    assert (await decide(session, await assess(session, claim, "1500"))).approved_fen == 1_500_00


async def test_the_last_yuan_of_the_sum_is_not_given_twice(session):
    await insured_people(session)
    bill = {"loss_yuan": "4000", "paid_elsewhere_yuan": "0"}
    one = await assess(session, await accepted(session, **bill), "4000")
    two = await assess(session, await accepted(session, invoice_no="37010120000124", **bill), "4000")
    await decide(session, one)
    with pytest.raises(rules.AboveWhatIsPayable):
        await decide(session, two)


async def test_a_bill_that_was_taken_back_since_is_not_paid(session):
    await insured_people(session)
    settlement = await a_settlement(session, cause="accident")
    claim = await assess(session, await accepted(session, settlement_id=settlement.id), "1")
    await a_reversal(session, settlement, at=DETECTED_AT)
    with pytest.raises(rules.SettlementTakenBack):
        await decide(session, claim)


async def test_what_is_not_assessed_is_not_decided(session):
    await insured_people(session)
    with pytest.raises(rules.InsuranceClaimStateForbids):
        await decide(session, await accepted(session))
