"""A settlement whose stay had more paid in between than the whole gives: it goes back, and to where it came from."""

from datetime import date

import pytest
from sqlmodel import select

from services.medical.operations.admission.record_charges import record_charges
from services.medical.operations.person.enrol_person import enrol_person
from services.medical.operations.settlement.resettle_settlements import resettle_settlements
from services.medical.operations.settlement.reverse_settlement import reverse_settlement
from services.medical.operations.settlement.settle_admission import settle_admission
from services.medical.schemas.charge import RecordCharges
from services.medical.schemas.resettlement import ResettleSettlements
from services.medical.schemas.settlement import ReverseSettlement
from services.medical.store.people import find_year
from services.medical.tables import Receivable, ResettlementDue
from shared.events.medical import SettlementCompleted
from shared.vault import hash_identity
from tests.builders.clearing import AID, AUGUST_1, a_statement, an_approved_statement
from tests.builders.medical import (
    COUNTY_CLERK,
    HOSPITAL,
    ID_NUMBER,
    JUNE_12,
    OTHER_HOSPITAL,
    a_discharge,
    a_line,
    a_settlement,
    a_stay,
    an_enrolled_person,
    an_enrolment,
    an_id_number,
)  # fmt: skip
from tests.medical.operations.settlement.test_settle_admission import paid

JUNE_8, JUNE_10 = date(2020, 6, 8), date(2020, 6, 10)
WRONG = ReverseSettlement(reason="漏记")


async def settled(session, stay, *, on=JUNE_12, **options):
    return await settle_admission(session, a_discharge(on), admission_id=stay.id, by=HOSPITAL, on=on, **options)


async def an_exit(session, *, since=JUNE_10, id_number=ID_NUMBER):
    """From this day on the person is in no class any more."""
    await enrol_person(session, an_enrolment(id_number=id_number, classes=(), since=since))


async def year_of(session, year=2020, id_number=ID_NUMBER):
    found = await find_year(session, hash_identity(id_number), year)
    if found is None:
        return {}, 0
    await session.refresh(found)
    return {name: amount for name, amount in found.counters.items() if amount}, found.burden_fen


async def owed(session, *settlements):
    """By layer and payer, what stands of what these settlements made payers owe."""
    sums = {}
    for one in settlements:
        for row in await session.exec(select(Receivable).where(Receivable.settlement_id == one.id)):
            sums[row.layer, row.payer] = sums.get((row.layer, row.payer), 0) + row.amount_fen
    return {key: fen for key, fen in sums.items() if fen}


async def a_stay_that_lost_its_class(session, id_number=ID_NUMBER, **bill):
    await an_enrolled_person(session, id_number=id_number)
    stay = await a_stay(session, id_number=id_number, **bill)
    interim = await settled(session, stay, on=JUNE_8, is_interim=True)
    await an_exit(session, id_number=id_number)
    return stay, interim


async def test_whoever_loses_their_class_in_between_is_settled_as_if_once_and_payers_get_back_what_they_paid(session, emitted):
    stay, interim = await a_stay_that_lost_its_class(session)
    once = await a_settlement(session, id_number=an_id_number(5))

    preview = await settled(session, stay, dry_run=True)
    final = await settled(session, stay)

    assert preview.result == final.result and preview.patient_fen == final.patient_fen
    gives = {share["layer"]: share["paid_fen"] for share in final.result["shares"] if share["paid_fen"] < 0}
    assert gives and final.result["earlier"]["given_back_fen"] == -sum(gives.values())
    assert sum(paid(final).values()) + final.patient_fen == final.total_fen == 0
    assert {layer: paid(interim)[layer] + fen for layer, fen in paid(final).items()} == paid(once)
    assert interim.patient_fen + final.patient_fen == once.patient_fen
    assert await owed(session, interim, final) == await owed(session, once)
    assert await year_of(session) == await year_of(session, id_number=an_id_number(5))
    told = [event for event in await emitted(session) if isinstance(event, SettlementCompleted)][-1]
    assert {one.payer: -(one.given_back_fen or 0) for one in told.shares if one.given_back_fen} == gives
    assert sum(one.amount_fen - (one.given_back_fen or 0) for one in told.shares) + told.patient_fen == 0


async def test_a_patient_who_has_paid_too_much_is_given_it_back(session, emitted):
    stay = await a_stay(session)
    interim = await settled(session, stay, on=JUNE_8, is_interim=True)
    await an_enrolled_person(session, since=JUNE_10)

    final = await settled(session, stay)

    assert final.patient_fen == 360_00 - interim.patient_fen < 0
    assert (await year_of(session))[1] == 360_00
    told = [event for event in await emitted(session) if isinstance(event, SettlementCompleted)][-1]
    assert (told.patient_fen, told.patient_given_back_fen) == (0, -final.patient_fen)


