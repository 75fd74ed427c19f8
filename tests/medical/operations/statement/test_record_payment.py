"""Funds says that it has paid: once or twice, early or late, the statement is paid."""

from datetime import date

import pytest

from services.medical.operations.statement.record_payment import record_payment
from services.medical.rules.statement import NoSuchStatement, StatementState, StatementStateForbids
from shared.ids import uuid7
from tests.builders.clearing import a_statement, an_approved_statement, paid
from tests.builders.medical import a_settlement


async def test_a_paid_statement_says_when_and_by_which_transfer(session):
    await a_settlement(session)
    statement = await an_approved_statement(session)
    event = paid(statement)

    await record_payment(session, event)
    await record_payment(session, event)

    await session.refresh(statement)
    assert (statement.state, statement.paid_on, statement.transfer_id) == (
        StatementState.PAID, date(2020, 7, 2), event.transfer_id,
    )  # fmt: skip


async def test_what_was_never_approved_was_never_paid(session):
    await a_settlement(session)
    draft = await a_statement(session)

    with pytest.raises(StatementStateForbids):
        await record_payment(session, paid(draft))
    with pytest.raises(NoSuchStatement):
        await record_payment(session, paid(draft).model_copy(update={"statement_id": uuid7()}))
