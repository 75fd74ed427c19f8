"""Charge lines: whole batches, running sums, and what is refused."""

from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import select

from services.medical.operations.admission.admit_patient import admit_patient
from services.medical.operations.admission.record_charges import record_charges
from services.medical.operations.settlement.settle_admission import settle_admission
from services.medical.rules.admission import AdmissionSettled, DateOutOfOrder, NoSuchAdmission
from services.medical.rules.line import AmountIsNotQuantityTimesPrice, LineAlreadyRecorded, TooManyLines
from services.medical.rules.refund import LineSettled, RefundExceedsCharge, RefundNamesNoLine
from services.medical.schemas.charge import LINES_LIMIT, RecordCharges
from services.medical.store import policies
from services.medical.store.admissions import get_admission
from services.medical.store.charges import list_days
from services.medical.tables import Charge
from shared.policy.load import Shelf, load_text
from tests.builders.medical import HOSPITAL, JUNE_12, OTHER_HOSPITAL, a_discharge, a_line, a_refund, an_admission

PLACES = Path(__file__).parents[2] / "policy" / "places"


def bill(*lines) -> RecordCharges:
    return RecordCharges.model_validate({"lines": list(lines)})


@pytest.fixture
async def stay(session):
    return await admit_patient(session, an_admission(), by=HOSPITAL, on=JUNE_12)


async def recorded(session, stay, *lines, by=HOSPITAL):
    return await record_charges(session, bill(*lines), admission_id=stay.id, by=by, on=JUNE_12)


async def test_the_stay_keeps_the_sums_of_its_lines(session, stay):
    await recorded(session, stay, a_line(1, amount_fen=100_00), a_line(2, amount_fen=200_00, catalogue_class="B"))
    told = await recorded(session, stay, a_line(3, amount_fen=50_00, catalogue_class="C", charged_on="2020-06-05"))

    now = await get_admission(session, stay.id)
    assert (now.line_count, now.total_fen, now.in_policy_fen, now.pre_pay_fen, now.out_of_policy_fen) == (
        3, 350_00, 280_00, 20_00, 50_00,
    )  # fmt: skip
    assert (told.recorded, told.line_count, told.total_fen, told.in_policy_fen) == (1, 3, 350_00, 280_00)
    summed = (await session.execute(text("SELECT sum(amount_fen), sum(in_policy_fen), max(charged_on) FROM charge"))).one()
    assert tuple(summed) == (now.total_fen, now.in_policy_fen, now.last_charged_on)


async def test_prices_and_quantities_are_kept_to_the_last_digit(session, stay):
    await recorded(session, stay, a_line(1) | {"unit_price": "1.283333", "quantity": "12.0001", "amount_yuan": "15.40"})

    line = (await session.exec(select(Charge))).one()
    assert (str(line.unit_price), str(line.quantity), line.price_ceiling) == ("1.283333", "12.0001", None)


async def test_a_line_that_is_there_already_is_not_counted_again_and_is_named(session, stay):
    lines = [a_line(1), a_line(2, catalogue_class="B"), a_line(3, unit_price="100.000000", quantity="1.0")]
    await recorded(session, stay, *lines[:2])

    told = await recorded(session, stay, *lines)

    assert (told.recorded, told.repeated_line_nos, told.line_count, told.total_fen) == (1, [1, 2], 3, 300_00)
    again = await recorded(session, stay, *lines)
    assert (again.recorded, again.repeated_line_nos, again.total_fen) == (0, [1, 2, 3], 300_00)


async def test_a_line_number_with_other_content_is_refused_and_the_batch_leaves_nothing(session, stay):
    await recorded(session, stay, a_line(1))

    with pytest.raises(LineAlreadyRecorded) as refused:
        await recorded(session, stay, a_line(1, charged_on="2020-06-03"), a_line(2))

    assert refused.value.facts["line_nos"] == [1]
    assert (await get_admission(session, stay.id)).line_count == 1


async def test_one_wrong_line_refuses_the_batch(session, stay):
    with pytest.raises(AmountIsNotQuantityTimesPrice) as refused:
        await recorded(session, stay, a_line(1), a_line(2, quantity="3"))

    assert refused.value.pointer == "/lines/1/amount_yuan"
    assert (await session.exec(select(Charge))).all() == []


async def test_a_day_outside_the_stay_is_refused(session, stay):
    for day in ("2020-05-31", "2020-06-13"):
        with pytest.raises(DateOutOfOrder):
            await recorded(session, stay, a_line(charged_on=day))


async def test_another_hospital_cannot_charge(session, stay):
    with pytest.raises(NoSuchAdmission):
        await recorded(session, stay, a_line(), by=OTHER_HOSPITAL)


async def test_a_settled_stay_takes_no_more_charges(session, stay):
    await recorded(session, stay, a_line())
    await settle_admission(session, a_discharge(), admission_id=stay.id, by=HOSPITAL, on=JUNE_12)

    with pytest.raises(AdmissionSettled):
        await recorded(session, stay, a_line(2))


