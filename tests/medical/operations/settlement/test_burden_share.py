"""S6 as it happens: the settlement after which the share is no longer below a tenth says so, once in the year."""

from datetime import date, datetime

from services.medical.operations.admission.record_charges import record_charges
from services.medical.operations.person.enrol_person import enrol_person
from services.medical.operations.settlement.resettle_settlements import resettle_settlements
from services.medical.operations.settlement.settle_admission import settle_admission
from services.medical.schemas.charge import RecordCharges
from services.medical.schemas.resettlement import ResettleSettlements
from services.medical.schemas.settlement import SettleAdmission
from services.medical.store.people import find_year
from shared.events.medical import BurdenShareExceeded
from shared.policy.counters import IN_POLICY, PATIENT_IN_POLICY
from shared.vault import hash_identity
from tests.builders.medical import (
    COUNTY_CLERK,
    HOSPITAL,
    ID_NUMBER,
    JUNE_12,
    OTHER_HOSPITAL,
    VILLAGE,
    a_discharge,
    a_line,
    a_reversal,
    a_settlement,
    a_stay,
    an_enrolled_person,
    an_enrolment,
)  # fmt: skip
from tests.medical.operations.claim.test_file_claim import DESK, a_claim, filed

LOW_INCOME = {"classes": ("low-income",)}
HEAVY = {"hospital_level": "3", "in_policy_fen": 4_000_00}
"""A short stay far from home: the deductible alone is a fifth of it."""


async def told(session, emitted):
    return [event for event in await emitted(session) if isinstance(event, BurdenShareExceeded)]


LIGHT = {"in_policy_fen": 40_000_00, "out_of_policy_fen": 0}
"""Of a bill like this hardly anything is left with somebody of low income."""
SMALL_INVOICE = {
    "total_yuan": "4000.00", "class_a_yuan": "4000.00", "class_b_yuan": "0", "class_b_pre_pay_yuan": "0", "class_c_yuan": "0",
}  # fmt: skip
AT = datetime.fromisoformat("2020-06-13T10:00:00+08:00")
AGAIN = ResettleSettlements(reason="补登记")


async def settled(session, stay, *, on=JUNE_12, **options):
    return await settle_admission(session, a_discharge(on), admission_id=stay.id, by=HOSPITAL, on=on, **options)


async def charged(session, stay, line_no, amount_fen, on):
    lines = RecordCharges.model_validate({"lines": [a_line(line_no, amount_fen=amount_fen, charged_on=on.isoformat())]})
    await record_charges(session, lines, admission_id=stay.id, by=HOSPITAL, on=on)


async def counters(session):
    account = await find_year(session, hash_identity(ID_NUMBER), 2020)
    await session.refresh(account)
    return account.counters.get(IN_POLICY, 0), account.counters.get(PATIENT_IN_POLICY, 0)


async def test_a_share_over_the_line_is_told_with_the_sums_of_the_year(session, emitted):
    await an_enrolled_person(session, **LOW_INCOME)

    settlement = await a_settlement(session, **HEAVY)

    [event] = await told(session, emitted)
    burden_fen = settlement.result["patient_in_policy_fen"]
    assert (event.in_policy_fen, event.burden_fen, event.line_per_mille) == (4_000_00, burden_fen, 100)
    assert event.share_per_mille == burden_fen * 1000 // 4_000_00 >= 100
    assert (event.identity_hash, event.region, event.year, event.settlement_id) == (
        hash_identity(ID_NUMBER), VILLAGE, 2020, settlement.id,
    )  # fmt: skip
    assert settlement.result["burden_share"]["is_over"] is True


async def test_it_is_told_once_a_year_over_all_hospitals(session, emitted):
    await an_enrolled_person(session, **LOW_INCOME)

    await a_settlement(session, **HEAVY)
    await a_settlement(session, by=OTHER_HOSPITAL, **HEAVY)

    assert len(await told(session, emitted)) == 1


async def test_nobody_whose_part_stays_below_is_named(session, emitted):
    await an_enrolled_person(session)  # the county's own fund leaves nothing of the in-policy costs

    settlement = await a_settlement(session)

    assert settlement.result["burden_share"]["burden_fen"] == 0
    assert await told(session, emitted) == []


async def test_whom_the_clause_does_not_speak_of_is_not_named_however_much_they_bear(session, emitted):
    await a_settlement(session)

    assert await told(session, emitted) == []


async def test_a_reversal_gives_the_counters_back_and_a_new_settlement_is_not_told_again(session, emitted):
    await an_enrolled_person(session, **LOW_INCOME)
    settlement = await a_settlement(session, **HEAVY)
    assert await counters(session) == (4_000_00, settlement.result["patient_in_policy_fen"])

    await a_reversal(session, settlement, at=datetime.fromisoformat("2020-06-13T10:00:00+08:00"))
    assert await counters(session) == (0, 0)
    await a_settlement(session, by=OTHER_HOSPITAL, **HEAVY)

    assert len(await told(session, emitted)) == 1


