"""Reversal: the counters come back, the record stays, and the order is kept."""

import pytest
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from services.medical.operations.admission.admit_patient import admit_patient
from services.medical.operations.admission.discharge_patient import discharge_patient
from services.medical.operations.settlement.reverse_settlement import reverse_settlement
from services.medical.operations.settlement.settle_admission import settle_admission
from services.medical.rules.admission import AdmissionStatus, AlreadyAdmitted
from services.medical.rules.reversal import AlreadyReversed, NoSuchSettlement
from services.medical.schemas.admission import DischargePatient
from services.medical.schemas.settlement import ReverseSettlement, SettleAdmission
from services.medical.store.admissions import get_admission
from services.medical.store.people import find_year
from services.medical.store.resettlements import list_dues
from services.medical.tables import Settlement
from shared.events.medical import BurdenExceeded, SettlementReversed
from shared.ids import uuid7
from shared.vault import hash_identity
from tests.builders.medical import (
    HOSPITAL,
    ID_NUMBER,
    JUNE_12,
    OTHER_HOSPITAL,
    a_discharge,
    a_stay,
    an_admission,
    an_enrolled_person,
)


async def settled(session, *, by=HOSPITAL, **bill):
    stay = await a_stay(session, by=by, **bill)
    return await settle_admission(session, a_discharge(), admission_id=stay.id, by=by, on=JUNE_12)


async def reversed_(session, settlement_id, *, by=HOSPITAL):
    form = ReverseSettlement(reason="漏记手术费")
    taken_back, _ = await reverse_settlement(session, form, settlement_id=settlement_id, by=by)
    return taken_back


async def account(session):
    found = await find_year(session, hash_identity(ID_NUMBER), 2020)
    assert found is not None
    await session.refresh(found)
    return found


async def test_counters_and_burden_go_back_to_what_they_were(session, emitted):
    await an_enrolled_person(session)
    await settled(session)
    before = (await account(session)).model_dump()
    second = await settled(session, by=OTHER_HOSPITAL, in_policy_fen=50_000_00)
    assert (await account(session)).model_dump() != before

    taken_back = await reversed_(session, second.id, by=OTHER_HOSPITAL)

    assert (await account(session)).model_dump() == before
    told = (await emitted(session))[-1]
    assert isinstance(told, SettlementReversed)
    assert (told.reversal_id, told.settlement_id, told.total_fen) == (taken_back.id, second.id, second.total_fen)


async def test_one_that_another_hospital_s_depends_on_may_go_and_the_county_is_told(session, emitted):
    first = await settled(session)
    second = await settled(session, by=OTHER_HOSPITAL)
    third = await settled(session, in_policy_fen=500_00)
    form = ReverseSettlement(reason="漏记手术费")

    _, later = await reverse_settlement(session, form, settlement_id=first.id, by=HOSPITAL)

    assert later == 2
    [due] = await list_dues(session, after=None, limit=10)
    assert (due.settlement_id, due.cause, due.hospital) == (second.id, "reversal", first.hospital)
    assert (await account(session)).standing == [str(second.id), str(third.id)]
    assert (await account(session)).burden_fen == second.patient_fen + third.patient_fen
    assert (await emitted(session))[-1].later_settlements == 2
    with pytest.raises(AlreadyReversed):
        await reversed_(session, first.id)


async def test_a_stay_discharged_by_itself_is_discharged_again(session):
    stay = await a_stay(session)
    await discharge_patient(session, DischargePatient(discharged_on=JUNE_12), admission_id=stay.id, by=HOSPITAL, on=JUNE_12)
    settlement = await settle_admission(session, SettleAdmission(), admission_id=stay.id, by=HOSPITAL, on=JUNE_12)

    await reversed_(session, settlement.id)

    stay = await get_admission(session, stay.id)
    assert (stay.status, stay.discharged_on, stay.settlement_id) == (AdmissionStatus.DISCHARGED, JUNE_12, None)


async def test_a_stay_does_not_open_again_beside_another_open_one(session):
    settlement = await settled(session)
    await admit_patient(session, an_admission(), by=HOSPITAL, on=JUNE_12)

    with pytest.raises(AlreadyAdmitted):
        await reversed_(session, settlement.id)


async def test_a_burden_that_was_told_is_not_told_again_after_a_reversal(session, emitted):
    heavy = {"in_policy_fen": 100_000_00, "out_of_policy_fen": 20_000_00, "hospital_level": "3"}
    settlement = await settled(session, **heavy)
    await reversed_(session, settlement.id)

    again = await settle_admission(session, a_discharge(), admission_id=settlement.admission_id, by=HOSPITAL, on=JUNE_12)

    assert again.result["burden"]["is_crossed"]
    assert len([event for event in await emitted(session) if isinstance(event, BurdenExceeded)]) == 1


async def test_what_is_not_there_cannot_be_taken_back(session):
    with pytest.raises(NoSuchSettlement):
        await reversed_(session, uuid7())


async def test_a_settlement_is_never_changed_or_removed(session):
    settlement = await settled(session)
    stored = (await session.exec(select(Settlement).where(Settlement.id == settlement.id))).one()

    stored.patient_fen = 0
    with pytest.raises(DBAPIError, match="only ever added to"):
        await session.flush()
