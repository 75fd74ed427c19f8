import pytest

from services.housing.operations.contractor.register_contractor import register_contractor
from services.housing.rules.contractor import ContractorKnown
from services.housing.schemas.contractor import RegisterContractor
from tests.builders.housing_renovation import COUNTY_OFFICER

FORM = RegisterContractor.model_validate({"kind": "company", "name": "罗庄建筑安装有限公司", "licence": "91371311MA3ABCDE0X"})


async def test_a_contractor_is_registered_once_per_licence(session):
    contractor = await register_contractor(session, FORM, by=COUNTY_OFFICER)

    assert (contractor.region, contractor.is_barred) == ("371311", False)
    with pytest.raises(ContractorKnown):
        await register_contractor(session, FORM, by=COUNTY_OFFICER)