async def test_what_a_reversal_leaves_over_the_line_is_told_by_the_next_settlement(session, emitted):
    """The bill that was taken back is about to be settled again: in between nobody is named for half a year."""
    await an_enrolled_person(session, **LOW_INCOME)
    large = await a_settlement(session, in_policy_fen=400_000_00, out_of_policy_fen=0)
    await a_settlement(session, by=OTHER_HOSPITAL, **HEAVY)
    over = large.result["burden_share"]["is_over"]
    before = len(await told(session, emitted))
    assert before == int(over)

    await a_reversal(session, large, at=AT)
    assert len(await told(session, emitted)) == before
    last = await a_settlement(session, by=OTHER_HOSPITAL, in_policy_fen=1_00, out_of_policy_fen=0, hospital_level="3")

    [event] = await told(session, emitted)
    assert over or event.settlement_id == last.id


async def test_whoever_turns_out_to_be_of_low_income_is_told_by_the_resettlement(session, emitted):
    settlement = await a_settlement(session, **HEAVY)
    assert await told(session, emitted) == []
    await enrol_person(session, an_enrolment(**LOW_INCOME))

    _, [(_, new)] = await resettle_settlements(session, AGAIN, settlement_id=settlement.id, by=COUNTY_CLERK)

    [event] = await told(session, emitted)
    assert (event.settlement_id, event.burden_fen) == (new.id, new.result["patient_in_policy_fen"])
    await resettle_settlements(session, AGAIN, settlement_id=new.id, by=COUNTY_CLERK)
    assert len(await told(session, emitted)) == 1


async def test_a_resettlement_tells_how_the_year_ends_not_how_it_began(session, emitted):
    first = await a_settlement(session, **HEAVY)
    await a_settlement(session, by=OTHER_HOSPITAL, **LIGHT)
    await enrol_person(session, an_enrolment(**LOW_INCOME))

    _, pairs = await resettle_settlements(session, AGAIN, settlement_id=first.id, by=COUNTY_CLERK)

    assert [new.result["burden_share"]["is_over"] for _, new in pairs] == [True, False]
    assert await told(session, emitted) == []


async def test_an_interim_settlement_tells_and_the_final_one_does_not_tell_again(session, emitted):
    await an_enrolled_person(session, **LOW_INCOME)
    stay = await a_stay(session, out_of_policy_fen=0, **HEAVY)

    interim = await settled(session, stay, is_interim=True)
    await charged(session, stay, 9, 1_000_00, JUNE_12)
    final = await settled(session, stay)

    [event] = await told(session, emitted)
    assert event.settlement_id == interim.id
    assert final.result["burden_share"]["in_policy_fen"] == 5_000_00
    of_stay = interim.result["patient_in_policy_fen"] + final.result["patient_in_policy_fen"]
    assert final.result["burden_share"]["burden_fen"] == of_stay


async def test_what_a_final_settlement_gives_back_to_the_patient_brings_their_share_down(session, emitted):
    stay = await a_stay(session, out_of_policy_fen=0, **HEAVY)
    interim = await settled(session, stay, on=date(2020, 6, 8), is_interim=True)
    await an_enrolled_person(session, classes=("enrolled",), since=date(2020, 6, 10))

    final = await settled(session, stay)

    assert interim.result["burden_share"]["burden_fen"] > 0
    assert final.result["burden_share"] | {"reference": None} == {
        "in_policy_fen": 4_000_00, "burden_fen": 0, "share_per_mille": 0, "line_per_mille": 100, "is_over": False,
        "reference": None,
    }  # fmt: skip
    assert await told(session, emitted) == []


async def test_a_claim_on_paper_tells_as_a_hospital_s_settlement_does(session, emitted):
    await an_enrolled_person(session, **LOW_INCOME)
    claim = await filed(session, a_claim(sums=SMALL_INVOICE))

    settlement = await settle_admission(session, SettleAdmission(), admission_id=claim.admission_id, by=DESK, on=JUNE_12)

    assert settlement.result["burden_share"]["is_over"] is True
    [event] = await told(session, emitted)
    assert (event.settlement_id, event.year) == (settlement.id, 2020)


async def test_each_year_has_its_own_share_and_its_own_alarm(session, emitted):
    await an_enrolled_person(session, **LOW_INCOME)
    await a_settlement(session, **HEAVY)
    stay = await a_stay(session, on=date(2020, 12, 31), out_of_policy_fen=0, **HEAVY)
    await settled(session, stay, on=date(2020, 12, 31), is_interim=True)
    await charged(session, stay, 9, 500_00, date(2021, 1, 2))

    final = await settled(session, stay, on=date(2021, 1, 2))

    share = final.result["burden_share"]
    assert (share["in_policy_fen"], share["burden_fen"]) == (500_00, final.result["patient_in_policy_fen"])
    assert (await counters(session))[0] == 8_000_00
    years = [event.year for event in await told(session, emitted)]
    assert years == [2020] + [2021] * share["is_over"]


async def test_what_payers_give_back_of_last_year_s_costs_is_this_year_s_burden(session, emitted):
    await an_enrolled_person(session)
    stay = await a_stay(session, in_policy_fen=18_000_00, out_of_policy_fen=0)
    await settled(session, stay, on=date(2020, 12, 31), is_interim=True)
    await enrol_person(session, an_enrolment(since=date(2021, 1, 1), **LOW_INCOME))

    final = await settled(session, stay, on=date(2021, 1, 3))

    [event] = await told(session, emitted)
    assert (event.year, event.in_policy_fen, event.burden_fen) == (2021, 0, final.result["patient_in_policy_fen"])
    assert event.share_per_mille == 1000
