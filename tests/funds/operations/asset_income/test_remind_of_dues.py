"""Dues are told of a month before and when they are late, each once, and not once they are paid."""

from datetime import date

from services.funds.operations.asset_income.remind_of_dues import remind_of_dues
from shared.events.funds import AssetIncomeAwaited
from tests.builders.funds_assets import a_contract, an_investment, dues_of, received


async def test_a_due_is_told_of_before_and_after_its_day_once_each(session, emitted):
    asset = await an_investment(session)
    await a_contract(session, asset)
    days = (date(2020, 11, 30), date(2020, 12, 1), date(2020, 12, 2), date(2021, 1, 1), date(2021, 1, 2))

    told = [await remind_of_dues(session, on=day) for day in days]

    assert told == [0, 1, 0, 1, 0]
    steps = [event.step for event in await emitted(session) if isinstance(event, AssetIncomeAwaited)]
    assert steps == ["reminder", "overdue"]


async def test_what_is_paid_is_not_told_of(session):
    asset = await an_investment(session)
    await a_contract(session, asset)
    await received(session, (await dues_of(session, asset))[0].due.id, "700000.00")

    assert await remind_of_dues(session, on=date(2021, 1, 1)) == 0
