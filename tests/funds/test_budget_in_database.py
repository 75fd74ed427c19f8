"""What the database itself keeps of budgets, whoever asks: the source, the earmark, and that nothing is paid past a line."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from services.funds.rules import transfer
from services.funds.rules.account import AccountKey, AccountKind, Source
from services.funds.rules.budget import pool_key
from services.funds.rules.transfer import Phase, Purpose
from services.funds.store.ledger import add_transfers, lock_accounts
from services.funds.tables import Transfer
from tests.builders.funds import COUNTY, TOWN, a_filled_pool
from tests.builders.funds_budget import IN_MARCH, a_line, key_of, money_of

UNBOUND = pool_key(COUNTY, Source.CENTRAL, "", 2020)
HOUSING = pool_key(COUNTY, Source.CENTRAL, "housing", 2020)


async def carry(session, source: AccountKey, target: AccountKey, amount_fen: int = 1_00) -> None:
    """Move money past every rule but the database's, as a mistake of ours would."""
    giving, taking = await lock_accounts(session, source, target)
    moved = Transfer(
        phase=Phase.MOVED, purpose=Purpose.BUDGET, region=COUNTY, amount_fen=amount_fen, memo="绕过规则", made_at=IN_MARCH
    )
    await add_transfers(session, (moved, transfer.move(giving, taking, amount_fen)))


async def test_money_that_is_bound_stays_in_its_programme(session):
    await money_of(session, 100_00, programme="housing")

    with pytest.raises(DBAPIError, match="changes its programme"):
        await carry(session, HOUSING, UNBOUND)


async def test_a_line_gives_to_no_line_of_another_programme(session):
    housing = await a_line(session)
    industry = await a_line(session, programme="industry", use="production")

    with pytest.raises(DBAPIError, match="changes its programme"):
        await carry(session, key_of(housing), key_of(industry))


async def test_a_line_gives_back_only_to_the_pool_that_it_came_from(session):
    line = await a_line(session)
    await money_of(session, 100_00, programme="housing")

    await carry(session, key_of(line), UNBOUND)
    with pytest.raises(DBAPIError, match="changes its programme"):
        await carry(session, key_of(line), HOUSING)


async def test_central_money_never_becomes_the_countys(session):
    await money_of(session, 100_00)

    with pytest.raises(DBAPIError, match="changes its source"):
        await carry(session, UNBOUND, UNBOUND._replace(source=Source.COUNTY))


@pytest.mark.parametrize("kind", [AccountKind.HOUSEHOLD_PAID_OUT, AccountKind.SUPPLIER_PAID_OUT, AccountKind.BANK_PAID_OUT])
async def test_nobody_is_paid_out_of_the_pool(session, kind):
    await a_filled_pool(session)

    with pytest.raises(DBAPIError, match="paid without a budget line"):
        await carry(session, AccountKey(AccountKind.COUNTY_POOL, COUNTY), AccountKey(kind, TOWN))


async def test_a_line_that_nobody_set_down_gets_nothing(session):
    await money_of(session, 100_00)
    made_up = AccountKey(AccountKind.BUDGET_LINE, COUNTY, "B-371311-2020-9999", Source.CENTRAL, "housing", 2020)

    with pytest.raises(DBAPIError, match="line that is not there"):
        await carry(session, UNBOUND, made_up)


async def test_the_treasury_fills_no_line_either_that_nobody_set_down(session):
    made_up = AccountKey(AccountKind.BUDGET_LINE, COUNTY, "B-371311-2020-9999", Source.CENTRAL, "housing", 2020)

    with pytest.raises(DBAPIError, match="line that is not there"):
        await carry(session, AccountKey(AccountKind.TREASURY, COUNTY), made_up)


async def test_the_treasury_fills_no_line_past_the_pool(session):
    line = await a_line(session)

    with pytest.raises(DBAPIError, match="past the pool"):
        await carry(session, AccountKey(AccountKind.TREASURY, COUNTY), key_of(line))


async def test_what_changed_a_line_is_never_rewritten(session):
    await a_line(session)

    with pytest.raises(DBAPIError, match="only ever added to"):
        await session.execute(text("UPDATE budget_move SET amount_fen = 1"))


async def test_the_database_knows_that_two_people_approved(session):
    await a_line(session)

    with pytest.raises(DBAPIError, match="allocation_approved_by_another"):
        await session.execute(text("UPDATE allocation SET approved_by = drafted_by"))
