"""The insurer pays all that it owes, at once, and the ledger is even."""

from datetime import date

import pytest

from services.medical.operations.insurance_claim.record_compensation import record_compensation
from services.medical.rules import insurance_claim as rules
from services.medical.schemas.insurance_claim import RecordCompensation
from services.medical.store.insurance_claims import list_entries
from shared.events.medical import CompensationPaid
from tests.builders.insurance import JUNE_12, accepted, approved, compensated, insured_people
from tests.builders.roster import MAKER


async def test_payment_closes_the_claim_and_what_was_owed(session, emitted):
    await insured_people(session)
    claim = await compensated(session, await approved(session))
    assert (claim.status, claim.paid_fen, claim.paid_on) == ("paid", 1_799_50, JUNE_12)
    assert [entry.amount_fen for entry in await list_entries(session, claim.id, limit=10)] == [1_799_50, -1_799_50]
    told = (await emitted(session))[-1]
    assert isinstance(told, CompensationPaid) and told.amount_fen == 1_799_50


async def test_a_part_a_second_time_and_an_early_day_are_refused(session):
    await insured_people(session)
    claim = await approved(session)
    with pytest.raises(rules.CompensationDiffers):
        await compensated(session, claim, amount="1799.49")
    early = RecordCompensation.model_validate({"amount_yuan": "1799.50", "paid_on": date(2020, 6, 11), "voucher_no": "FK1"})
    with pytest.raises(rules.EventOutOfOrder):
        await record_compensation(session, early, claim_id=claim.id, by=MAKER, on=JUNE_12)
    await compensated(session, claim)
    with pytest.raises(rules.InsuranceClaimStateForbids):
        await compensated(session, claim)
    with pytest.raises(rules.InsuranceClaimStateForbids):
        await compensated(session, await accepted(session, invoice_no="37010120000124"))
