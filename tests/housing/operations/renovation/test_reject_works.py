from datetime import date

from services.housing.operations.renovation.accept_renovation import accept_renovation
from services.housing.operations.renovation.reject_works import reject_works
from services.housing.rules.renovation import RenovationState
from services.housing.schemas.renovation import RejectWorks
from tests.builders.housing_renovation import (
    COUNTY_OFFICER,
    a_final_look,
    a_renovation,
    on,
)

DAY = on("2020-09-20")


async def _accept(session, renovation, **changed):
    return await accept_renovation(session, renovation.id, a_final_look(**changed), by=COUNTY_OFFICER, at=DAY)


async def test_a_rejected_house_goes_back_to_its_works(session):
    renovation = await a_renovation(session, RenovationState.FINISHED)

    await reject_works(session, renovation.id, RejectWorks(on=date(2020, 9, 18), why="屋面渗漏"), by=COUNTY_OFFICER, at=DAY)

    assert (renovation.state, renovation.finished_on) == (RenovationState.UNDER_WAY, None)
