"""A fund is filled out of a budget line for it, and given back only as far as its loans do not need it."""

import pytest

from services.funds.operations.guarantee.ask_guarantee_move import ask_guarantee_move
from services.funds.rules.account import Overdrawn
from services.funds.rules.budget_line import line_key
from services.funds.rules.guarantee import GuaranteeExhausted, LineNotForLoans
from services.funds.schemas.guarantee import MoveGuarantee
from services.funds.store.ledger import lock_accounts
from tests.builders.funds import COUNTY_OFFICER
from tests.builders.funds_budget import a_line
from tests.builders.funds_loans import a_fund, a_subsidy_line, at, lent


async def asked(session, fund, line, amount, *, is_back=False):
    form = MoveGuarantee(line=line.number, amount_yuan=amount, memo="风险补偿金")
    return await ask_guarantee_move(session, fund.id, form, is_back=is_back, by=COUNTY_OFFICER, at=at("2020-02-01"))


async def balances(session, fund, line):
    held = await lock_accounts(session, fund.key, line_key(line.region, line.number, line.bound))
    return [each.sums.balance_fen for each in held]


async def test_what_is_asked_for_is_set_aside_and_does_not_move(session):
    fund, line = await a_fund(session, 0), await a_subsidy_line(session, 100_000_00)
    await asked(session, fund, line, "60000.00")

    assert await balances(session, fund, line) == [0, 100_000_00]
    with pytest.raises(Overdrawn):
        await asked(session, fund, line, "40000.01")


async def test_a_line_for_something_else_or_without_room_fills_nothing(session):
    fund = await a_fund(session, 0)
    with pytest.raises(LineNotForLoans):
        await asked(session, fund, await a_line(session), "1.00")
    with pytest.raises(Overdrawn):
        await asked(session, fund, await a_subsidy_line(session, 100_00), "100.01")


async def test_what_loans_rest_on_stays(session):
    fund, line = await a_fund(session, 10_000_00), await a_subsidy_line(session, 100_00)
    await lent(session)
    await asked(session, fund, line, "5000.00", is_back=True)
    with pytest.raises(GuaranteeExhausted):
        await asked(session, fund, line, "0.01", is_back=True)
