"""Assets, contracts, income and plans, as tests say them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.operations.asset.draft_assets import draft_assets
from services.funds.operations.asset.register_asset import register_asset
from services.funds.operations.asset_contract.sign_contract import sign_contract
from services.funds.operations.asset_contract.take_deposit import take_deposit
from services.funds.operations.asset_income.receive_income import receive_income
from services.funds.operations.distribution.draw_plan import draw_plan
from services.funds.operations.distribution.upload_households import upload_households
from services.funds.operations.work.hand_over_project import hand_over_project
from services.funds.schemas.asset import RegisterAsset
from services.funds.schemas.asset_deposit import MoveDeposit
from services.funds.schemas.asset_income import ReceiveIncome, SignContract
from services.funds.schemas.distribution import DrawPlan
from services.funds.schemas.distribution_list import HouseholdsUpload
from services.funds.store.asset_deposit import held_fen, list_moves
from services.funds.store.asset_income import Owed, list_dues
from services.funds.tables import Asset, AssetContract, AssetDeposit, AssetDraft, DistributionList, DistributionPlan
from shared import clock
from shared.ids import uuid7
from shared.money import yuan
from shared.security import Principal, Role
from tests.builders.funds import COUNTY, COUNTY_OFFICER, TOWN, VILLAGE
from tests.builders.funds_projects import CLERK, LINE, a_hand_over, an_accepted_project, day

ON = date(2020, 6, 1)
AT = datetime(2020, 6, 1, 10, tzinfo=clock.CHINA)
COLLECTIVE = "龙潭社区股份经济合作社"
TOWN_CLERK = Principal("镇街资产", Role.TOWN, TOWN)
VILLAGE_CLERK = Principal("村文书", Role.VILLAGE, VILLAGE)
LIST_HEADINGS = "身份证号,姓名,家庭基本分,家庭人口（每人）,无劳动能力人口(每人),在校学生（每人）"
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


async def a_draft(session: AsyncSession) -> tuple[AssetDraft, int]:
    """Of twelve greenhouses worth 500,000 yuan that a project handed over; and the day of the hand-over."""
    project, _, now = await an_accepted_project(session)
    await hand_over_project(session, project.id, await a_hand_over(session, project, now), by=CLERK, at=day(now))
    [draft] = await draft_assets(session, project.id)
    return draft, now


def a_greenhouse(draft: AssetDraft, value: str = "500000.00", **changed: Any) -> RegisterAsset:
    """What completes such a draft."""
    form = an_asset_form(
        asset_class="greenhouse",
        title="冬暖式蔬菜大棚",
        power_kw=None,
        value_yuan=value,
        acquired_on=draft.handed_over_on,
        sources=[{"source": "central", "year": 2020, "budget_line": LINE, "amount_yuan": value}],
        draft_id=draft.id,
    )
    return RegisterAsset.model_validate(form | changed)


async def a_let_asset(session: AsyncSession, **titles: Any) -> tuple[Asset, AssetContract]:
    """Ten million at 7 per cent for three years, with a deposit of 100,000 yuan agreed."""
    asset = await an_investment(session, **titles)
    return asset, await a_contract(session, asset, deposit_yuan="100000.00")


async def a_deposit(session: AsyncSession, contract: AssetContract, amount: str = "100000.00") -> AssetDeposit:
    form = MoveDeposit(amount_yuan=amount, moved_on=ON, reason="按合同缴纳保证金")
    return await take_deposit(session, contract.id, form, by=COUNTY_OFFICER, at=AT)


async def held_deposit_fen(session: AsyncSession, contract: AssetContract) -> int:
    return held_fen(await list_moves(session, [contract.id]), contract.id)


def a_household_file(*lines: str, headings: str = LIST_HEADINGS) -> bytes:
    """A list of households for a plan, as an old Excel saves it."""
    return "\n".join([headings, *lines]).encode("gb18030")


async def a_household_list(session: AsyncSession, *lines: str, headings: str = LIST_HEADINGS) -> DistributionList:
    upload = HouseholdsUpload(region=VILLAGE, collective=COLLECTIVE, year=2020)
    return await upload_households(session, a_household_file(*lines, headings=headings), upload, by=COUNTY_OFFICER, at=AT)


async def a_plan_by_list(session: AsyncSession, read: DistributionList, **changed: Any) -> DistributionPlan:
    form = {"region": VILLAGE, "collective": COLLECTIVE, "year": 2020, "list_id": read.id}
    return await draw_plan(session, DrawPlan.model_validate(form | changed), by=COUNTY_OFFICER, on=ON)
