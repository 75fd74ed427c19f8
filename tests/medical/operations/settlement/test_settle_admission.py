"""One-stop settlement on a real database: every payer, the yearly account, the burden, and two hospitals at once."""

import asyncio
from datetime import date

import pytest
from sqlalchemy import text
from sqlmodel import select

from services.medical.operations.admission.admit_patient import admit_patient
from services.medical.operations.admission.record_charges import record_charges
from services.medical.operations.person.open_medical_cover import open_medical_cover
from services.medical.operations.settlement.reverse_settlement import reverse_settlement
from services.medical.operations.settlement.settle_admission import settle_admission
from services.medical.rules.admission import AdmissionStatus, AlreadySettled, DateOutOfOrder, NoSuchAdmission, NothingToSettle
from services.medical.schemas.charge import RecordCharges
from services.medical.schemas.settlement import ReverseSettlement
from services.medical.store.admissions import get_admission
from services.medical.store.people import find_year
from services.medical.tables import Admission, Settlement
from shared import database
from shared.events.medical import BurdenExceeded, SettlementCompleted
from shared.policy.load import NoPolicyInForce
from shared.vault import hash_identity
from tests.builders.medical import (
    HOSPITAL,
    ID_NUMBER,
    JUNE_12,
    OTHER_HOSPITAL,
    a_detection,
    a_discharge,
    a_line,
    a_stay,
    an_admission,
    an_enrolled_person,
)


def paid(settlement: Settlement) -> dict[str, int]:
    return {share["layer"]: share["paid_fen"] for share in settlement.result["shares"]}


async def settled(session, stay, *, on=JUNE_12, by=HOSPITAL, **options) -> Settlement:
    return await settle_admission(session, a_discharge(on), admission_id=stay.id, by=by, on=on, **options)


async def test_an_enrolled_patient_pays_only_what_lies_outside_the_policy(session, emitted):
    await an_enrolled_person(session)
    stay = await a_stay(session)

    settlement = await settled(session, stay)

    assert paid(settlement) == {
        "basic": 12_320_00,
        "serious_illness": 442_00,
        "medical_aid": 3_666_60,
        "medical_re_aid": 0,
        "hospital_reduction": 357_14,
        "supplementary": 2_571_41,
        "backstop": 282_85,
    }
    assert settlement.patient_fen == 360_00
    assert sum(paid(settlement).values()) + settlement.patient_fen == settlement.total_fen == 20_000_00
    [completed] = [event for event in await emitted(session) if isinstance(event, SettlementCompleted)]
    assert completed.settlement_id == settlement.id
    assert sum(share.amount_fen for share in completed.shares) + completed.patient_fen == completed.total_fen


async def test_whoever_was_registered_during_the_stay_is_settled_and_told_of_as_the_person_they_are(session, emitted):
    stay = await a_stay(session)
    known = await an_enrolled_person(session)

    settlement = await settled(session, stay)

    [completed] = [event for event in await emitted(session) if isinstance(event, SettlementCompleted)]
    assert (completed.person_id, settlement.result["persons"]) == (known.person_id, ["enrolled"])
    assert settlement.facts["persons"] == ["enrolled"]
    assert settlement.facts["classes"] == {"A": [18_000_00, 18_000_00, 0], "C": [2_000_00, 0, 0]}


async def test_what_is_stored_is_what_was_answered(session):
    stay = await a_stay(session)

    settlement = await settled(session, stay)

    stored = (await session.exec(select(Settlement))).one()
    assert stored.model_dump() == settlement.model_dump()
    stay = await get_admission(session, stay.id)
    assert (stay.status, stay.settlement_id, stay.discharged_on) == (AdmissionStatus.SETTLED, settlement.id, JUNE_12)


async def test_a_preview_says_what_the_settlement_then_does_and_leaves_nothing_behind(session, emitted):
    await an_enrolled_person(session)
    stay = await a_stay(session)
    before = await find_year(session, hash_identity(ID_NUMBER), 2020)
    owed_before = len(await emitted(session))

    preview = await settled(session, stay, dry_run=True)

    assert (await session.exec(select(Settlement))).all() == []
    assert len(await emitted(session)) == owed_before
    assert before is not None and before.counters == {}
    assert (await settled(session, stay)).result == preview.result


async def test_the_result_names_the_policy_and_its_version(session):
    settlement = await settled(session, await a_stay(session))

    assert settlement.policy == "linyi-2020"
    assert settlement.result["policy"]["version"] == settlement.policy_version
    assert all(share["reference"]["clause"] for share in settlement.result["shares"])


async def test_a_settled_admission_cannot_be_settled_again(session):
    stay = await a_stay(session)
    await settled(session, stay)

    with pytest.raises(AlreadySettled):
        await settled(session, stay)


async def test_a_stay_without_charges_has_nothing_to_settle(session):
    stay = await admit_patient(session, an_admission(), by=HOSPITAL, on=JUNE_12)

    with pytest.raises(NothingToSettle):
        await settled(session, stay)


async def test_another_hospitals_stay_is_not_there(session):
    stay = await a_stay(session)

    with pytest.raises(NoSuchAdmission):
        await settled(session, stay, by=OTHER_HOSPITAL)


@pytest.mark.parametrize(
    "discharged_on",
    [date(2020, 5, 31), date(2020, 6, 1), date(2020, 6, 13)],
    ids=["before admission", "before the last charge", "after today"],
)
async def test_a_discharge_lies_between_the_last_charge_and_today(session, discharged_on):
    stay = await a_stay(session)

    with pytest.raises(DateOutOfOrder):
        await settle_admission(session, a_discharge(discharged_on), admission_id=stay.id, by=HOSPITAL, on=JUNE_12)


