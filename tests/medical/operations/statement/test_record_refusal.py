"""Funds could not pay: the statement says why, and an answer to an earlier asking changes nothing."""

from services.medical.operations.statement.record_payment import record_payment
from services.medical.operations.statement.record_refusal import record_refusal
from services.medical.operations.statement.request_payment import request_payment
from services.medical.rules.statement import StatementState
from tests.builders.clearing import an_approved_statement, paid, refused
from tests.builders.medical import a_settlement


async def test_a_refused_statement_says_why(session):
    await a_settlement(session)
    statement = await an_approved_statement(session)

    await record_refusal(session, refused(statement))

    assert (statement.state, statement.refusal_code) == (StatementState.REFUSED, "payer-account-short")


async def test_a_refusal_that_comes_late_or_twice_takes_nothing_back(session):
    await a_settlement(session)
    statement = await an_approved_statement(session)
    await record_refusal(session, refused(statement))
    await request_payment(session, statement_id=statement.id)

    await record_refusal(session, refused(statement, ask=1))
    assert statement.state == StatementState.APPROVED
    await record_payment(session, paid(statement))
    await record_refusal(session, refused(statement, ask=2))

    assert (statement.state, statement.refusal_code) == (StatementState.PAID, None)
