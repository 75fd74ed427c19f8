from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.distribution import Needy, PlanOpen, PlanState, part, pool_of
from services.funds.rules.distribution_list import ListState, must_be_drawable, needy_of
from services.funds.rules.number import Series
from services.funds.schemas.distribution import DrawPlan
from services.funds.store.asset_policy import get_asset_policy
from services.funds.store.distribution import find_open_plan, income_key
from services.funds.store.distribution_list import lock_list
from services.funds.store.ledger import lock_accounts
from services.funds.store.number import take_numbers
from services.funds.tables import DistributionPlan, DistributionShare
from shared.regions import county_of
from shared.security import Principal


async def draw_plan(session: AsyncSession, form: DrawPlan, *, by: Principal, on: date) -> DistributionPlan:
    """Part a collective's income among its households by the place's rule, to the fen. Nobody is told before it is approved.

    The households stand in the form or in a list that was uploaded before, which is used up. Raises OutsideRegion, NoAssetRule,
    PlanOpen, NoIncomeYet, PoolNotThere, HouseholdTwice, HouseholdOutside, UnknownFactor, TooLittleToShare, and for a list
    NoSuchHouseholdList, HouseholdListClosed, ListOfAnother, NothingSound, ListHasFaults.
    """
    by.must_cover(form.region, pointer="/region")
    policy, version = get_asset_policy(form.region, on)
    county = county_of(form.region)
    [number] = await take_numbers(session, Series.DISTRIBUTION, county, on.year)
    [income] = await lock_accounts(session, income_key(form.region, form.collective))
    earlier = await find_open_plan(session, form.region, form.collective)
    uploaded = await lock_list(session, form.list_id) if form.list_id else None

    if earlier is not None:
        raise PlanOpen(pointer="/collective", number=earlier.number)
    pool = pool_of(form.pool_fen, income.sums.available_fen)
    if uploaded is None:
        needy = [Needy(each.household_id, each.region, each.factors) for each in form.households]
    else:
        must_be_drawable(
            uploaded.state,
            is_of_this=(uploaded.region, uploaded.collective, uploaded.year) == (form.region, form.collective, form.year),
            households=uploaded.households,
            refused=uploaded.refused,
            leaves_out_refused=form.leave_out_refused,
        )
        needy = needy_of(uploaded.entries)
    parted = part(pool, needy, policy, within=form.region)

    plan = DistributionPlan(
        number=number,
        region=form.region,
        collective=form.collective,
        year=form.year,
        state=PlanState.DRAWN,
        pool_fen=parted.pool_fen,
        households_fen=parted.pool_fen - parted.collective_fen,
        collective_fen=parted.collective_fen,
        households=len(parted.shares),
        policy=policy.policy,
        policy_version=version,
        drawn_by=by.subject,
        drawn_on=on,
    )
    session.add(plan)
    await session.flush()
    session.add_all(
        DistributionShare(
            plan_id=plan.id,
            household_id=share.household_id,
            region=share.region,
            points=share.points,
            reasons=share.reasons,
            guaranteed_fen=share.guaranteed_fen,
            extra_fen=share.extra_fen,
        )
        for share in parted.shares
    )
    if uploaded is not None:
        uploaded.state, uploaded.plan_id = ListState.DRAWN, plan.id
    await session.flush()
    return plan
