"""Hospitals are registered by the county in which they lie; what is said now replaces what was said before."""

import pytest

from services.medical.operations.hospital.put_hospital import put_hospital
from services.medical.rules.admission import HospitalLevel
from services.medical.rules.hospital import HospitalLevelUnknown
from services.medical.schemas.hospital import PutHospital
from services.medical.store.hospitals import find_known, get_hospital, list_hospitals
from shared.security import OutsideRegion
from tests.builders.medical import COUNTY, COUNTY_CLERK, HOSPITAL_CODE, OTHER_HOSPITAL_CODE

FORM = PutHospital(title="罗庄区人民医院", level=HospitalLevel.TWO, traits=["designated"], region=COUNTY)


async def test_a_hospital_is_known_by_its_code(session):
    await put_hospital(session, FORM, code=HOSPITAL_CODE, by=COUNTY_CLERK)

    known = await find_known(session, HOSPITAL_CODE)
    assert known is not None and (known.level, known.traits) == (HospitalLevel.TWO, {"designated"})
    assert await find_known(session, OTHER_HOSPITAL_CODE) is None


async def test_it_is_raised_in_grade_by_saying_so(session):
    await put_hospital(session, FORM, code=HOSPITAL_CODE, by=COUNTY_CLERK)
    await put_hospital(session, FORM.model_copy(update={"level": HospitalLevel.THREE}), code=HOSPITAL_CODE, by=COUNTY_CLERK)

    assert (await get_hospital(session, HOSPITAL_CODE)).level == "3"
    assert [one.code for one in await list_hospitals(session, region="3713", after="", limit=10)] == [HOSPITAL_CODE]


async def test_no_county_registers_another_s_hospital(session):
    with pytest.raises(OutsideRegion):
        await put_hospital(session, FORM.model_copy(update={"region": "371302"}), code=HOSPITAL_CODE, by=COUNTY_CLERK)


@pytest.mark.parametrize("level", ["town", "unrated", "county"])
async def test_a_hospital_may_be_below_the_first_grade_or_have_none(session, level):
    hospital = await put_hospital(session, FORM.model_copy(update={"level": level}), code=HOSPITAL_CODE, by=COUNTY_CLERK)
    assert hospital.level == level


async def test_a_grade_that_neither_the_place_nor_the_nation_has_is_refused(session):
    with pytest.raises(HospitalLevelUnknown) as refused:
        await put_hospital(session, FORM.model_copy(update={"level": "4"}), code=HOSPITAL_CODE, by=COUNTY_CLERK)
    assert refused.value.pointer == "/level" and "unrated" in refused.value.facts["known"]


def test_a_credit_code_is_checked():
    assert PutHospital(title="医院", level=HospitalLevel.TWO, region=COUNTY, uscc="91110000600037341L").uscc
    with pytest.raises(ValueError, match="统一社会信用代码不正确"):
        PutHospital(title="医院", level=HospitalLevel.TWO, region=COUNTY, uscc="91110000600037341M")
