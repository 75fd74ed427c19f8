from datetime import date

import pytest

from services.housing.operations.renovation.inspect_works import inspect_works
from services.housing.rules.renovation import RenovationState, RenovationStateForbids
from services.housing.rules.works import (
    Stage,
)
from services.housing.schemas.renovation import DatedStep
from services.housing.store.renovation import list_events
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
