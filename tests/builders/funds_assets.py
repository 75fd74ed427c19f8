"""Assets, contracts, income and plans, as tests say them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.operations.asset.register_asset import register_asset
from services.funds.operations.asset_contract.sign_contract import sign_contract
from services.funds.operations.asset_income.receive_income import receive_income
from services.funds.operations.distribution.draw_plan import draw_plan
from services.funds.schemas.asset import RegisterAsset
from services.funds.schemas.asset_income import ReceiveIncome, SignContract
from services.funds.schemas.distribution import DrawPlan
from services.funds.store.asset_income import Owed, list_dues
from services.funds.tables import Asset, AssetContract, DistributionPlan
from shared import clock
from shared.ids import uuid7
from shared.money import yuan
from shared.security import Principal, Role
from tests.builders.funds import COUNTY, COUNTY_OFFICER, TOWN, VILLAGE

ON = date(2020, 6, 1)
AT = datetime(2020, 6, 1, 10, tzinfo=clock.CHINA)
COLLECTIVE = "龙潭社区股份经济合作社"
TOWN_CLERK = Principal("镇街资产", Role.TOWN, TOWN)
VILLAGE_CLERK = Principal("村文书", Role.VILLAGE, VILLAGE)
COUNTY_CHIEF = Principal("县区分管", Role.COUNTY, COUNTY)


def a_holder(kind: str, holder: str = COLLECTIVE, region: str = VILLAGE, share: int = 1) -> dict[str, Any]:
    return {"kind": kind, "holder": holder, "holder_region": region, "share": share}


def an_asset_form(**changed: Any) -> dict[str, Any]:
    """A photovoltaic plant of 700,000 yuan from two sources, of 100 kW."""
    form = {
        "region": VILLAGE,
        "kind": "operating",
        "asset_class": "photovoltaic",
        "title": "龙潭社区光伏电站",
        "place": "社区办公楼屋顶",
        "value_yuan": "700000.00",
        "acquired_on": "2019-06-30",
        "power_kw": 100,
        "sources": [
            {"source": "province", "year": 2019, "budget_line": "B-1", "amount_yuan": "500000.00"},
            {"source": "county", "year": 2019, "amount_yuan": "200000.00"},
        ],
        "titles": [a_holder("owner"), a_holder("beneficiary"), a_holder("supervisor", "罗庄街道办事处", TOWN)],
    }
    return form | changed


async def an_asset(session: AsyncSession, *, by: Principal = COUNTY_OFFICER, on: date = ON, **changed: Any) -> Asset:
    return await register_asset(session, RegisterAsset.model_validate(an_asset_form(**changed)), by=by, on=on)


async def an_investment(session: AsyncSession, value: str = "10000000.00", **changed: Any) -> Asset:
    """Linzi's ten million (2016-2018 plan, chapter 3): money put into a company."""
    sources = [{"source": "county", "year": 2017, "amount_yuan": value}]
    return await an_asset(
        session, asset_class="equity", title="产业资金入股", value_yuan=value, sources=sources, power_kw=None, **changed
    )


async def a_contract(session: AsyncSession, asset: Asset, **changed: Any) -> AssetContract:
    """Seven per cent of what the asset cost, for three years, owed at the end of each."""
    form: dict[str, Any] = {
        "operator": "某某农业科技有限公司",
        "pricing": "yield",
        "basis_yuan": yuan(asset.value_fen),
        "yield_percent": "7",
        "starts_on": "2020-01-01",
        "ends_on": "2022-12-31",
    }
    return await sign_contract(session, asset.id, SignContract.model_validate(form | changed), by=COUNTY_OFFICER, on=ON)


async def dues_of(session: AsyncSession, asset: Asset) -> Sequence[Owed]:
    return sorted(await list_dues(session, asset_id=asset.id, after=None, limit=100), key=lambda owed: owed.due.from_on)


async def received(session: AsyncSession, due_id: UUID, amount: str, *, at: datetime = AT) -> Owed:
    form = ReceiveIncome(amount_yuan=amount, received_on=clock.china(at).date(), memo="2020年度资产收益")
    return await receive_income(session, due_id, form, by=COUNTY_OFFICER, at=at)


async def an_income(session: AsyncSession, amount: str = "700000.00") -> None:
    """What the collective may part: come in of one due."""
    asset = await an_investment(session)
    await a_contract(session, asset)
    await received(session, (await dues_of(session, asset))[0].due.id, amount)


def a_household(region: str = VILLAGE, **factors: int) -> dict[str, Any]:
    told = {name.replace("_", "-"): many for name, many in (factors or {"household": 1}).items()}
    return {"household_id": uuid7(), "region": region, "factors": told}


async def a_plan(
    session: AsyncSession, *households: dict[str, Any], by: Principal = COUNTY_OFFICER, on: date = ON, **changed: Any
) -> DistributionPlan:
    form = {"region": VILLAGE, "collective": COLLECTIVE, "year": 2020, "households": list(households or [a_household()])}
    return await draw_plan(session, DrawPlan.model_validate(form | changed), by=by, on=on)
