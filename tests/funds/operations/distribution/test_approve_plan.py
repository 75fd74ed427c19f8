"""A plan is approved by another person than drew it, and stands in public without a name."""

import pytest

from services.funds.operations.distribution.approve_plan import approve_plan
from services.funds.rules.distribution import PlanStateForbids
from services.funds.rules.notice import NoticeAbout, Subject
from services.funds.rules.second_person import SamePerson
from services.funds.store.notice import list_lines, list_notices_about
from tests.builders.funds import COUNTY_OFFICER
from tests.builders.funds_assets import COUNTY_CHIEF, ON, a_household, a_plan, an_income


async def test_the_notice_shows_every_amount_and_no_household(session):
    await an_income(session)
    household = a_household(household=1)
    plan = await a_plan(session, household)
    await approve_plan(session, plan.id, by=COUNTY_CHIEF, on=ON)

    [notice] = await list_notices_about(session, Subject(NoticeAbout.DISTRIBUTION, plan.id))
    lines = await list_lines(session, notice.id)
    assert notice.days == 10
    assert [line.amount_fen for line in lines] == [560_000_00, 140_000_00]
    assert all(str(household["household_id"]) not in f"{line.who}{line.says}" for line in lines)


async def test_nobody_approves_what_they_drew(session):
    await an_income(session)
    plan = await a_plan(session)

    with pytest.raises(SamePerson):
        await approve_plan(session, plan.id, by=COUNTY_OFFICER, on=ON)


async def test_it_is_approved_once(session):
    await an_income(session)
    plan = await a_plan(session)
    await approve_plan(session, plan.id, by=COUNTY_CHIEF, on=ON)

    with pytest.raises(PlanStateForbids):
        await approve_plan(session, plan.id, by=COUNTY_CHIEF, on=ON)
