"""Who may appraise is entered once, its name sealed, by the county of the place."""

import pytest
from sqlalchemy import text

from services.housing.operations.appraiser.register_appraiser import register_appraiser
from services.housing.rules.appraiser import LicenceKnownAlready, LicenceTermBackwards
from shared.security import OutsideRegion
from shared.vault import unseal
from tests.builders.housing_appraisals import SIGNED_ON, SIGNER, a_licence, an_appraiser, at


async def test_a_name_is_kept_sealed_and_stands_in_no_audit(session):
    appraiser = await an_appraiser(session)

    assert unseal(appraiser.person_sealed) == "王建国"
    rows = await session.execute(text("SELECT after::text FROM audit WHERE thing = 'appraiser'"))
    assert "王建国" not in rows.scalar_one()


@pytest.mark.parametrize(
    ("changed", "law"),
    [
        ({}, LicenceKnownAlready),
        ({"licence": "另一证号", "licensed_until_on": "2018-12-31"}, LicenceTermBackwards),
        ({"region": "370300"}, OutsideRegion),
    ],
)
async def test_a_licence_is_entered_once_forwards_and_by_its_county(session, changed, law):
    await an_appraiser(session)

    with pytest.raises(law):
        await register_appraiser(session, a_licence(**changed), by=SIGNER, at=at(SIGNED_ON))
