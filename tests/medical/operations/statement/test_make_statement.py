"""The clearing statement of a month: complete, repeatable, and what comes late goes on the next."""

import asyncio
from datetime import date, datetime

import pytest
from sqlalchemy import text

from services.medical.operations.statement.make_statement import make_statement
from services.medical.rules.month import NotAMonth
from services.medical.rules.statement import NothingToClear, NotOneCounty, PeriodNotOver, StatementAlreadyApproved
from services.medical.store.statements import list_lines, sum_by_layer
from services.medical.tables import ClearingLine
from shared import database
from shared.security import Principal, Role
from tests.builders.clearing import AID, AUGUST_1, BASIC, JULY_1, MAKER, a_request, a_statement, an_approved_statement
from tests.builders.medical import (
    OTHER_HOSPITAL,
    a_reversal,
    a_settlement,
    an_enrolled_person,
    an_id_number,
)

JULY_20 = datetime.fromisoformat("2020-07-20T10:00:00+08:00")


async def lines_of(session, statement):
    return await list_lines(session, statement.id, after=None, limit=1000)


async def settlements(session, *on: date, first=1, **given):
    return [
        await a_settlement(session, on=day, id_number=an_id_number(at), admitted_on=date(2020, 6, 1), **given)
        for at, day in enumerate(on, first)
    ]


async def test_a_statement_holds_every_receivable_of_the_month_and_comes_to_their_sum(session):
    june = await settlements(session, date(2020, 6, 12), date(2020, 6, 30))
    await settlements(session, date(2020, 7, 1), first=3)
    await settlements(session, date(2020, 6, 12), first=4, by=OTHER_HOSPITAL)

    statement = await a_statement(session)

    found = await lines_of(session, statement)
    assert {line.settlement_id for line in found} == {one.id for one in june}
    basic_fen = [share["paid_fen"] for one in june for share in one.result["shares"] if share["layer"] == "basic"]
    assert (
        (statement.line_count, statement.total_fen) == (2, sum(basic_fen)) == (len(found), sum(line.amount_fen for line in found))
    )
    assert (statement.late_count, statement.counter_count, statement.made_by) == (0, 0, MAKER.subject)
    assert (statement.period_from, statement.period_to) == (date(2020, 6, 1), date(2020, 6, 30))


async def test_the_layers_of_one_payer_stand_on_one_statement(session):
    await an_enrolled_person(session)
    await a_settlement(session, in_policy_fen=200_000_00)

    statement = await a_statement(session, payer=AID)

    assert {layer.layer for layer in await sum_by_layer(session, statement.id)} == {"medical_aid", "medical_re_aid"}


async def test_the_same_month_again_is_the_same_draft_whatever_has_come_since(session):
    await settlements(session, date(2020, 6, 12))
    first = await a_statement(session)
    before = first.model_dump(), [dict(line) for line in await lines_of(session, first)]
    await settlements(session, date(2020, 6, 15), first=2)

    again = await a_statement(session, by=Principal("王五", Role.COUNTY, "371311"))

    assert (again.model_dump(), [dict(line) for line in await lines_of(session, again)]) == before


async def test_what_came_after_the_statement_was_approved_goes_on_the_next_as_late(session):
    await settlements(session, date(2020, 6, 12))
    june = await an_approved_statement(session)
    [late] = await settlements(session, date(2020, 6, 15), first=2)
    [july] = await settlements(session, date(2020, 7, 3), first=3)

    with pytest.raises(StatementAlreadyApproved) as refusal:
        await a_statement(session)
    assert refusal.value.facts["statement_id"] == june.id
    next_one = await a_statement(session, period="2020-07", on=AUGUST_1)

    found = {line.settlement_id: line.is_late for line in await lines_of(session, next_one)}
    assert found == {late.id: True, july.id: False}
    assert (next_one.line_count, next_one.late_count) == (2, 1)
    assert next_one.late_fen == sum(line.amount_fen for line in await lines_of(session, next_one) if line.is_late)


async def test_a_reversal_after_clearing_is_taken_off_the_next_statement(session):
    [wrong] = await settlements(session, date(2020, 6, 12))
    june = await an_approved_statement(session)
    await a_reversal(session, wrong, at=JULY_20)
    await settlements(session, date(2020, 7, 3), first=2, in_policy_fen=30_000_00)

    july = await a_statement(session, period="2020-07", on=AUGUST_1)

    assert (july.line_count, july.counter_count, july.counter_fen) == (2, 1, -june.total_fen)
    own = [line.amount_fen for line in await lines_of(session, july)]
    assert (july.total_fen, sorted(own)[0]) == (sum(own), -june.total_fen)


async def test_more_reversals_than_settlements_wait_for_the_next_month(session):
    [wrong] = await settlements(session, date(2020, 6, 12))
    await an_approved_statement(session)
    await a_reversal(session, wrong, at=JULY_20)

    with pytest.raises(NothingToClear) as refusal:
        await a_statement(session, period="2020-07", on=AUGUST_1)
    assert refusal.value.facts == {"entries": 1, "net_yuan": "-12320.00"}
    await settlements(session, date(2020, 8, 3), first=2, in_policy_fen=30_000_00)

    august = await a_statement(session, period="2020-08", on=date(2020, 9, 1))

    assert (august.line_count, august.late_count, august.counter_count) == (2, 1, 1)


async def test_what_was_taken_back_before_the_statement_cancels_out_on_it(session):
    wrong, _ = await settlements(session, date(2020, 6, 12), date(2020, 6, 13))
    await a_reversal(session, wrong, at=datetime.fromisoformat("2020-06-14T10:00:00+08:00"))

    statement = await a_statement(session)

    assert (statement.line_count, statement.counter_count, statement.total_fen) == (3, 1, 12_320_00)


async def test_a_month_is_cleared_when_it_is_over(session):
    await settlements(session, date(2020, 6, 12))

    with pytest.raises(PeriodNotOver):
        await a_statement(session, on=date(2020, 6, 30))
    assert (await a_statement(session, on=JULY_1)).line_count == 1


async def test_a_county_clears_for_itself_alone(session):
    await settlements(session, date(2020, 6, 12))

    with pytest.raises(NotOneCounty):
        await a_statement(session, by=Principal("市级", Role.COUNTY, "3713"))
    with pytest.raises(NothingToClear):
        await a_statement(session, by=Principal("兰山", Role.COUNTY, "371302"))


async def test_a_month_that_is_none_is_refused(session):
    with pytest.raises(NotAMonth):
        await make_statement(session, a_request().model_copy(update={"period": "2020-13"}), by=MAKER, on=JULY_1)


async def test_two_makers_at_once_put_no_receivable_on_two_statements(session, sessions):
    await settlements(session, date(2020, 6, 12), date(2020, 7, 12))
    await session.commit()

    async def make(period: str) -> None:
        async with database.transaction(sessions, database.the_platform("test", "test")) as own:
            await a_statement(own, period=period, on=AUGUST_1)

    await asyncio.gather(*(make(period) for period in ("2020-06", "2020-07", "2020-06", "2020-07")), return_exceptions=True)

    await database.set_scope(session, database.the_platform("test", "test"))
    twice = await session.execute(text("SELECT receivable_id FROM clearing_line GROUP BY 1 HAVING count(*) > 1"))
    assert twice.all() == []
    assert (await session.execute(text("SELECT count(*) FROM clearing_line"))).scalar() == 2


def test_a_statement_names_its_payer_as_the_policy_does():
    assert a_request().payer == BASIC
    assert ClearingLine.__tablename__ == "clearing_line"
