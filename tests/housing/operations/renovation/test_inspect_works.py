from datetime import date

import pytest
from sqlalchemy import text

from services.housing.operations.renovation.inspect_works import inspect_works
from services.housing.rules.renovation import RenovationState, RenovationStateForbids
from services.housing.rules.renovation_file import PhotosMissing
from services.housing.rules.works import (
    Stage,
)
from services.housing.schemas.renovation import DatedStep
from services.housing.store.renovation import list_events, list_inspections
from tests.builders.housing_renovation import TOWN_OFFICER, a_renovation, an_inspection, on

LATER = on("2020-09-15")


def _step(day):
    return DatedStep(on=date.fromisoformat(day))


async def test_nothing_is_inspected_before_it_was_begun(session):
    renovation = await a_renovation(session, RenovationState.AGREED)

    with pytest.raises(RenovationStateForbids):
        await inspect_works(session, renovation.id, an_inspection(Stage.FOUNDATION), by=TOWN_OFFICER, at=LATER)


async def test_an_inspection_says_who_looked_at_what_and_found_what(session):
    renovation = await a_renovation(session, RenovationState.UNDER_WAY)

    await inspect_works(session, renovation.id, an_inspection(Stage.FOUNDATION), by=TOWN_OFFICER, at=LATER)

    [line] = [each for each in await list_events(session, renovation.id) if each.act == "inspected"]
    assert (line.said, line.by, line.on) == ("地基基础，合格", "镇村建办乙", date(2020, 8, 1))


async def test_a_stage_that_was_not_photographed_was_not_looked_at(session):
    renovation = await a_renovation(session, RenovationState.UNDER_WAY)
    await session.execute(text("DELETE FROM paper_content USING paper p WHERE p.id = paper_content.id AND p.phase = 'during'"))
    await session.execute(text("DELETE FROM paper WHERE phase = 'during' AND kind <> 'foundation'"))

    with pytest.raises(PhotosMissing) as refused:
        await inspect_works(session, renovation.id, an_inspection(Stage.ROOF), by=TOWN_OFFICER, at=LATER)
    assert refused.value.facts["missing"] == ["施工中：屋面"]
    assert await list_inspections(session, renovation.id) == []

    await inspect_works(session, renovation.id, an_inspection(Stage.FOUNDATION), by=TOWN_OFFICER, at=LATER)