async def test_taking_back_the_settlement_that_gave_back_restores_everything(session):
    stay, interim = await a_stay_that_lost_its_class(session)
    kept = await year_of(session), await owed(session, interim)
    final = await settled(session, stay)

    await reverse_settlement(session, WRONG, settlement_id=final.id, by=HOSPITAL)

    assert (await year_of(session), await owed(session, interim, final)) == kept
    await reverse_settlement(session, WRONG, settlement_id=interim.id, by=HOSPITAL)
    assert await year_of(session) == ({}, 0)
    assert await owed(session, interim, final) == {}


async def test_over_new_year_the_old_year_gets_back_what_was_drawn_in_it(session):
    await an_enrolled_person(session)
    stay = await a_stay(session, in_policy_fen=18_000_00, out_of_policy_fen=0)
    interim = await settled(session, stay, on=date(2020, 12, 31), is_interim=True)
    kept = await year_of(session), await owed(session, interim)
    await an_exit(session, since=date(2021, 1, 1))
    lines = RecordCharges.model_validate({"lines": [a_line(11, amount_fen=1_000_00, charged_on="2021-01-02")]})
    await record_charges(session, lines, admission_id=stay.id, by=HOSPITAL, on=date(2021, 1, 3))

    final = await settled(session, stay, on=date(2021, 1, 3))

    aid = "medical_aid_year"
    assert kept[0][0][aid] == paid(interim)["medical_aid"] > 0
    assert aid not in (await year_of(session))[0]
    assert all(amount >= 0 for amount in (await year_of(session, 2021))[0].values())
    assert min(paid(final).values()) < 0

    await reverse_settlement(session, WRONG, settlement_id=final.id, by=HOSPITAL)

    assert (await year_of(session), await owed(session, interim, final)) == kept
    assert await year_of(session, 2021) == ({}, 0)


async def test_whoever_was_reckoned_with_what_is_given_back_is_noted_for_the_county_desk(session):
    stay, _ = await a_stay_that_lost_its_class(session)
    between = await a_settlement(session, by=OTHER_HOSPITAL)

    await settled(session, stay)

    dues = {(due.settlement_id, due.cause) for due in await session.exec(select(ResettlementDue))}
    assert (between.id, "give_back") in dues


async def test_the_county_desk_settles_a_stay_with_a_give_back_again(session):
    stay, interim = await a_stay_that_lost_its_class(session)
    final = await settled(session, stay)
    kept = await year_of(session), await owed(session, interim, final)

    _, pairs = await resettle_settlements(session, ResettleSettlements(reason="复核"), settlement_id=interim.id, by=COUNTY_CLERK)

    [(_, again), (_, last)] = pairs
    assert (paid(again), paid(last)) == (paid(interim), paid(final))
    assert (await year_of(session), await owed(session, interim, final, again, last)) == kept


async def test_over_new_year_the_county_desk_leaves_the_old_year_as_it_was(session):
    await an_enrolled_person(session)
    stay = await a_stay(session, in_policy_fen=18_000_00, out_of_policy_fen=0)
    await settled(session, stay, on=date(2020, 12, 31), is_interim=True)
    await an_exit(session, since=date(2021, 1, 1))
    final = await settled(session, stay, on=date(2021, 1, 3))
    kept = await year_of(session), await year_of(session, 2021)

    await resettle_settlements(session, ResettleSettlements(reason="复核"), settlement_id=final.id, by=COUNTY_CLERK)

    assert (await year_of(session), await year_of(session, 2021)) == kept


@pytest.mark.parametrize("class_name", ["low-income", "extreme-poverty"])
async def test_another_class_is_settled_as_if_it_had_been_known(session, class_name):
    stay, interim = await a_stay_that_lost_its_class(session)
    await enrol_person(session, an_enrolment(classes=(class_name,), since=date(2020, 6, 11)))
    await an_enrolled_person(session, id_number=an_id_number(5), classes=(class_name,))
    once = await a_settlement(session, id_number=an_id_number(5))

    final = await settled(session, stay)

    assert {layer: paid(interim)[layer] + fen for layer, fen in paid(final).items()} == paid(once)


async def test_what_was_cleared_in_june_is_taken_off_in_july(session):
    """The month is paid; the fund has its money back by what the next month owes."""
    await an_enrolled_person(session)
    stay = await a_stay(session)
    interim = await settled(session, stay, on=JUNE_8, is_interim=True)
    june = await an_approved_statement(session, payer=AID)
    await an_exit(session, since=date(2020, 7, 1))
    final = await settled(session, stay, on=date(2020, 7, 2))
    await an_enrolled_person(session, id_number=an_id_number(5))
    other = await a_settlement(session, id_number=an_id_number(5), in_policy_fen=60_000_00, on=date(2020, 7, 3))

    july = await a_statement(session, payer=AID, period="2020-07", on=AUGUST_1)

    assert june.total_fen == paid(interim)["medical_aid"] == -paid(final)["medical_aid"]
    aid = sum(fen for layer, fen in paid(other).items() if layer.startswith("medical_"))
    assert july.total_fen == aid - june.total_fen > 0
