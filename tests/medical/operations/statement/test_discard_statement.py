"""A wrong draft is discarded, not changed; the month can then be made anew."""

import pytest

from services.medical.operations.statement.discard_statement import discard_statement
from services.medical.rules.statement import StatementState, StatementStateForbids
from services.medical.schemas.statement import DiscardStatement
from tests.builders.clearing import MAKER, a_statement, an_approved_statement
from tests.builders.medical import a_settlement, an_id_number

WRONG = DiscardStatement(reason="医疗机构漏传一笔")


async def test_the_lines_are_open_again_and_the_month_is_made_anew_with_what_came_since(session):
    await a_settlement(session)
    draft = await a_statement(session)
    await a_settlement(session, id_number=an_id_number(2))

    discarded = await discard_statement(session, WRONG, statement_id=draft.id, by=MAKER)
    anew = await a_statement(session)

    assert (discarded.state, discarded.discard_reason) == (StatementState.DISCARDED, WRONG.reason)
    assert anew.id != draft.id
    assert (draft.line_count, anew.line_count) == (1, 2)


async def test_an_approved_statement_is_not_discarded(session):
    await a_settlement(session)
    statement = await an_approved_statement(session)

    with pytest.raises(StatementStateForbids):
        await discard_statement(session, WRONG, statement_id=statement.id, by=MAKER)
