"""A title goes to others; who held it before stays readable."""

import pytest

from services.funds.operations.asset.change_title import change_title
from services.funds.rules.asset import BeneficiaryElsewhere, TitleKind
from services.funds.schemas.asset import ChangeTitle, HolderForm
from services.funds.store.asset import list_holders, list_titles
from tests.builders.funds import VILLAGE
from tests.builders.funds_assets import COLLECTIVE, ON, TOWN_CLERK, an_asset


def a_change(region: str = VILLAGE) -> ChangeTitle:
    holders = [
        HolderForm(holder="甲村合作社", holder_region=region, share=2),
        HolderForm(holder=COLLECTIVE, holder_region=VILLAGE),
    ]
    return ChangeTitle(kind=TitleKind.BENEFICIARY, holders=holders, from_on=ON)


async def test_the_old_holder_ends_and_the_new_ones_begin(session):
    asset = await an_asset(session)
    await change_title(session, asset.id, a_change(), by=TOWN_CLERK, on=ON)

    held = await list_holders(session, asset.id, TitleKind.BENEFICIARY)
    before = [each for each in await list_titles(session, asset.id) if each.until_on]
    assert sorted((each.holder, each.share) for each in held) == sorted([("甲村合作社", 2), (COLLECTIVE, 1)])
    assert [(each.holder, each.until_on) for each in before] == [(COLLECTIVE, ON)]


async def test_income_stays_in_the_county(session):
    asset = await an_asset(session)

    with pytest.raises(BeneficiaryElsewhere):
        await change_title(session, asset.id, a_change("370305"), by=TOWN_CLERK, on=ON)
