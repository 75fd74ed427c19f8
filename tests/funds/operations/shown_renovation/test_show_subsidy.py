"""Whether a household has its subsidy is shown as our own payments say it."""

from services.funds.operations.shown_renovation.show_progress import show_progress
from services.funds.operations.shown_renovation.show_subsidy import show_subsidy
from services.funds.rules.payment import PaymentState
from shared.ids import uuid7
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


async def test_money_of_a_house_that_nobody_showed_shows_nothing(session):
    assert await show_subsidy(session, uuid7()) is None
