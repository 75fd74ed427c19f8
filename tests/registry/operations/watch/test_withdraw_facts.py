"""A settlement that was reversed never was; so its alert ends, and nobody is blamed for it."""

import pytest
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.watch.note_facts import note_facts
from services.registry.operations.watch.raise_alerts import raise_alerts
from services.registry.operations.watch.withdraw_facts import Withdrawn, withdraw_facts
from services.registry.rules.alert import Outcome
from services.registry.tables import Alert
from shared.clock import today
from tests.builders.watch import a_bill, a_household_in_the_register


async def test_the_alert_of_a_reversed_settlement_ends_and_the_next_bill_is_news(session: AsyncSession) -> None:
    household, _ = await a_household_in_the_register(session)
    bill = a_bill(household, 1_100_000, on=today())
    await note_facts(session, [bill], by="medical")
    await raise_alerts(session, [household.id], on=today())
    await withdraw_facts(session, [Withdrawn("test", bill.source_id, household.region)], by="medical")
    [alert] = await session.exec(select(Alert).execution_options(populate_existing=True))
    assert (alert.outcome, alert.reason) == (Outcome.WITHDRAWN, "所依据的结算已冲正")
    await note_facts(session, [a_bill(household, 1_100_000, on=today())], by="medical")
    _, raised = await raise_alerts(session, [household.id], on=today())
    assert len(raised) == 1


@pytest.mark.parametrize("times", [1, 2])
async def test_a_reversal_heard_before_its_settlement_counts(session: AsyncSession, times: int) -> None:
    household, _ = await a_household_in_the_register(session)
    bill = a_bill(household, 1_100_000, on=today())
    for _ in range(times):
        await withdraw_facts(session, [Withdrawn("test", bill.source_id, "")], by="medical")
    await note_facts(session, [bill], by="medical")
    _, raised = await raise_alerts(session, [household.id], on=today())
    assert raised == []


async def test_an_alert_with_a_fact_left_stands(session: AsyncSession) -> None:
    household, _ = await a_household_in_the_register(session)
    bills = [a_bill(household, 1_100_000, on=today()), a_bill(household, 1_200_000, on=today())]
    await note_facts(session, bills, by="medical")
    await raise_alerts(session, [household.id], on=today())
    await withdraw_facts(session, [Withdrawn("test", bills[0].source_id, household.region)], by="medical")
    [alert] = await session.exec(select(Alert).execution_options(populate_existing=True))
    assert alert.outcome is None
