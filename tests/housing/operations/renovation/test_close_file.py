from datetime import date

import pytest
from sqlalchemy import text

from services.housing.operations.acceptance.note_subsidy import Said, note_subsidy
from services.housing.operations.renovation.accept_renovation import accept_renovation
from services.housing.operations.renovation.close_file import close_file
from services.housing.rules.acceptance import SubsidyState
from services.housing.rules.renovation import RenovationState, SubsidyNotPaid
from services.housing.rules.renovation_file import FileIncomplete
from services.housing.schemas.renovation import DatedStep
from tests.builders.housing_renovation import (
    COUNTY_OFFICER,
    TOWN_OFFICER,
    a_final_look,
    a_renovation,
    an_accepted_renovation,
    on,
)

DAY = on("2020-09-20")


async def _accept(session, renovation, **changed):
    return await accept_renovation(session, renovation.id, a_final_look(**changed), by=COUNTY_OFFICER, at=DAY)


async def test_a_file_is_closed_once_it_is_paid_and_says_when_to_look_again(session):
    renovation = await a_renovation(session, RenovationState.FINISHED)
    acceptance = await an_accepted_renovation(session, renovation)
    closing = DatedStep(on=date(2020, 10, 30))
    with pytest.raises(SubsidyNotPaid):
        await close_file(session, renovation.id, closing, by=TOWN_OFFICER, at=on("2020-10-30"))

    await note_subsidy(session, acceptance.id, Said(SubsidyState.PAID, on("2020-10-15"), paid_on=date(2020, 10, 15)))
    await close_file(session, renovation.id, closing, by=TOWN_OFFICER, at=on("2020-10-30"))
    assert renovation.visits_due == ["2021-04-30", "2021-10-30"]


async def test_a_file_that_lacks_papers_stays_open_and_all_are_told(session):
    renovation = await a_renovation(session, RenovationState.FINISHED)
    acceptance = await an_accepted_renovation(session, renovation)
    await note_subsidy(session, acceptance.id, Said(SubsidyState.PAID, on("2020-10-15"), paid_on=date(2020, 10, 15)))
    gone = "UPDATE paper SET withdrawn_at = now(), withdrawn_by = '某', withdrawn_why = '传错'"
    await session.execute(text(f"{gone} WHERE kind IN ('payment', 'agreement')"))

    with pytest.raises(FileIncomplete) as refused:
        await close_file(session, renovation.id, DatedStep(on=date(2020, 10, 30)), by=TOWN_OFFICER, at=on("2020-10-30"))
    assert refused.value.facts["missing"] == ["改造协议书", "补助发放凭证"]
    assert renovation.state is RenovationState.ACCEPTED
