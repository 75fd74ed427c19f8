from datetime import date

import pytest

from services.housing.operations.contractor.bar_contractor import bar_contractor
from services.housing.operations.contractor.register_contractor import register_contractor
from services.housing.operations.renovation.sign_agreement import sign_agreement
from services.housing.rules.acceptance import GradeChanged
from services.housing.rules.contractor import ContractorBarred, LicenceExpired
from services.housing.rules.floor_area import AreaMissing, FloorTooLarge, FloorTooSmall
from services.housing.rules.renovation import NoticeNotStood, RenovationState, RenovationStateForbids
from services.housing.schemas.contractor import BarContractor, RegisterContractor
from services.housing.store.house import get_house
from tests.builders.housing_appraisals import a_signed_appraisal, an_appraiser
from tests.builders.housing_renovation import COUNTY_OFFICER, TOWN_OFFICER, a_renovation, an_agreement, on


async def _sign(session, renovation, **changed):
    return await sign_agreement(session, renovation.id, an_agreement(**changed), by=TOWN_OFFICER, at=on("2020-07-10"))


async def _builder(session, valid_until="2022-12-31"):
    form = RegisterContractor.model_validate(
        {"kind": "craftsman", "name": "王师傅建筑队", "licence": "临罗工匠2019-017", "valid_until": valid_until}
    )
    return await register_contractor(session, form, by=COUNTY_OFFICER)


async def test_an_agreement_says_who_builds_by_when_and_for_how_much(session):
    renovation = await a_renovation(session, RenovationState.COUNTY_AGREED)
    builder = await _builder(session)

    await _sign(session, renovation, contractor_id=builder.id)

    assert (renovation.state, renovation.contractor_id) == (RenovationState.AGREED, builder.id)
    assert (renovation.ends_on, renovation.planned_cost_fen, renovation.retention_percent) == (date(2020, 9, 30), 42000_00, 5)


async def test_nothing_is_signed_before_the_countys_notice_has_stood(session):
    renovation = await a_renovation(session, RenovationState.COUNTY_AGREED)
    renovation.has_stood = False
    await session.flush()

    with pytest.raises(NoticeNotStood):
        await _sign(session, renovation)


async def test_nothing_is_signed_before_the_county_agreed(session):
    with pytest.raises(RenovationStateForbids):
        await _sign(session, await a_renovation(session, RenovationState.TOWN_AGREED))


@pytest.mark.parametrize(("area", "law"), [(None, AreaMissing), ("60.01", FloorTooLarge), ("39.99", FloorTooSmall)])
async def test_a_new_house_is_within_its_floor_from_the_beginning(session, area, law):
    renovation = await a_renovation(session, RenovationState.COUNTY_AGREED)

    with pytest.raises(law):
        await _sign(session, renovation, planned_area_m2=area)


async def test_whoever_is_barred_or_without_a_licence_that_day_builds_nothing(session):
    renovation = await a_renovation(session, RenovationState.COUNTY_AGREED)
    expired = await _builder(session, valid_until="2020-07-09")
    with pytest.raises(LicenceExpired):
        await _sign(session, renovation, contractor_id=expired.id)

    await bar_contractor(session, expired.id, BarContractor(why="逾期不整改"))
    with pytest.raises(ContractorBarred):
        await _sign(session, renovation, contractor_id=expired.id)


async def test_who_rents_signs_without_a_price(session):
    renovation = await a_renovation(session, RenovationState.COUNTY_AGREED, mode="rent", mode_reason="户主愿意租住")

    await _sign(session, renovation, planned_cost_yuan=None, planned_area_m2=None)

    assert (renovation.state, renovation.planned_cost_fen) == (RenovationState.AGREED, None)


async def test_nothing_is_signed_for_a_house_that_was_appraised_otherwise_since(session):
    renovation = await a_renovation(session, RenovationState.COUNTY_AGREED)
    house = await get_house(session, renovation.house_id)
    await a_signed_appraisal(session, await an_appraiser(session), house=house)

    with pytest.raises(GradeChanged):
        await _sign(session, renovation)
