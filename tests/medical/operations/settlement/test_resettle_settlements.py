"""A year made anew from one settlement on: old ones reversed, new ones with their reasons, differences told, counters right."""

from datetime import date

import pytest
from sqlalchemy import text
from sqlmodel import select

from services.medical.operations.admission.record_charges import record_charges
from services.medical.operations.person.enrol_person import enrol_person
from services.medical.operations.person.open_medical_cover import open_medical_cover
from services.medical.operations.settlement.resettle_settlements import resettle_settlements
from services.medical.operations.settlement.reverse_settlement import reverse_settlement
from services.medical.operations.settlement.settle_admission import settle_admission
from services.medical.rules.reversal import AlreadyReversed, LaterSettlementsDepend, SettlementElsewhere
from services.medical.schemas.charge import RecordCharges
from services.medical.schemas.resettlement import ResettleSettlements
from services.medical.schemas.settlement import ReverseSettlement
from services.medical.store.admissions import get_admission
from services.medical.store.people import find_year
from services.medical.store.resettlements import list_dues
from services.medical.tables import Reversal, Settlement
from shared import database
from shared.events.medical import SettlementCompleted, SettlementReversed
from shared.vault import hash_identity
from tests.builders.medical import (
    COUNTY_CLERK,
    HOSPITAL,
    ID_NUMBER,
    JUNE_12,
    OTHER_HOSPITAL,
    a_detection,
    a_discharge,
    a_line,
    a_settlement,
    a_stay,
    an_enrolled_person,
    an_enrolment,
)
from tests.medical.operations.settlement.test_settle_admission import paid

FORM = ResettleSettlements(reason="前一次住院更正")


async def resettled(session, settlement):
    return await resettle_settlements(session, FORM, settlement_id=settlement.id, by=COUNTY_CLERK)


async def account(session, year=2020):
    found = await find_year(session, hash_identity(ID_NUMBER), year)
    assert found is not None
    await session.refresh(found)
    return found


async def test_those_after_a_reversed_one_come_out_as_if_it_had_never_been(session):
    """低保 has 10,000 a year of aid: what the first took, the second gets once the first is gone."""
    await an_enrolled_person(session, classes=("low-income",))
    first = await a_settlement(session, in_policy_fen=60_000_00)
    second = await a_settlement(session, by=OTHER_HOSPITAL, in_policy_fen=60_000_00)
    third = await a_settlement(session, in_policy_fen=9_000_00)
    await reverse_settlement(session, ReverseSettlement(reason="重复住院"), settlement_id=first.id, by=HOSPITAL)

    command, pairs = await resettled(session, second)

    assert [old.id for old, _ in pairs] == [second.id, third.id]
    (_, second_new), (_, third_new) = pairs
    assert paid(second_new) == paid(first), "the second is the first of the year now"
    assert (second_new.replaces, second_new.resettlement_id) == (second.id, command.id)
    now = await account(session)
    assert now.standing == [str(second_new.id), str(third_new.id)]
    assert now.burden_fen == second_new.patient_fen + third_new.patient_fen
    assert now.counters["basic_year"] == paid(second_new)["basic"] + paid(third_new)["basic"]
    assert await list_dues(session, after=None, limit=10) == []
    stay = await get_admission(session, second.admission_id)
    assert (stay.settlement_id, stay.settled["paid"]) == (second_new.id, paid(second_new))


async def test_the_same_year_made_anew_twice_is_the_same(session):
    await an_enrolled_person(session)
    first = await a_settlement(session)
    await a_settlement(session, by=OTHER_HOSPITAL, in_policy_fen=50_000_00)
    before = await account(session)
    counters, burden_fen = before.counters, before.burden_fen

    _, pairs = await resettled(session, first)

    now = await account(session)
    assert (now.counters, now.burden_fen) == (counters, burden_fen)
    assert [new.result["shares"] for _, new in pairs] == [old.result["shares"] for old, _ in pairs]
    assert [new.facts for _, new in pairs] == [old.facts for old, _ in pairs]


async def test_each_old_one_is_reversed_and_each_new_one_names_what_it_replaces(session, emitted):
    first = await a_settlement(session)
    known = len(await emitted(session))

    command, [(old, new)] = await resettled(session, first)

    taken_back, completed = (await emitted(session))[known:]
    assert isinstance(taken_back, SettlementReversed) and isinstance(completed, SettlementCompleted)
    assert (taken_back.settlement_id, taken_back.replaced_by) == (old.id, new.id)
    assert (completed.settlement_id, completed.replaces) == (new.id, old.id)
    [reversal] = (await session.exec(select(Reversal))).all()
    assert (reversal.settlement_id, reversal.resettlement_id, reversal.reason) == (old.id, command.id, FORM.reason)
    assert (command.by, command.year) == (COUNTY_CLERK.subject, 2020)
    with pytest.raises(AlreadyReversed):
        await resettled(session, old)


