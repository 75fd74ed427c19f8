"""Money goes into a guarantee fund, and back, when another person than the one who asked agrees."""

import asyncio

import pytest

from services.funds.operations.guarantee.ask_guarantee_move import ask_guarantee_move
from services.funds.operations.guarantee.decide_guarantee_move import decide_guarantee_move
from services.funds.rules.budget_line import line_key
from services.funds.rules.guarantee import FundMoveDecided, FundMoveState
from services.funds.rules.second_person import SamePerson
from services.funds.schemas.guarantee import DecideGuaranteeMove, MoveGuarantee
from services.funds.store.ledger import lock_accounts
from shared import database
from shared.security import OutsideRegion, Principal, Role
from tests.builders.funds import COUNTY, COUNTY_OFFICER
from tests.builders.funds_loans import SECOND, a_fund, a_subsidy_line, at, fund_moved


async def asked(session, fund, line):
    form = MoveGuarantee(line=line.number, amount_yuan="600.00", memo="风险补偿金")
    return await ask_guarantee_move(session, fund.id, form, is_back=False, by=COUNTY_OFFICER, at=at("2020-02-01"))


async def decided(session, move, *, is_approved=True, by=SECOND):
    return await decide_guarantee_move(
        session, move.id, DecideGuaranteeMove(is_approved=is_approved, why="已核"), by=by, at=at("2020-02-02")
    )


async def balances(session, fund, line):
    held = await lock_accounts(session, fund.key, line_key(line.region, line.number, line.bound))
    return [each.sums.available_fen for each in held]


async def test_what_leaves_the_line_lies_in_the_fund_and_comes_back(session, emitted):
    fund, line = await a_fund(session, 0), await a_subsidy_line(session, 1_000_00)
    move = await decided(session, await asked(session, fund, line))
    assert (move.state, await balances(session, fund, line)) == (FundMoveState.DONE, [600_00, 400_00])
    assert (await emitted(session))[-1].entry_id == move.disclosure_id

    await fund_moved(session, fund, line, 100_00, is_back=True, on=at("2020-02-03"))
    assert await balances(session, fund, line) == [500_00, 500_00]


async def test_what_was_not_agreed_to_is_free_again_and_nobody_reads_of_it(session):
    fund, line = await a_fund(session, 0), await a_subsidy_line(session, 1_000_00)

    move = await decided(session, await asked(session, fund, line), is_approved=False)

    assert (move.state, move.disclosure_id, await balances(session, fund, line)) == (FundMoveState.REFUSED, None, [0, 1_000_00])


async def test_whoever_asked_does_not_decide_nor_does_another_county(session):
    fund, line = await a_fund(session, 0), await a_subsidy_line(session, 1_000_00)
    move = await asked(session, fund, line)

    with pytest.raises(SamePerson):
        await decided(session, move, by=COUNTY_OFFICER)
    with pytest.raises(OutsideRegion):
        await decided(session, move, by=Principal("邻县", Role.COUNTY, "371302"))


async def test_of_two_who_agree_at_once_one_is_told_that_it_is_decided(sessions, session):
    fund, line = await a_fund(session, 0), await a_subsidy_line(session, 1_000_00)
    move = await asked(session, fund, line)
    await session.commit()

    async def agree(name: str) -> str:
        try:
            async with database.transaction(sessions, database.the_platform("test", "test")) as own:
                await decided(own, move, by=Principal(name, Role.COUNTY, COUNTY))
        except FundMoveDecided as refused:
            return refused.code
        return "done"

    assert sorted(await asyncio.gather(agree("甲"), agree("乙"))) == ["done", "fund-move-decided"]
