"""A plan parts what really came in, for the households of its place, one plan at a time."""

import pytest

from services.funds.rules.distribution import HouseholdOutside, NoIncomeYet, PlanOpen, PoolNotThere
from services.funds.rules.distribution_list import ListOfAnother, ListState
from services.funds.rules.payment_request import ListHasFaults
from services.funds.store.distribution import list_shares
from tests.builders.funds import OTHER_VILLAGE
from tests.builders.funds_assets import a_household, a_household_list, a_plan, a_plan_by_list, an_income
from tests.builders.funds_payments import a_member, an_id


async def test_the_shares_and_the_collectives_part_make_the_pool(session):
    await an_income(session)
    plan = await a_plan(session, a_household(household=1), a_household(household=1, no_labour=2), a_household(member=3))

    shares = await list_shares(session, plan.id)
    assert (plan.number, plan.pool_fen, plan.collective_fen) == ("S-371311-2020-0001", 700_000_00, 140_000_00)
    assert sum(share.amount_fen for share in shares) == plan.households_fen == 560_000_00


async def test_without_income_there_is_nothing_to_part(session):
    with pytest.raises(NoIncomeYet):
        await a_plan(session)


async def test_more_than_there_is_cannot_be_parted(session):
    await an_income(session, "100.00")

    with pytest.raises(PoolNotThere):
        await a_plan(session, pool_yuan="100.01")


async def test_a_household_of_another_place_has_no_part(session):
    await an_income(session)

    with pytest.raises(HouseholdOutside):
        await a_plan(session, a_household(OTHER_VILLAGE, household=1))


async def test_one_plan_at_a_time(session):
    await an_income(session)
    await a_plan(session)

    with pytest.raises(PlanOpen):
        await a_plan(session)


async def test_a_plan_is_drawn_by_a_list_once_and_as_by_hand(session):
    await an_income(session)
    members = [await a_member(session, at) for at in (1, 2)]
    read = await a_household_list(session, f"{an_id(1)},王小明,1,3,,", f"{an_id(2)},李四,1,1,,")

    plan = await a_plan_by_list(session, read)

    shares = {share.household_id: share for share in await list_shares(session, plan.id)}
    assert {id: share.points for id, share in shares.items()} == {members[0].household_id: 25, members[1].household_id: 15}
    assert sum(share.amount_fen for share in shares.values()) == 560_000_00
    assert (read.state, read.plan_id) == (ListState.DRAWN, plan.id)
    with pytest.raises(PlanOpen):
        await a_plan_by_list(session, read)


async def test_rows_that_were_handed_back_are_left_out_only_where_somebody_says_so(session):
    await an_income(session)
    await a_member(session, 1)
    read = await a_household_list(session, f"{an_id(1)},王小明,1,3,,", f"{an_id(9)},李四,1,1,,")

    with pytest.raises(ListHasFaults):
        await a_plan_by_list(session, read)
    assert (await a_plan_by_list(session, read, leave_out_refused=True)).households == 1


async def test_a_list_of_another_collective_or_year_is_not_used(session):
    await an_income(session)
    await a_member(session, 1)
    read = await a_household_list(session, f"{an_id(1)},王小明,1,3,,")

    with pytest.raises(ListOfAnother):
        await a_plan_by_list(session, read, year=2019)