async def test_whoever_is_registered_late_is_noted_and_settled_again_from_that_day(session):
    early = await a_settlement(session, by=OTHER_HOSPITAL, on=date(2020, 6, 5))
    bill = await a_settlement(session)

    await enrol_person(session, an_enrolment(since=date(2020, 6, 10)))
    [due] = await list_dues(session, after=None, limit=10)
    _, [(_, new)] = await resettled(session, bill)

    assert (due.settlement_id, due.cause, due.since_on) == (bill.id, "enrolment", date(2020, 6, 10))
    assert new.result["persons"] == ["enrolled"]
    assert paid(new)["medical_aid"] > 0 == paid(bill)["medical_aid"]
    assert new.patient_fen < bill.patient_fen
    assert await list_dues(session, after=None, limit=10) == []
    assert (await account(session)).standing == [str(early.id), str(new.id)]


async def test_a_due_of_a_settlement_that_is_reversed_meanwhile_passes_to_the_one_after_it(session):
    first = await a_settlement(session)
    second = await a_settlement(session, by=OTHER_HOSPITAL)
    await enrol_person(session, an_enrolment())
    assert [due.settlement_id for due in await list_dues(session, after=None, limit=10)] == [first.id]

    await reverse_settlement(session, ReverseSettlement(reason="漏记"), settlement_id=first.id, by=HOSPITAL)

    assert [due.settlement_id for due in await list_dues(session, after=None, limit=10)] == [second.id]


async def test_news_that_changes_nothing_or_comes_after_the_bill_is_no_due(session):
    await an_enrolled_person(session)
    await a_settlement(session)

    await enrol_person(session, an_enrolment())
    await enrol_person(session, an_enrolment(classes=("low-income",), since=date(2020, 6, 13)))
    await enrol_person(session, an_enrolment(classes=("low-income",), since=date(2019, 1, 1)))

    assert await list_dues(session, after=None, limit=10) == []


async def test_cover_that_a_case_opens_for_the_day_of_a_bill_is_noted(session):
    bill = await a_settlement(session)

    await open_medical_cover(session, a_detection())

    [due] = await list_dues(session, after=None, limit=10)
    assert (due.settlement_id, due.cause) == (bill.id, "cover")
    _, [(_, new)] = await resettled(session, bill)
    assert new.result["persons"] == ["immediate-assistance"]


async def test_an_interim_settlement_is_made_anew_together_with_what_followed(session):
    stay = await a_stay(session)
    interim = await settle_admission(session, a_discharge(), admission_id=stay.id, by=HOSPITAL, on=JUNE_12, is_interim=True)

    more = RecordCharges.model_validate({"lines": [a_line(7, amount_fen=5_000_00)]})
    await record_charges(session, more, admission_id=stay.id, by=HOSPITAL, on=JUNE_12)
    final = await settle_admission(session, a_discharge(), admission_id=stay.id, by=HOSPITAL, on=JUNE_12)
    await enrol_person(session, an_enrolment())

    _, pairs = await resettled(session, interim)

    assert [old.id for old, _ in pairs] == [interim.id, final.id]
    news = [new for _, new in pairs]
    assert [new.total_fen for new in news] == [20_000_00, 5_000_00]
    assert all(sum(paid(new).values()) + new.patient_fen == new.total_fen for new in news)
    now = await get_admission(session, stay.id)
    assert now.settled["paid"]["basic"] == sum(paid(new)["basic"] for new in news) == 15_820_00
    assert now.settlement_id == news[-1].id


async def test_what_a_final_settlement_took_in_the_next_year_must_go_first(session):
    stay = await a_stay(session)
    interim = await settle_admission(session, a_discharge(), admission_id=stay.id, by=HOSPITAL, on=JUNE_12, is_interim=True)
    new_year = date(2021, 1, 3)
    await settle_admission(session, a_discharge(new_year), admission_id=stay.id, by=HOSPITAL, on=new_year)

    with pytest.raises(LaterSettlementsDepend):
        await resettled(session, interim)


async def test_a_county_does_not_settle_what_it_does_not_see(session, sessions):
    first = await a_settlement(session)
    elsewhere = await a_settlement(session, by=OTHER_HOSPITAL)
    assert elsewhere.year == first.year

    await session.execute(text("UPDATE admission SET region = '371302001001' WHERE id = :id"), {"id": elsewhere.admission_id})
    await session.commit()

    async with sessions() as clerk:
        await database.set_scope(clerk, COUNTY_CLERK.scope("test"))
        with pytest.raises(SettlementElsewhere):
            await resettle_settlements(clerk, FORM, settlement_id=first.id, by=COUNTY_CLERK)


async def test_a_resettlement_at_the_county_s_own_sight_writes_everything(session, sessions):
    """Under the county's own scope, as the door sets it: row-level security lets each row through."""
    await an_enrolled_person(session, classes=("low-income",))
    first = await a_settlement(session, in_policy_fen=60_000_00)
    await a_settlement(session, by=OTHER_HOSPITAL)
    await session.commit()

    async with database.transaction(sessions, COUNTY_CLERK.scope("test")) as clerk:
        _, pairs = await resettle_settlements(clerk, FORM, settlement_id=first.id, by=COUNTY_CLERK)

    await database.set_scope(session, database.the_platform("test", "test"))
    stored = {one.id: one for one in (await session.exec(select(Settlement))).all()}
    assert len(stored) == 4
    assert [stored[new.id].patient_fen for _, new in pairs] == [old.patient_fen for old, _ in pairs]
