"""Payments on a plan: to the fen, and whoever has paid everything is on no list."""

from datetime import date

import pytest
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from services.medical.operations.instalment.record_payment import record_payment
from services.medical.rules.admission import DateOutOfOrder, NoSuchAdmission
from services.medical.rules.defaulter import ListingStatus
from services.medical.rules.instalment import PaidMoreThanOwed, PlanNotActive, PlanStatus
from services.medical.schemas.instalment import RecordPayment
from services.medical.store.defaulters import is_listed, list_steps
from services.medical.tables import DefaultListing, InstalmentPayment
from shared.events.medical import DefaultListingDecided
from tests.builders.medical import HOSPITAL, OTHER_HOSPITAL, a_plan, a_settlement

JULY = date(2020, 7, 12)


async def pay(session, plan, amount_yuan, *, by=HOSPITAL, paid_on=JULY):
    form = RecordPayment(paid_on=paid_on, amount_yuan=amount_yuan, receipt_no="SJ1")
    return await record_payment(session, form, plan_id=plan.id, by=by, on=JULY)


@pytest.fixture
async def plan(session):
    return await a_plan(session, await a_settlement(session), (JULY, 1_000_00), (date(2020, 8, 12), 500_00))


async def test_a_plan_is_paid_off(session, plan):
    plan = await pay(session, plan, "999.99")
    assert (plan.paid_fen, plan.status) == (999_99, PlanStatus.ACTIVE)
    with pytest.raises(PaidMoreThanOwed):
        await pay(session, plan, "500.02")
    plan = await pay(session, plan, "500.01")
    assert plan.status == PlanStatus.PAID
    with pytest.raises(PlanNotActive):
        await pay(session, plan, "0.01")
    assert [one.amount_fen for one in (await session.exec(select(InstalmentPayment))).all()] == [999_99, 500_01]


async def test_a_payment_is_of_a_day_between_signing_and_today_at_the_hospital_that_agreed(session, plan):
    for day in (date(2020, 6, 11), date(2020, 7, 13)):
        with pytest.raises(DateOutOfOrder):
            await pay(session, plan, "1", paid_on=day)
    with pytest.raises(NoSuchAdmission):
        await pay(session, plan, "1", by=OTHER_HOSPITAL)


async def test_a_payment_stays_on_record(session, plan):
    await pay(session, plan, "1")
    payment = (await session.exec(select(InstalmentPayment))).one()
    payment.amount_fen = 2
    with pytest.raises(DBAPIError, match="only ever added to"):
        await session.flush()


async def test_whoever_has_paid_everything_leaves_the_list(session, plan, emitted):
    listing = DefaultListing(
        plan_id=plan.id,
        identity_hash=plan.identity_hash,
        region=plan.region,
        hospital=plan.hospital,
        status=ListingStatus.APPEALED,
        reason="有偿还能力",
    )
    session.add(listing)
    await session.flush()
    await pay(session, plan, "1499.99")
    assert await is_listed(session, plan.identity_hash)

    await pay(session, plan, "0.01")

    assert not await is_listed(session, plan.identity_hash)
    assert (listing.status, listing.lifted_on) == (ListingStatus.LIFTED, JULY)
    assert [step.status for step in await list_steps(session, listing.id)] == [ListingStatus.LIFTED]
    told = (await emitted(session))[-1]
    assert isinstance(told, DefaultListingDecided) and told.status == "lifted"
