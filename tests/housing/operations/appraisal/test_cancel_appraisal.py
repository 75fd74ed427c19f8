"""What is not signed may be cancelled, and the house be appraised again."""

from datetime import date

import pytest

from services.housing.operations.appraisal.cancel_appraisal import cancel_appraisal
from services.housing.rules.appraisal_life import AppraisalCancelledAlready, AppraisalSignedAlready
from services.housing.schemas.appraisal import CancelAppraisal
from tests.builders.housing_appraisals import a_house, a_signed_appraisal, an_asked_appraisal

WHY = CancelAppraisal(why="住户已搬离，房屋已拆除")


async def test_a_cancelled_one_makes_room_for_another(session):
    house = await a_house(session)
    asked = await an_asked_appraisal(session, house=house)

    await cancel_appraisal(session, asked.id, WHY, on=date(2020, 6, 10))

    assert (asked.state, asked.cancelled_why) == ("cancelled", WHY.why)
    with pytest.raises(AppraisalCancelledAlready):
        await cancel_appraisal(session, asked.id, WHY, on=date(2020, 6, 10))
    assert (await an_asked_appraisal(session, house=house)).number.endswith("0002")


async def test_a_signed_one_is_not_cancelled(session):
    signed = await a_signed_appraisal(session)

    with pytest.raises(AppraisalSignedAlready):
        await cancel_appraisal(session, signed.id, WHY, on=date(2020, 6, 10))
