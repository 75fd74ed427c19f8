"""Whether a household has its subsidy is shown as our own payments say it."""

from services.funds.operations.shown_renovation.show_progress import show_progress
from services.funds.operations.shown_renovation.show_subsidy import show_subsidy
from services.funds.rules.payment import PaymentState
from shared.ids import uuid7
from tests.builders.funds_houses import a_hold, a_household, asked_stage, lines, paid_all
from tests.builders.funds_shown_houses import a_house_payment, a_step, pay


async def test_it_is_shown_when_it_came_and_when_it_came_back(session):
    payment = await a_house_payment(session, is_paid=False)
    shown = await show_progress(session, a_step("2020-09-20", "accepted", acceptance_id=payment.about_id))
    await show_subsidy(session, payment.about_id)
    assert not shown.is_paid

    await pay(session)
    await show_subsidy(session, payment.about_id)
    assert shown.is_paid

    payment.state = PaymentState.RETURNED
    await session.flush()
    assert await show_subsidy(session, payment.about_id) is shown and not shown.is_paid


async def test_a_stage_shows_that_it_is_partly_paid_until_all_of_it_is(session):
    await lines(session)
    hold = await a_hold(session, await a_household(session))
    shown = await show_progress(session, a_step("2020-07-15", renovation_id=hold.renovation_id))
    [stage] = await asked_stage(session, hold, 540_000)
    await paid_all(session, hold)

    await show_subsidy(session, stage.about_id)
    assert (shown.is_partly_paid, shown.is_paid) == (True, False)

    shown.acceptance_id, hold.wanted_fen = uuid7(), 540_000
    await session.flush()
    await show_subsidy(session, stage.about_id)
    assert (shown.is_partly_paid, shown.is_paid) == (False, True)


async def test_money_of_a_house_that_nobody_showed_shows_nothing(session):
    assert await show_subsidy(session, uuid7()) is None
