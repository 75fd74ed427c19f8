from datetime import date

import pytest

from services.housing.operations.renovation.cure_defect import cure_defect
from services.housing.operations.renovation.inspect_works import inspect_works
from services.housing.rules.renovation import RenovationState
from services.housing.rules.works import (
    Assurance,
    DefectCuredAlready,
    Stage,
)
from services.housing.schemas.renovation import CureDefect, DatedStep
from services.housing.store.renovation import list_defects
from tests.builders.housing_renovation import TOWN_OFFICER, a_renovation, an_inspection, on

LATER = on("2020-09-15")


def _step(day):
    return DatedStep(on=date.fromisoformat(day))


async def test_an_inspections_no_is_a_defect_until_it_is_cured(session):
    renovation = await a_renovation(session, RenovationState.UNDER_WAY)
    answers = dict.fromkeys(Assurance, True) | {Assurance.EARTHQUAKE: False}
    defect = {"assurance": "earthquake", "what": "圈梁未闭合", "due_on": "2020-08-10"}
    form = an_inspection(Stage.STRUCTURE, answers=answers, defects=[defect])
    await inspect_works(session, renovation.id, form, by=TOWN_OFFICER, at=LATER)
    [found] = await list_defects(session, renovation.id, is_open=True)

    await cure_defect(session, found.id, CureDefect(on=date(2020, 8, 9), cure="重新支模浇筑"), by=TOWN_OFFICER, at=LATER)

    assert await list_defects(session, renovation.id, is_open=True) == []
    assert (found.cured_on, found.cured_by) == (date(2020, 8, 9), "镇村建办乙")
    with pytest.raises(DefectCuredAlready):
        await cure_defect(session, found.id, CureDefect(on=date(2020, 8, 9), cure="再报一次"), by=TOWN_OFFICER, at=LATER)
