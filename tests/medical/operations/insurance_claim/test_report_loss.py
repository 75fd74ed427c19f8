"""A loss is reported of somebody who was insured on the day, once, and never for what a settlement pays."""

from datetime import date

import pytest

from services.medical.rules import insurance_claim as rules
from services.medical.rules.insurance import NoSuchBenefit
from services.medical.store.insurance_claims import list_steps
from shared.identity import InvalidIdNumber
from tests.builders.insurance import a_loss, insured_people, ordered, refused, reported
from tests.builders.medical import DETECTED_AT, ID_NUMBER, a_reversal, a_settlement
from tests.builders.roster import a_person, confirmed
from tests.medical.operations.claim.test_file_claim import a_claim, filed


async def test_a_report_names_the_order_the_insurer_and_the_benefit(session):
    purchase = await insured_people(session)

    claim = await reported(session)

    assert (claim.purchase_id, claim.insurer, claim.year, claim.status) == (purchase.id, purchase.insurer, 2020, "reported")
    assert (claim.benefit_title, claim.loss_fen, claim.paid_elsewhere_fen) == ("意外医疗", 3_000_00, 1_200_50)
    assert claim.due_on == date(2022, 5, 20)  # two years, the day of the event not counted
    assert b"6223190012345678" not in claim.payee_sealed
    assert [step.note for step in await list_steps(session, claim.id, limit=10)] == ["报案"]


async def test_of_a_bill_settled_here_what_the_patient_bears_is_the_loss(session):
    await insured_people(session)
    settlement = await a_settlement(session, cause="accident")

    claim = await reported(session, settlement_id=settlement.id)

    layer = next(share for share in settlement.result["shares"] if share["layer"] == "supplementary")
    assert layer["paid_fen"] > 0
    assert claim.loss_fen == settlement.patient_fen  # after what the insurance has paid as a layer


async def test_what_a_settlement_pays_is_never_claimed(session):
    await insured_people(session)
    with pytest.raises(rules.PaidInSettlement) as refusal:
        await reported(session, benefit="inpatient")
    assert "重新结算" in refusal.value.mend


async def test_an_illness_is_no_accident_and_a_reversed_settlement_no_bill(session):
    await insured_people(session)
    illness = await a_settlement(session)
    with pytest.raises(rules.BillNotOfThisBenefit):
        await reported(session, settlement_id=illness.id)
    await a_reversal(session, illness, at=DETECTED_AT)
    with pytest.raises(rules.SettlementTakenBack):
        await reported(session, settlement_id=illness.id)


async def test_another_person_s_settlement_is_not_theirs(session):
    await insured_people(session, 2)
    settlement = await a_settlement(session, cause="accident")
    with pytest.raises(rules.BillOfAnother):
        await reported(session, 2, settlement_id=settlement.id)


async def test_an_invoice_that_the_desk_has_taken_in_is_claimed_by_its_settlement(session):
    await insured_people(session)
    await filed(session, a_claim(id_number=ID_NUMBER))
    with pytest.raises(rules.BillIsSettledHere):
        await reported(session)


async def test_a_bill_or_an_event_is_claimed_once_unless_it_was_refused(session):
    await insured_people(session)
    first = await refused(session)
    again = await reported(session)
    with pytest.raises(rules.AlreadyClaimed) as refusal:
        await reported(session)
    assert refusal.value.facts["claim_id"] == again.id != first.id
    await reported(session, benefit="accident-death")
    with pytest.raises(rules.AlreadyClaimed):
        await reported(session, benefit="accident-death")


async def test_whoever_was_not_insured_on_the_day_has_no_claim(session):
    await insured_people(session)
    for changes in ({"event_on": date(2019, 12, 31)}, {"event_on": date(2021, 1, 1), "reported_on": date(2021, 1, 2)}):
        with pytest.raises(rules.NotInsured):
            await reported(session, **changes)
    with pytest.raises(rules.NotInsured):
        await reported(session, 7)


async def test_who_joined_or_left_within_the_year_is_insured_from_or_until_the_endorsement(session):
    await insured_people(session, 2)
    await a_person(session, 2, since=date(2020, 5, 1))
    await a_person(session, 9, "enrolled", since=date(2020, 5, 1))
    await ordered(session, await confirmed(session), from_on=date(2020, 5, 10))

    assert await reported(session, 9)
    with pytest.raises(rules.NotInsured):
        await reported(session, 2)
    with pytest.raises(rules.NotInsured):
        await reported(session, 9, event_on=date(2020, 5, 9), invoice_no="37010120000199")
    assert await reported(session, 2, event_on=date(2020, 5, 9))


@pytest.mark.parametrize(
    ("changes", "law"),
    [
        ({"benefit": "hail"}, NoSuchBenefit),
        ({"reported_on": date(2020, 5, 19)}, rules.EventOutOfOrder),
        ({"reported_on": date(2020, 6, 13)}, rules.EventOutOfOrder),
        ({"loss_yuan": None, "invoice_no": None}, rules.BillMissing),
        ({"benefit": "property-theft"}, rules.BillMissing),
        ({"benefit": "accident-death", "invoice_no": "123456"}, rules.BillNotOfThisBenefit),
        ({"id_number": "371311196203040011"}, InvalidIdNumber),
    ],
)
async def test_what_does_not_fit_is_refused(session, changes, law):
    await insured_people(session)
    with pytest.raises(law):
        await reported(session, **changes)


async def test_after_two_years_a_claim_comes_too_late(session):
    await insured_people(session)
    with pytest.raises(rules.ClaimTooLate):
        await reported(session, reported_on=date(2022, 5, 21), on=date(2022, 5, 21))


def test_a_settlement_is_named_without_amounts():
    with pytest.raises(ValueError, match="以结算的个人负担为准"):
        a_loss(settlement_id="0192d5f0-7c1e-7b1a-9c55-0a1b2c3d4e5f", loss_yuan="1")
