"""Reversal: the counters come back, the record stays, and the order is kept."""

import pytest
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from services.medical.operations.admission.admit_patient import admit_patient
from services.medical.operations.settlement.reverse_settlement import reverse_settlement
from services.medical.operations.settlement.settle_admission import settle_admission
from services.medical.rules.admission import AlreadyAdmitted
from services.medical.rules.reversal import AlreadyReversed, LaterSettlementsDepend, NoSuchSettlement
from services.medical.schemas.settlement import ReverseSettlement
from services.medical.store.people import find_year
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
    return await reverse_settlement(session, ReverseSettlement(reason="漏记手术费"), settlement_id=settlement_id, by=by)


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


async def test_settlements_are_taken_back_from_the_last_one(session):
    first = await settled(session)
    second = await settled(session, by=OTHER_HOSPITAL)

    with pytest.raises(LaterSettlementsDepend):
        await reversed_(session, first.id)
    await reversed_(session, second.id, by=OTHER_HOSPITAL)
    await reversed_(session, first.id)
    with pytest.raises(AlreadyReversed):
        await reversed_(session, first.id)


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
