"""A plan parts what really came in, for the households of its place, one plan at a time."""

import pytest

from services.funds.rules.distribution import HouseholdOutside, NoIncomeYet, PlanOpen, PoolNotThere
from services.funds.store.distribution import list_shares
from tests.builders.funds import OTHER_VILLAGE
from tests.builders.funds_assets import a_household, a_plan, an_income


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
