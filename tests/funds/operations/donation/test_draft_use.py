"""A use is drafted for whom its fund may help, in its own place, and out of its own donations."""

import pytest
from pydantic import ValidationError

from services.funds.operations.donation.draft_use import draft_use
from services.funds.rules.donation import FundForbids, NotOfFund, NotThisGift, OutsideFund, PersonClassUnknown
from tests.builders.funds import COUNTY, COUNTY_OFFICER, OTHER_VILLAGE, VILLAGE
from tests.builders.funds_budget import IN_MARCH
from tests.builders.funds_donations import a_fund, a_recipient, a_use, given, to_school


async def drafted(session, form):
    return await draft_use(session, form, by=COUNTY_OFFICER, at=IN_MARCH)


async def test_the_public_place_is_the_town_or_the_county_where_it_is_several(session):
    fund = await a_fund(session)

    one = await drafted(session, a_use(fund, recipients=[a_recipient(1_00), a_recipient(1_00)]))
    two = await drafted(session, a_use(fund, recipients=[a_recipient(1_00), a_recipient(1_00, village=OTHER_VILLAGE)]))

    assert (one.region, two.region, one.amount_fen) == (VILLAGE[:9], COUNTY, 2_00)


async def test_money_for_pupils_is_for_pupils_alone(session):
    fund = await a_fund(session, kind="education", title="助学基金")

    with pytest.raises(FundForbids) as refused:
        await drafted(session, a_use(fund, recipients=[a_recipient(1_00)]))

    assert refused.value.facts["person_class"] == "建档立卡贫困户"
    with pytest.raises(PersonClassUnknown):
        await drafted(session, a_use(fund, person_class="rich", recipients=[a_recipient(1_00)]))


async def test_a_fund_stays_in_its_place_and_with_its_own_donations(session):
    fund, other = await a_fund(session), await a_fund(session)
    gift = await given(session, other, 1_00)

    with pytest.raises(OutsideFund):
        await drafted(session, to_school(fund, 1_00, region="371302001"))
    back = {"kind": "return", "person_class": "", "title": "项目取消", "donation": gift.number, "amount_yuan": "1"}
    with pytest.raises(NotOfFund):
        await drafted(session, a_use(fund, **back))
    goods = {"kind": "goods", "donation": gift.number, "quantity": 1, "region": VILLAGE}
    with pytest.raises(NotThisGift):
        await drafted(session, a_use(other, **goods))


@pytest.mark.parametrize(
    "wrong",
    [{}, {"recipients": [a_recipient(1_00)], "payee": "某校"}, {"kind": "return"}, {"kind": "school", "payee": "某校"}],
)
async def test_a_form_that_is_not_whole_is_refused(session, wrong):
    fund = await a_fund(session)
    with pytest.raises(ValidationError):
        a_use(fund, **wrong)
