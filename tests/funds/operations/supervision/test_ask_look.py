import pytest

from services.funds.operations.supervision.ask_look import ask_look
from shared.security import OutsideRegion
from tests.builders.funds import COUNTY
from tests.builders.funds_payments import JULY_1
from tests.builders.funds_supervision import OTHER_SUPERVISOR, SUPERVISOR


async def test_the_look_that_waits_will_do_for_whoever_asks_next(session):
    first = await ask_look(session, COUNTY, by=SUPERVISOR, at=JULY_1)
    again = await ask_look(session, COUNTY, by=OTHER_SUPERVISOR, at=JULY_1)
    assert first.id == again.id
    assert first.asked_by == SUPERVISOR.subject


async def test_nobody_asks_for_a_look_at_another_county(session):
    with pytest.raises(OutsideRegion):
        await ask_look(session, "371312", by=SUPERVISOR, at=JULY_1)
