"""A plant's month brings what its kWh are worth, once; the plants of Linzi (893 kW) as they were published."""

from datetime import date

import pytest

from services.funds.operations.asset_income.record_generation import record_generation
from services.funds.rules.generation import MonthNotOver, MonthWritten, MoreThanThePlantCan, NotAPlant
from services.funds.schemas.asset_income import RecordGeneration
from tests.builders.funds_assets import ON, TOWN_CLERK, an_asset, an_investment, dues_of

LINZI_KW = {
    "齐都镇": 180, "金岭回族镇": 30, "敬仲镇": 91, "凤凰镇": 50, "辛店街道": 180, "闻韶街道": 12, "稷下街道": 350,
}  # fmt: skip
"""临淄区产业扶贫规划 2016-2018, 第三章一(一): seven plants, 893 kW."""


def a_month(month: str = "2020-05", kwh: int = 10_801) -> RecordGeneration:
    return RecordGeneration(month=month, kwh=kwh, price="0.3949", subsidy="0.42", payer="供电公司", due_on=date(2020, 6, 30))


async def test_price_and_subsidy_make_what_is_owed(session):
    asset = await an_asset(session)
    made = await record_generation(session, asset.id, a_month(), by=TOWN_CLERK, on=ON)

    [owed] = await dues_of(session, asset)
    assert (made.sold_fen, made.subsidised_fen, owed.due.amount_fen) == (4265_31, 4536_42, 8801_73)


async def test_a_month_is_written_once(session):
    asset = await an_asset(session)
    await record_generation(session, asset.id, a_month(), by=TOWN_CLERK, on=ON)

    with pytest.raises(MonthWritten):
        await record_generation(session, asset.id, a_month(), by=TOWN_CLERK, on=ON)


@pytest.mark.parametrize(("month", "kwh", "law"), [("2020-06", 1, MonthNotOver), ("2020-05", 74_401, MoreThanThePlantCan)])
async def test_what_cannot_be_is_refused(session, month, kwh, law):
    asset = await an_asset(session)

    with pytest.raises(law):
        await record_generation(session, asset.id, a_month(month, kwh), by=TOWN_CLERK, on=ON)


async def test_only_a_plant_makes_electricity(session):
    asset = await an_investment(session)

    with pytest.raises(NotAPlant):
        await record_generation(session, asset.id, a_month(), by=TOWN_CLERK, on=ON)


async def test_linzis_seven_plants_are_registered_each_with_its_power(session):
    plants = [await an_asset(session, title=f"{town}光伏电站", power_kw=kw) for town, kw in LINZI_KW.items()]

    assert (len(plants), sum(plant.power_kw for plant in plants)) == (7, 893)
