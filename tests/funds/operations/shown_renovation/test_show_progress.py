"""The public sees how far a renovation is: by what happened last, whatever order the news come in."""

from sqlmodel import select

from services.funds.operations.shown_renovation.show_progress import show_progress
from services.funds.rules.shown_renovation import HouseState
from services.funds.tables import ShownRenovation
from tests.builders.funds_shown_houses import a_house_payment, a_step, later


async def test_what_happened_last_is_shown_whatever_order_it_is_heard_in(session):
    begun = a_step()
    finished = later(begun, "2020-09-15", "finished")

    await show_progress(session, finished)
    await show_progress(session, begun)
    await show_progress(session, finished)

    [shown] = (await session.exec(select(ShownRenovation))).all()
    assert (shown.state, shown.progressed_on, shown.number) == (HouseState.FINISHED, finished.progressed_on, begun.number)
    assert (shown.standard_fen, shown.year, shown.is_paid) == (1_800_000, 2020, False)


async def test_money_that_came_before_the_news_of_its_acceptance_is_shown_with_it(session):
    acceptance_id = (await a_house_payment(session)).about_id

    shown = await show_progress(session, a_step("2020-09-20", "accepted", acceptance_id=acceptance_id))

    assert shown.is_paid


async def test_an_acceptance_that_was_revoked_takes_its_money_out_of_sight(session):
    acceptance_id = (await a_house_payment(session)).about_id
    accepted = a_step("2020-09-20", "accepted", acceptance_id=acceptance_id)
    await show_progress(session, accepted)

    shown = await show_progress(session, later(accepted, "2020-09-25", "finished"))

    assert (shown.is_paid, shown.acceptance_id) == (False, None)
