"""Households are paid once the notice stood; what is asked for and what stays with the collective make the pool."""

from datetime import timedelta

import pytest
from sqlmodel import select

from services.funds.operations.distribution.approve_plan import approve_plan
from services.funds.operations.distribution.pay_plan import pay_plan
from services.funds.rules.account import AccountKind
from services.funds.rules.disclosure import DisclosureKind, PublicEntry
from services.funds.rules.distribution import PlanState, PlanStateForbids
from services.funds.rules.effect import Effect
from services.funds.rules.notice import NoticeAbout, NoticeMissing, NoticeOnHold, NoticeStillStands, Subject
from services.funds.rules.payment import PaymentState
from services.funds.rules.transfer import About
from services.funds.store.ledger import AccountKey, lock_accounts
from services.funds.store.notice import list_notices_about
from services.funds.store.payment import list_payments_about
from services.funds.tables import Disclosure
from tests.builders.funds import VILLAGE
from tests.builders.funds_assets import COLLECTIVE, COUNTY_CHIEF, ON, a_household, a_plan, an_income
from tests.builders.funds_notices import an_objection, at_ten, proved, the_board_of

STOOD_ON = ON + timedelta(days=11)


async def an_approved_plan(session):
    await an_income(session)
    plan = await a_plan(session, a_household(household=1), a_household(household=1, no_labour=1))
    await approve_plan(session, plan.id, by=COUNTY_CHIEF, on=ON)
    [notice] = await list_notices_about(session, Subject(NoticeAbout.DISTRIBUTION, plan.id))
    await proved(session, await the_board_of(session, notice), on=ON)
    return plan, notice


async def test_everyone_is_asked_for_and_the_collective_has_its_part(session, emitted):
    plan, _ = await an_approved_plan(session)
    paid = await pay_plan(session, plan.id, by=COUNTY_CHIEF, at=at_ten(STOOD_ON))

    payments = await list_payments_about(session, About.DISTRIBUTION, plan.id)
    collective = AccountKey(AccountKind.COLLECTIVE_PAID_OUT, VILLAGE, COLLECTIVE)
    [holding] = await lock_accounts(session, collective)
    assert paid.state is PlanState.PAID
    assert {payment.state for payment in payments} == {PaymentState.ASKED}
    assert sum(payment.amount_fen for payment in payments) == 560_000_00
    assert holding.sums.balance_fen == 140_000_00
    await session.flush()
    entries = (await session.exec(select(Disclosure).where(Disclosure.kind == DisclosureKind.DISTRIBUTION))).all()
    told = {entry.amount_fen: PublicEntry.read(entry.canonical).effect for entry in entries}
    assert told == {700_000_00: Effect.SHARED_OUT, 140_000_00: Effect.SPENT}
    with pytest.raises(PlanStateForbids):
        await pay_plan(session, plan.id, by=COUNTY_CHIEF, at=at_ten(STOOD_ON))


async def test_not_before_the_last_day_is_over(session):
    plan, _ = await an_approved_plan(session)

    with pytest.raises(NoticeStillStands):
        await pay_plan(session, plan.id, by=COUNTY_CHIEF, at=at_ten(STOOD_ON - timedelta(days=1)))


async def test_not_while_somebody_objects(session):
    plan, notice = await an_approved_plan(session)
    await an_objection(session, notice, on=ON)

    with pytest.raises(NoticeOnHold):
        await pay_plan(session, plan.id, by=COUNTY_CHIEF, at=at_ten(STOOD_ON))


async def test_not_without_approval(session):
    await an_income(session)
    plan = await a_plan(session)

    with pytest.raises((PlanStateForbids, NoticeMissing)):
        await pay_plan(session, plan.id, by=COUNTY_CHIEF, at=at_ten(STOOD_ON))
