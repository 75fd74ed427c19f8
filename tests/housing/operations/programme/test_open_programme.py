from datetime import date

import pytest

from services.housing.operations.programme.open_programme import open_programme
from services.housing.rules.programme import NoSuchRelocationKind, ProgrammeOutOfTime
from services.housing.schemas.programme import OpenProgramme
from shared.security import OutsideRegion
from tests.builders.housing_renovation import COUNTY_OFFICER

TODAY = date(2020, 6, 1)


def a_form(**changed):
    told = {"region": "371311", "kind": "poverty", "title": "2020年易地扶贫搬迁", "asked_by": "区发改局方案"}
    return OpenProgramme.model_validate(told | {"opened_on": "2020-06-01"} | changed)


async def test_a_programme_keeps_the_rule_of_the_day_on_which_it_was_opened(session):
    programme = await open_programme(session, a_form(), by=COUNTY_OFFICER, today=TODAY)

    assert (programme.policy, len(programme.policy_version) > 5, programme.ended_on) == ("relocation-national", True, None)


async def test_a_county_opens_none_for_another_and_none_of_a_kind_that_there_is_not(session):
    with pytest.raises(OutsideRegion):
        await open_programme(session, a_form(region="370305"), by=COUNTY_OFFICER, today=TODAY)
    with pytest.raises(NoSuchRelocationKind):
        await open_programme(session, a_form(kind="moon"), by=COUNTY_OFFICER, today=TODAY)
    with pytest.raises(ProgrammeOutOfTime):
        await open_programme(session, a_form(opened_on="2020-06-02"), by=COUNTY_OFFICER, today=TODAY)
