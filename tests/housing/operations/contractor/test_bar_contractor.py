from services.housing.operations.contractor.bar_contractor import bar_contractor
from services.housing.operations.contractor.register_contractor import register_contractor
from services.housing.schemas.contractor import BarContractor, RegisterContractor
from tests.builders.housing_renovation import COUNTY_OFFICER

FORM = RegisterContractor.model_validate({"kind": "company", "name": "罗庄建筑安装有限公司", "licence": "91371311MA3ABCDE0X"})


async def test_a_bar_has_a_reason_and_ends_without_one(session):
    contractor = await register_contractor(session, FORM, by=COUNTY_OFFICER)

    await bar_contractor(session, contractor.id, BarContractor(why="两处住房屋面渗漏"))
    assert (contractor.is_barred, contractor.barred_why) == (True, "两处住房屋面渗漏")

    await bar_contractor(session, contractor.id, BarContractor(why=""))
    assert (contractor.is_barred, contractor.barred_why) == (False, "")
