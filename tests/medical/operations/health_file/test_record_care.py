"""Screened, operated on, served, fitted with an aid."""

from datetime import date

import pytest

from services.medical.operations.health_file.record_care import record_care
from services.medical.rules.health import file as rules
from services.medical.schemas.health.care import RecordCare
from tests.builders.health import HEALTH, MAY_2, a_file


async def cared(session, file, care: str, day: date = date(2018, 4, 1), **more):
    form = RecordCare.model_validate({"care": care, "done_on": day, "what": "双眼"} | more)
    done = await record_care(session, form, file_id=file.id, by=HEALTH, on=MAY_2)
    await session.flush()
    return done


async def test_nobody_is_operated_on_who_was_not_found_fit(session):
    file = await a_file(session, programme="cataract")

    with pytest.raises(rules.NotScreenedFit):
        await cared(session, file, "operation")
    await cared(session, file, "screening", screening="unfit")
    with pytest.raises(rules.NotScreenedFit):
        await cared(session, file, "operation")
    await cared(session, file, "screening", screening="fit")
    assert file.treated_on is None
    assert (await cared(session, file, "operation")).treated_on == date(2018, 4, 1)


async def test_a_service_or_an_aid_makes_a_need_served(session):
    for programme, care in (("rehabilitation", "service"), ("child-rehabilitation", "aid")):
        file = await a_file(session, programme=programme)
        assert (await cared(session, file, care)).treated_on == date(2018, 4, 1)


async def test_each_programme_has_its_own_care(session):
    with pytest.raises(rules.NotForThisProgramme):
        await cared(session, await a_file(session), "operation")
    with pytest.raises(rules.NotForThisProgramme):
        await cared(session, await a_file(session, programme="rehabilitation"), "screening", screening="fit")


@pytest.mark.parametrize("told", [{"care": "screening"}, {"care": "operation", "screening": "fit"}])
async def test_a_screening_has_a_result_and_nothing_else_has(session, told):
    file = await a_file(session, programme="cataract")

    with pytest.raises(rules.ScreeningMisplaced):
        await cared(session, file, **told)
