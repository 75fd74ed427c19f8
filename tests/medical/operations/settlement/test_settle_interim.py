"""Mid-stay settlement (中途结算): what was charged so far is settled, the stay goes on, nothing counts twice."""

from datetime import date

import pytest

from services.medical.operations.admission.record_charges import record_charges
from services.medical.operations.settlement.reverse_settlement import reverse_settlement
from services.medical.operations.settlement.settle_admission import settle_admission
from services.medical.rules.admission import AdmissionStatus, NotAnInpatient, NothingToSettle, NotInHospital
from services.medical.rules.reversal import LaterSettlementsDepend
from services.medical.schemas.charge import RecordCharges
from services.medical.schemas.settlement import ReverseSettlement
from services.medical.store.admissions import get_admission
from services.medical.store.people import find_year
from services.medical.store.settlements import list_of_stay
from shared.vault import hash_identity
from tests.builders.medical import HOSPITAL, ID_NUMBER, JUNE_12, a_discharge, a_line, a_stay, an_enrolled_person, an_id_number
from tests.medical.operations.settlement.test_settle_admission import paid


async def settled(session, stay, *, on=JUNE_12, **options):
    return await settle_admission(session, a_discharge(on), admission_id=stay.id, by=HOSPITAL, on=on, **options)


async def charged(session, stay, line_no, amount_fen, kind="A"):
    lines = RecordCharges.model_validate({"lines": [a_line(line_no, amount_fen=amount_fen, catalogue_class=kind)]})
    await record_charges(session, lines, admission_id=stay.id, by=HOSPITAL, on=JUNE_12)


async def counters(session, id_number=ID_NUMBER, year=2020):
    found = await find_year(session, hash_identity(id_number), year)
    assert found is not None
    await session.refresh(found)
    return found.counters, found.burden_fen


async def test_three_settlements_of_a_stay_are_one_in_the_end(session):
    await an_enrolled_person(session)
    await an_enrolled_person(session, id_number=an_id_number(5))
    stay = await a_stay(session, in_policy_fen=6_000_00, out_of_policy_fen=1_000_00)
    once = await a_stay(session, id_number=an_id_number(5), in_policy_fen=18_000_00, out_of_policy_fen=2_000_00)
    whole = await settled(session, once)

    parts = [await settled(session, stay, is_interim=True)]
    await charged(session, stay, 11, 7_000_00)
    parts.append(await settled(session, stay, is_interim=True))
    assert (await get_admission(session, stay.id)).status == AdmissionStatus.OPEN
    await charged(session, stay, 12, 5_000_00)
    await charged(session, stay, 13, 1_000_00, "C")
    parts.append(await settled(session, stay))

    assert [part.total_fen for part in parts] == [7_000_00, 7_000_00, 6_000_00]
    assert {layer: sum(paid(part)[layer] for part in parts) for layer in paid(whole)} == paid(whole)
    assert sum(part.patient_fen for part in parts) == whole.patient_fen == 360_00
    assert await counters(session) == await counters(session, an_id_number(5))
    assert (await get_admission(session, stay.id)).settlement_id == parts[-1].id


async def test_nothing_new_is_nothing_to_settle_but_a_stay_can_still_be_closed(session):
    stay = await a_stay(session)
    await settled(session, stay, is_interim=True)

    with pytest.raises(NothingToSettle):
        await settled(session, stay, is_interim=True)
    final = await settled(session, stay)

    assert (final.total_fen, final.patient_fen) == (0, 0)
    assert (await get_admission(session, stay.id)).status == AdmissionStatus.SETTLED


async def test_a_stay_is_taken_back_from_its_last_settlement(session):
    stay = await a_stay(session)
    interim = await settled(session, stay, is_interim=True)
    start = await get_admission(session, stay.id)
    kept = start.settled
    await charged(session, stay, 11, 7_000_00)
    final = await settled(session, stay)
    form = ReverseSettlement(reason="漏记")

    with pytest.raises(LaterSettlementsDepend):
        await reverse_settlement(session, form, settlement_id=interim.id, by=HOSPITAL)
    await reverse_settlement(session, form, settlement_id=final.id, by=HOSPITAL)
    assert (await get_admission(session, stay.id)).settled == kept
    await reverse_settlement(session, form, settlement_id=interim.id, by=HOSPITAL)

    now = await get_admission(session, stay.id)
    assert (now.settled, now.settled_portion, now.status) == ({}, 0, AdmissionStatus.OPEN)
    assert await counters(session) == ({}, 0)
    again = await settled(session, stay)
    assert again.total_fen == 27_000_00
    assert [reversal is None for _, reversal in await list_of_stay(session, stay.id)] == [False, True, False]


async def test_a_stay_settled_before_new_year_goes_on_in_the_next_without_a_second_deductible(session):
    stay = await a_stay(session, in_policy_fen=10_000_00, out_of_policy_fen=0)
    old = await settled(session, stay, on=date(2020, 12, 31), is_interim=True)
    lines = RecordCharges.model_validate({"lines": [a_line(11, amount_fen=1_000_00, charged_on="2021-01-02")]})
    await record_charges(session, lines, admission_id=stay.id, by=HOSPITAL, on=date(2021, 1, 3))

    new = await settled(session, stay, on=date(2021, 1, 3))

    assert (paid(old)["basic"], paid(new)["basic"]) == (6_720_00, 700_00)
    assert (await counters(session, year=2021))[0]["basic_year"] == 700_00
    assert (await counters(session, year=2020))[0]["basic_year"] == 6_720_00


async def test_only_whoever_lies_in_hospital_is_settled_in_between(session):
    visit = await a_stay(session, visit="outpatient")
    with pytest.raises(NotAnInpatient):
        await settled(session, visit, is_interim=True)
    stay = await a_stay(session)
    await settled(session, stay)
    with pytest.raises(NotInHospital):
        await settled(session, stay, is_interim=True)