async def test_a_year_without_a_policy_file_is_refused(session):
    stay = await a_stay(session)
    await session.execute(text("UPDATE admission SET admitted_on = '2019-01-01', last_charged_on = '2019-01-02'"))

    with pytest.raises(NoPolicyInForce):
        await settled(session, stay, on=date(2019, 1, 5))


async def test_a_stay_over_new_year_counts_in_the_year_of_discharge(session):
    stay = await a_stay(session)

    await settled(session, stay, on=date(2021, 1, 3))

    account = await find_year(session, hash_identity(ID_NUMBER), 2021)
    assert account is not None and account.counters["basic_year"] == 12_320_00


async def test_the_second_stay_of_a_year_finds_the_counters_of_the_first(session):
    await an_enrolled_person(session, classes=("low-income",))
    first = await a_stay(session, in_policy_fen=60_000_00)
    assert paid(await settled(session, first))["medical_aid"] < 10_000_00

    second = await a_stay(session, in_policy_fen=60_000_00)
    aid = next(share for share in (await settled(session, second)).result["shares"] if share["layer"] == "medical_aid")

    account = await find_year(session, hash_identity(ID_NUMBER), 2020)
    await session.refresh(account)
    assert account.counters["medical_aid_year"] == 10_000_00
    assert aid["ceilings"][0]["after_fen"] == 0


async def test_two_hospitals_at_once_cannot_overspend_a_ceiling(sessions, session):
    await an_enrolled_person(session, classes=("low-income",))
    stays = [
        await a_stay(session, by=hospital, in_policy_fen=70_000_00, out_of_policy_fen=0)
        for hospital in (HOSPITAL, OTHER_HOSPITAL)
    ]
    await session.commit()

    async def settle_at(hospital, stay):
        async with database.transaction(sessions, hospital.scope("test")) as own:
            return await settled(own, stay, by=hospital)

    settlements = await asyncio.gather(settle_at(HOSPITAL, stays[0]), settle_at(OTHER_HOSPITAL, stays[1]))

    assert sum(paid(settlement)["medical_aid"] for settlement in settlements) == 10_000_00
    await database.set_scope(session, database.the_platform("test", "test"))
    account = await find_year(session, hash_identity(ID_NUMBER), 2020)
    assert account is not None
    assert account.counters["medical_aid_year"] == 10_000_00
    assert account.burden_fen == sum(settlement.patient_fen for settlement in settlements)
    assert set(account.standing) == {str(settlement.id) for settlement in settlements}


async def test_charges_that_arrive_while_a_settlement_waits_are_in_its_bill(sessions, session):
    stay = await a_stay(session, in_policy_fen=1_000_00, out_of_policy_fen=0)
    await session.commit()
    late = RecordCharges.model_validate({"lines": [a_line(2, amount_fen=500_00)]})

    async with database.transaction(sessions, HOSPITAL.scope("test")) as charging:
        await record_charges(charging, late, admission_id=stay.id, by=HOSPITAL, on=JUNE_12)

        async def settle_meanwhile():
            async with database.transaction(sessions, HOSPITAL.scope("test")) as settling:
                return await settled(settling, stay)

        waiting = asyncio.create_task(settle_meanwhile())
        await _until_someone_waits(session)
    assert (await waiting).total_fen == 1_500_00


async def _until_someone_waits(session) -> None:
    while not (await session.execute(text("SELECT count(*) FROM pg_locks WHERE NOT granted"))).scalar():
        await session.execute(text("SELECT pg_stat_clear_snapshot()"))


async def test_a_burden_over_the_line_is_told_once_in_the_same_transaction(session, emitted):
    first = await a_stay(session, in_policy_fen=100_000_00, out_of_policy_fen=20_000_00, hospital_level="3")
    settlement = await settled(session, first)
    second = await a_stay(session)
    await settled(session, second)

    [exceeded] = [event for event in await emitted(session) if isinstance(event, BurdenExceeded)]
    assert exceeded.settlement_id == settlement.id
    assert exceeded.burden_fen == settlement.patient_fen == 48_665_00
    assert exceeded.line_fen == 10_000_00
    assert settlement.result["burden"]["is_crossed"]


async def test_a_burden_up_to_the_line_is_no_news(session, emitted):
    await settled(session, await a_stay(session, in_policy_fen=1_000_00, out_of_policy_fen=9_000_00))

    assert not [event for event in await emitted(session) if isinstance(event, BurdenExceeded)]


async def test_whoever_a_case_covers_already_is_no_news(session, emitted):
    await open_medical_cover(session, a_detection())
    stay = await a_stay(session, in_policy_fen=100, out_of_policy_fen=90_000_00, hospital_level="3")

    settlement = await settled(session, stay)

    assert settlement.result["burden"]["is_crossed"]
    assert not [event for event in await emitted(session) if isinstance(event, BurdenExceeded)]


async def test_a_reversal_gives_back_what_was_drawn_and_opens_the_stay_again(session):
    await an_enrolled_person(session)
    stay = await a_stay(session)
    settlement = await settled(session, stay)

    await reverse_settlement(session, ReverseSettlement(reason="漏记手术费"), settlement_id=settlement.id, by=HOSPITAL)

    account = await find_year(session, hash_identity(ID_NUMBER), 2020)
    assert account is not None
    assert (account.counters, account.burden_fen, account.standing) == ({}, 0, [])
    again = await settled(session, await session.get(Admission, stay.id))
    assert again.result["shares"] == settlement.result["shares"]
    assert len((await session.exec(select(Settlement))).all()) == 2
