"""Two pairs of eyes: in the rule, and in the database for whoever comes another way."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from services.medical.operations.statement.approve_statement import approve_statement
from services.medical.rules.statement import (
    ApproverMadeIt,
    NoSuchStatement,
    StatementNotAsSeen,
    StatementState,
    StatementStateForbids,
)
from services.medical.schemas.statement import ApproveStatement
from shared.events.medical import ClearingApproved
from shared.ids import uuid7
from tests.builders.clearing import APPROVER, MAKER, a_statement, an_approved_statement, as_seen
from tests.builders.medical import a_settlement, an_enrolled_person


async def test_an_approval_asks_funds_to_pay_exactly_the_statement(session, emitted):
    await a_settlement(session)
    draft = await a_statement(session)

    statement = await approve_statement(session, as_seen(draft), statement_id=draft.id, by=APPROVER)

    assert (statement.state, statement.approved_by, statement.asks) == (StatementState.APPROVED, APPROVER.subject, 1)
    told = (await emitted(session))[-1]
    assert isinstance(told, ClearingApproved)
    assert (told.statement_id, told.amount_fen, told.payer, told.hospital, told.region, told.period, told.ask) == (
        statement.id, statement.total_fen, statement.payer, statement.hospital, "371311", "2020-06", 1,
    )  # fmt: skip


async def test_whoever_made_it_cannot_approve_it(session):
    await a_settlement(session)
    draft = await a_statement(session)

    with pytest.raises(ApproverMadeIt):
        await approve_statement(session, as_seen(draft), statement_id=draft.id, by=MAKER)


async def test_another_sum_than_the_one_seen_is_not_approved(session):
    await a_settlement(session)
    draft = await a_statement(session)

    with pytest.raises(StatementNotAsSeen):
        await approve_statement(session, ApproveStatement(total_fen="1.00"), statement_id=draft.id, by=APPROVER)


async def test_a_statement_is_approved_once(session):
    await a_settlement(session)
    statement = await an_approved_statement(session)

    with pytest.raises(StatementStateForbids):
        await approve_statement(session, as_seen(statement), statement_id=statement.id, by=APPROVER)
    with pytest.raises(NoSuchStatement):
        await approve_statement(session, as_seen(statement), statement_id=uuid7(), by=APPROVER)


@pytest.mark.parametrize(
    ("statement", "law"),
    [
        ("UPDATE clearing_statement SET state = 'approved', approved_by = made_by", "four_eyes"),
        ("UPDATE clearing_statement SET made_by = '别人'", "is fixed"),
        ("UPDATE clearing_statement SET total_fen = total_fen + 1", "is fixed"),
        ("UPDATE clearing_statement SET state = 'paid', approved_by = '张审批'", "does not go from"),
        ("UPDATE clearing_statement SET state = 'approved'", "clearing_statement_approved"),
        ("DELETE FROM clearing_statement", "never removed"),
        ("DELETE FROM clearing_line", "let go by discarding"),
        ("UPDATE clearing_line SET is_released = true", "let go by discarding"),
        ("UPDATE clearing_line SET amount_fen = 1", "let go by discarding"),
    ],
)
async def test_the_database_holds_a_draft_to_the_same_laws(session, statement, law):
    await a_settlement(session)
    await a_statement(session)

    with pytest.raises(DBAPIError, match=law):
        await session.execute(text(statement))


async def test_the_database_approves_no_statement_whose_lines_do_not_come_to_its_total(session):
    await a_settlement(session)
    await a_statement(session)
    await session.execute(text("ALTER TABLE clearing_line DISABLE TRIGGER guard_clearing_line"))
    await session.execute(text("UPDATE clearing_line SET amount_fen = amount_fen - 1"))

    with pytest.raises(DBAPIError, match="do not come to its total"):
        await session.execute(text("UPDATE clearing_statement SET state = 'approved', approved_by = '张审批'"))


async def test_an_approved_statement_takes_no_more_lines_and_no_other_approver(session):
    await an_enrolled_person(session)
    await a_settlement(session)
    await an_approved_statement(session)

    with pytest.raises(DBAPIError, match="is fixed"):
        async with session.begin_nested():
            await session.execute(text("UPDATE clearing_statement SET approved_by = '又一人'"))
    with pytest.raises(DBAPIError, match="added to a draft alone"):
        await session.execute(
            text("""
            INSERT INTO clearing_line SELECT s.id, r.id, s.region, s.hospital, r.amount_fen, false, false
            FROM clearing_statement s, receivable r WHERE r.payer <> s.payer LIMIT 1
            """)
        )
