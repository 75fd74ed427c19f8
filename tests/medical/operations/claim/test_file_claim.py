"""A claim on paper becomes a visit of the desk's own, its bill as the invoice says."""

from datetime import date

import pytest
from sqlalchemy import text

from services.medical.operations.admission.admit_patient import admit_patient
from services.medical.operations.claim.file_claim import file_claim
from services.medical.operations.settlement.settle_admission import settle_admission
from services.medical.rules.admission import DateOutOfOrder
from services.medical.rules.claim import ClaimAmountsDoNotAddUp, InvoiceAlreadyClaimed, desk_of
from services.medical.schemas.claim import CLAIM_EXAMPLE, FileClaim
from services.medical.schemas.settlement import SettleAdmission
from services.medical.store.admissions import get_admission
from shared.security import Principal, Role
from tests.builders.medical import COUNTY, ID_NUMBER, JUNE_12, VILLAGE, an_enrolled_person
from tests.medical.operations.settlement.test_settle_admission import paid

DESK = Principal("罗庄区经办员", Role.COUNTY, COUNTY, desk_of(VILLAGE))


def a_claim(**changes):
    return FileClaim.model_validate(CLAIM_EXAMPLE | {"id_number": ID_NUMBER} | changes)


async def filed(session, form=None):
    form = form or a_claim()
    visit = await admit_patient(session, form.opening(), by=DESK, on=JUNE_12, is_paper=True)
    return await file_claim(session, form, admission_id=visit.id, by=DESK, on=JUNE_12)


async def test_the_invoice_s_sums_are_the_bill_s(session, emitted):
    await an_enrolled_person(session)

    claim = await filed(session)

    visit = await get_admission(session, claim.admission_id)
    assert (visit.hospital, visit.place, visit.hospital_level, visit.traits) == ("desk-371311", "out_of_city", "3", ["referred"])
    assert (visit.total_fen, visit.in_policy_fen, visit.pre_pay_fen, visit.out_of_policy_fen) == (
        23_000_00, 19_200_00, 800_00, 3_000_00,
    )  # fmt: skip
    assert visit.class_sums["B"] == [8_000_00, 7_200_00, 800_00]
    assert (visit.status, visit.discharged_on) == ("discharged", date(2020, 6, 1))
    assert (claim.received_on, claim.due_on) == (date(2020, 6, 5), date(2020, 6, 12))
    assert not visit.is_without_deposit and "手工报销" in visit.deposit_reason
    assert await emitted(session) == []
    assert b"6223190012345678" not in claim.payee_sealed


async def test_what_was_paid_elsewhere_is_counted_and_not_paid_again(session):
    await an_enrolled_person(session)
    claim = await filed(session, a_claim(given={"basic": "8000.00"}))

    form = SettleAdmission(discharged_on=date(2020, 6, 1))
    settlement = await settle_admission(session, form, admission_id=claim.admission_id, by=DESK, on=JUNE_12)

    assert paid(settlement)["basic"] == 8_000_00
    assert settlement.result["shares"][0]["is_given"]
    assert settlement.facts["given"] == {"basic": 8_000_00}
    assert settlement.facts["place"] == "out_of_city"


async def test_an_invoice_is_claimed_once_and_a_person_may_have_several_claims_open(session):
    await filed(session)
    await filed(session, a_claim(invoice_no="37010120000124"))

    with pytest.raises(InvoiceAlreadyClaimed):
        await filed(session)


@pytest.mark.parametrize(
    "sums",
    [
        {"total_yuan": "100", "class_a_yuan": "99"},
        {"total_yuan": "100", "class_b_yuan": "100", "class_b_pre_pay_yuan": "60", "over_ceiling_yuan": "50"},
    ],
)
async def test_sums_that_contradict_each_other_are_refused(session, sums):
    with pytest.raises(ClaimAmountsDoNotAddUp):
        await filed(session, a_claim(sums=sums))


@pytest.mark.parametrize(
    "changes", [{"discharged_on": "2020-05-19"}, {"received_on": "2020-05-31"}, {"received_on": "2020-06-13"}]
)
async def test_days_out_of_order_are_refused(session, changes):
    with pytest.raises(DateOutOfOrder):
        await filed(session, a_claim(**changes))


def test_a_claim_has_sums_or_lines():
    with pytest.raises(ValueError, match="二者只取其一"):
        a_claim(sums=None)


async def test_the_lines_add_up_to_the_sums_of_the_visit(session):
    await filed(
        session, a_claim(sums={"total_yuan": "300", "class_a_yuan": "100", "class_b_yuan": "200", "over_ceiling_yuan": "150"})
    )

    summed = (
        await session.execute(text("SELECT sum(amount_fen), sum(over_ceiling_fen), sum(in_policy_fen), count(*) FROM charge"))
    ).one()
    assert tuple(summed) == (300_00, 150_00, 150_00, 2)
