"""A household is told once of what the month before brought, from the day on that the rule names."""

from datetime import datetime

from services.funds.operations.household.make_statements import make_statements
from shared import clock
from shared.events.funds import HouseholdStatementIssued
from tests.builders.funds_payments import a_batch, a_line, a_paying_account, answered, approved, failure, lines_of, success


def on(month: int, day: int) -> datetime:
    return datetime(2020, month, day, 9, 0, tzinfo=clock.CHINA)


async def test_from_the_fifth_each_household_that_received_something_is_told_once(session, emitted):
    await a_line(session)
    await a_paying_account(session)
    payments = await approved(session, 3)
    lines = await lines_of(session, await a_batch(session))
    await answered(session, success(lines[0]) + success(lines[1]) + failure(lines[2]))

    assert await make_statements(session, at=on(8, 4)) == 0
    assert await make_statements(session, at=on(8, 5)) == 2
    assert await make_statements(session, at=on(8, 5)) == 0
    assert await make_statements(session, at=on(9, 5)) == 0

    told = [event for event in await emitted(session) if isinstance(event, HouseholdStatementIssued)]
    paid = {line.payment_id for line in lines[:2]}
    assert {event.household_id for event in told} == {one.household_id for one in payments if one.id in paid}
    assert {(event.month, event.payments, event.amount_fen) for event in told} == {("2020-07", 1, 100_000)}
