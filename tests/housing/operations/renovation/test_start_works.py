from datetime import date

import pytest

from services.housing.operations.renovation.start_works import start_works
from services.housing.rules.renovation import RenovationState
from services.housing.rules.works import (
    WorksOutOfTime,
)
from services.housing.schemas.renovation import DatedStep
from tests.builders.housing_renovation import VILLAGER, a_renovation, on

LATER = on("2020-09-15")


def _step(day):
    return DatedStep(on=date.fromisoformat(day))


async def test_works_begin_after_the_agreement_and_not_before(session):
    renovation = await a_renovation(session, RenovationState.AGREED)
    with pytest.raises(WorksOutOfTime):
        await start_works(session, renovation.id, _step("2020-07-09"), by=VILLAGER, at=LATER)

    await start_works(session, renovation.id, _step("2020-07-15"), by=VILLAGER, at=LATER)

    assert (renovation.state, renovation.started_on) == (RenovationState.UNDER_WAY, date(2020, 7, 15))