async def test_a_full_upload_goes_in_at_once(session, stay):
    told = await recorded(session, stay, *[a_line(number) for number in range(1, LINES_LIMIT + 1)])

    assert told.line_count == LINES_LIMIT
    assert told.total_fen == LINES_LIMIT * 100_00


async def test_a_refund_takes_every_sum_back(session, stay):
    await recorded(session, stay, a_line(1, amount_fen=100_00, catalogue_class="B", item="large_equipment"), a_line(2))

    told = await recorded(session, stay, a_refund(3, of=1, amount_fen=100_00, catalogue_class="B"))

    now = await get_admission(session, stay.id)
    assert (told.total_fen, told.in_policy_fen, told.pre_pay_fen, told.line_count) == (100_00, 100_00, 0, 3)
    assert (now.class_sums, now.item_sums) == ({"A": [100_00, 100_00, 0]}, {})
    [row] = (await session.exec(select(Charge).where(Charge.line_no == 3))).all()
    assert (row.amount_fen, row.in_policy_fen, row.pre_pay_fen, row.item) == (-100_00, -90_00, -10_00, "large_equipment")


async def test_a_batch_may_take_back_what_it_brings_and_send_it_all_again(session, stay):
    lines = [a_refund(2, of=1), a_line(1)]

    told = await recorded(session, stay, *lines)
    again = await recorded(session, stay, *lines)

    assert (told.recorded, told.total_fen) == (2, 0)
    assert (again.recorded, again.repeated_line_nos) == (0, [1, 2])


async def test_no_more_is_refunded_than_was_charged_over_all_batches(session, stay):
    await recorded(session, stay, a_line(1, amount_fen=100_00) | {"quantity": "3", "amount_yuan": "300.00"})
    await recorded(session, stay, a_refund(2, of=1, quantity="-2"))

    with pytest.raises(RefundExceedsCharge) as refused:
        await recorded(session, stay, a_refund(3, of=1, quantity="-2"))
    assert refused.value.facts["quantity_left"] == "1"
    told = await recorded(session, stay, a_refund(3, of=1))
    assert told.total_fen == 0


async def test_a_refund_names_a_line_that_is_there(session, stay):
    await recorded(session, stay, a_line(1), a_refund(2, of=1))
    for wrong in (a_refund(9, of=7), a_refund(9, of=2), a_refund(9, of=1) | {"refunds_line_no": None}):
        with pytest.raises(RefundNamesNoLine) as refused:
            await recorded(session, stay, wrong)
        assert refused.value.pointer == "/lines/0/refunds_line_no"


async def test_what_an_interim_settlement_took_is_not_refunded_behind_its_back(session, stay):
    await recorded(session, stay, a_line(1))
    await settle_admission(session, a_discharge(), admission_id=stay.id, by=HOSPITAL, on=JUNE_12, is_interim=True)

    with pytest.raises(LineSettled):
        await recorded(session, stay, a_refund(2, of=1))
    await recorded(session, stay, a_line(3))
    assert (await recorded(session, stay, a_refund(4, of=3))).total_fen == 100_00


async def test_a_stay_has_at_most_twenty_thousand_lines(session, stay):
    await session.execute(text("UPDATE admission SET line_count = 19999"))
    await recorded(session, stay, a_line(1))

    with pytest.raises(TooManyLines):
        await recorded(session, stay, a_line(2))


async def test_each_day_has_its_sums_by_class(session, stay):
    await recorded(
        session,
        stay,
        a_line(1, catalogue_class="B"),
        a_line(2),
        a_line(3, charged_on="2020-06-03"),
        a_refund(4, of=3, charged_on="2020-06-04"),
    )

    days = await list_days(session, stay.id)

    assert [(day.charged_on.day, day.catalogue_class, day.line_count, day.amount_fen) for day in days] == [
        (2, "A", 1, 100_00), (2, "B", 1, 100_00), (3, "A", 1, 100_00), (4, "A", 1, -100_00),
    ]  # fmt: skip
    [refunded] = await list_days(session, stay.id, day=days[-1].charged_on)
    assert refunded == days[-1]


async def test_a_line_without_a_share_of_its_own_takes_that_of_the_place_s_policy(session, stay, monkeypatch):
    jingzhou = (PLACES / "jingzhou_2018.yaml").read_text("utf-8").replace('"4210"', '"3713"').replace('"421022"', '"371322"')
    there = load_text(jingzhou.replace("2018-01-01, to: 2018-12-31", "2018-01-01"), file="here.yaml")
    monkeypatch.setattr(policies, "shelf", lambda: Shelf((there,)))
    line = a_line(1, amount_fen=200_00) | {"catalogue_class": "B", "self_pay_ratio": None}

    told = await recorded(session, stay, line, a_line(2, amount_fen=100_00, catalogue_class="B", self_pay_ratio="0.3"))

    assert (told.pre_pay_fen, told.in_policy_fen) == (20_00 + 30_00, 180_00 + 70_00)
