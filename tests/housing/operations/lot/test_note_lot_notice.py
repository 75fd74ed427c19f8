from datetime import date

from services.housing.operations.lot.note_lot_notice import note_lot_notice
from services.housing.rules.lot_life import LotState
from tests.builders.housing_relocation import a_place, a_willing_household, an_announced_lot, shown


async def test_a_list_that_stood_may_be_drawn(session):
    place = await a_place(session)
    await a_willing_household(session, place)
    await shown(session, place)

    lot = await an_announced_lot(session, place, stood=True)

    assert (lot.state, lot.has_stood) == (LotState.ANNOUNCED, True)


async def test_an_objection_that_was_right_calls_the_lot_off(session):
    place = await a_place(session)
    relocation = await a_willing_household(session, place)
    await shown(session, place)
    lot = await an_announced_lot(session, place, stood=False)

    for _ in range(2):  # what is told twice counts once
        await note_lot_notice(session, lot.id, has_stood=False, on=date(2020, 7, 12))

    assert (lot.state, lot.failed_on, relocation.lot_id) == (LotState.CANCELLED, date(2020, 7, 12), None)
