"""A house leaves the ledger for a reason: somebody corrected the grade, or nobody lives there any more."""

from datetime import date

import pytest
from sqlmodel import select

from services.housing.operations.hazard.strike_off_hazard import strike_off_hazard
from services.housing.rules.hazard import (
    CorrectedToUnsafe,
    HazardStillLivedIn,
    HazardStruckAlready,
    NoSuchHazard,
    StruckOutOfTime,
    StruckWhy,
)
from services.housing.schemas.hazard import StrikeOffHazard
from services.housing.tables import Hazard
from shared.ids import uuid7
from tests.builders.houses import COUNTY
from tests.builders.housing import an_unsafe_house

TODAY = date(2020, 9, 1)
CORRECTED = {"why": "corrected", "grade": "B", "struck_on": "2020-08-20", "reason": "复查为个别檩条腐朽，已更换"}


async def strike(session, hazard_id, **told) -> Hazard:
    return await strike_off_hazard(session, hazard_id, StrikeOffHazard(**(CORRECTED | told)), by=COUNTY, on=TODAY)


@pytest.fixture
async def hazard(session) -> Hazard:
    await an_unsafe_house(session)
    return (await session.exec(select(Hazard))).one()


async def test_a_corrected_grade_is_written_down_with_its_reason(session, hazard):
    await strike(session, hazard.id)

    assert (hazard.struck_why, hazard.struck_on, hazard.struck_by) == (StruckWhy.CORRECTED, date(2020, 8, 20), COUNTY.subject)
    assert hazard.struck_reason == "复查为个别檩条腐朽，已更换（更正为 B 级）"


@pytest.mark.parametrize(
    ("told", "law"),
    [
        ({"grade": "C"}, CorrectedToUnsafe),
        ({"grade": None}, CorrectedToUnsafe),
        ({"why": "moved-out"}, HazardStillLivedIn),
        ({"why": "demolished"}, HazardStillLivedIn),
        ({"struck_on": "2020-06-03"}, StruckOutOfTime),
        ({"struck_on": "2020-09-02"}, StruckOutOfTime),
    ],
)
async def test_what_is_no_reason_is_refused(session, hazard, told, law):
    with pytest.raises(law):
        await strike(session, hazard.id, **told)


async def test_only_once(session, hazard):
    await strike(session, hazard.id)

    with pytest.raises(HazardStruckAlready):
        await strike(session, hazard.id)
    with pytest.raises(NoSuchHazard):
        await strike(session, uuid7())
