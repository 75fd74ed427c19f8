"""Money that is to go to another line is set aside at once, and only between lines that are bound to the same."""

import pytest

from services.funds.operations.budget.ask_adjustment import ask_adjustment
from services.funds.rules.account import Overdrawn
from services.funds.rules.budget_line import LinesNotAkin, NoSuchLine
from services.funds.rules.transfer import SameAccount
from services.funds.schemas.budget_line import AskAdjustment
from services.funds.store.ledger import lock_accounts
from shared.money import yuan
from tests.builders.funds import COUNTY_OFFICER, OTHER_TOWN
from tests.builders.funds_budget import IN_MARCH, a_draft, a_line, a_share, key_of, money_of, set_down


async def two_lines(session, amount_fen: int = 100_00):
    await money_of(session, 2 * amount_fen)
    shares = (a_share(amount_fen), a_share(amount_fen, region=OTHER_TOWN, title="另一街道"))
    return await set_down(session, a_draft(*shares, amount_fen=2 * amount_fen))


def an_adjustment(source, target, amount_fen: int) -> AskAdjustment:
    return AskAdjustment(
        from_line=source.number,
        to_line=target.number,
        amount_fen=yuan(amount_fen),
        reason="项目结余，调剂使用",
        document_number="罗扶组〔2020〕11号",
    )


async def test_what_is_to_be_adjusted_can_no_longer_be_spent_and_is_not_yet_the_others(session):
    source, target = await two_lines(session)

    await ask_adjustment(session, an_adjustment(source, target, 40_00), by=COUNTY_OFFICER, at=IN_MARCH)

    giving, taking = await lock_accounts(session, key_of(source), key_of(target))
    assert (giving.sums.balance_fen, giving.sums.available_fen) == (100_00, 60_00)
    assert taking.sums.available_fen == 100_00


async def test_a_line_gives_no_more_than_it_has_left(session):
    source, target = await two_lines(session)

    with pytest.raises(Overdrawn):
        await ask_adjustment(session, an_adjustment(source, target, 100_01), by=COUNTY_OFFICER, at=IN_MARCH)
    with pytest.raises(SameAccount):
        await ask_adjustment(session, an_adjustment(source, source, 1), by=COUNTY_OFFICER, at=IN_MARCH)


async def test_another_programme_is_out_of_reach(session):
    source, _ = await two_lines(session)
    housing = await a_line(session)

    with pytest.raises(LinesNotAkin):
        await ask_adjustment(session, an_adjustment(source, housing, 1), by=COUNTY_OFFICER, at=IN_MARCH)
    housing.number = "B-371311-2020-9999"
    with session.no_autoflush, pytest.raises(NoSuchLine):
        await ask_adjustment(session, an_adjustment(source, housing, 1), by=COUNTY_OFFICER, at=IN_MARCH)
