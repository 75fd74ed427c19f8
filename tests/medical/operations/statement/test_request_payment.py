"""A refused payment is asked for again; nothing else is."""

import pytest

from services.medical.operations.statement.record_payment import record_payment
from services.medical.operations.statement.record_refusal import record_refusal
from services.medical.operations.statement.request_payment import request_payment
from services.medical.rules.statement import StatementState, StatementStateForbids
from tests.builders.clearing import a_statement, an_approved_statement, paid, refused
from tests.builders.medical import a_settlement


async def test_asking_again_is_told_with_its_number_and_needs_no_second_approval(session, emitted):
    await a_settlement(session)
    statement = await an_approved_statement(session)
    await record_refusal(session, refused(statement))

    await request_payment(session, statement_id=statement.id)

    assert (statement.state, statement.asks, statement.approved_by) == (StatementState.APPROVED, 2, "张审批")
    assert (await emitted(session))[-1].ask == 2


async def test_only_a_refused_payment_is_asked_for_again(session):
    await a_settlement(session)
    draft = await a_statement(session)
    with pytest.raises(StatementStateForbids):
        await request_payment(session, statement_id=draft.id)

    statement = await an_approved_statement(session)
    with pytest.raises(StatementStateForbids):
        await request_payment(session, statement_id=statement.id)
    await record_payment(session, paid(statement))
    with pytest.raises(StatementStateForbids):
        await request_payment(session, statement_id=statement.id)
