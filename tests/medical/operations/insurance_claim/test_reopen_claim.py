"""A decided claim is opened again: what was paid stays, what was not paid is no longer owed."""

import pytest

from services.medical.operations.insurance_claim.reopen_claim import reopen_claim
from services.medical.rules import insurance_claim as rules
from services.medical.schemas.insurance_claim import ReopenClaim
from services.medical.store.insurance_claims import list_entries
from shared.events.medical import CompensationCancelled
from tests.builders.insurance import JUNE_12, accepted, approved, assess, compensated, decide, insured_people, refused, reported
from tests.builders.roster import MAKER


async def reopen(session, claim):
    return await reopen_claim(session, ReopenClaim(reason="补充事故认定书"), claim_id=claim.id, by=MAKER, on=JUNE_12)


async def entries(session, claim):
    return [(entry.kind, entry.amount_fen) for entry in await list_entries(session, claim.id, limit=10)]


async def test_what_was_approved_and_not_paid_is_taken_back_and_told(session, emitted):
    await insured_people(session)
    claim = await reopen(session, await approved(session))
    assert (claim.status, claim.approved_fen, claim.reopened) == ("reopened", 0, 1)
    assert await entries(session, claim) == [("approved", 1_799_50), ("withdrawn", -1_799_50)]
    told = (await emitted(session))[-1]
    assert isinstance(told, CompensationCancelled) and told.amount_fen == 1_799_50


async def test_of_what_was_paid_only_the_difference_is_owed(session):
    await insured_people(session)
    claim = await compensated(session, await approved(session, amount="1500"))
    claim = await reopen(session, claim)
    assert (claim.approved_fen, claim.paid_fen) == (1_500_00, 1_500_00)
    with pytest.raises(rules.BelowWhatIsPaid):
        await assess(session, claim, "1499.99")
    claim = await compensated(session, await decide(session, await assess(session, claim)))
    assert claim.paid_fen == 1_799_50
    assert [fen for _, fen in await entries(session, claim)] == [1_500_00, -1_500_00, 299_50, -299_50]


async def test_the_same_amount_again_is_paid_already(session):
    await insured_people(session)
    claim = await reopen(session, await compensated(session, await approved(session)))
    claim = await decide(session, await assess(session, claim))
    assert (claim.status, claim.paid_fen) == ("paid", 1_799_50)


async def test_a_refused_claim_comes_back_unless_its_bill_was_claimed_anew(session):
    await insured_people(session)
    claim = await reopen(session, await refused(session))
    assert (claim.status, claim.refusal_reason) == ("reopened", None)
    second = await refused(session, benefit="accident-death")
    again = await reported(session, benefit="accident-death")
    with pytest.raises(rules.AlreadyClaimed) as refusal:
        await reopen(session, second)
    assert refusal.value.facts["claim_id"] == again.id


async def test_what_is_undecided_is_not_reopened(session):
    await insured_people(session)
    with pytest.raises(rules.InsuranceClaimStateForbids):
        await reopen(session, await accepted(session))
