"""Serials of withdrawn lines."""

from services.medical.operations.national.number_lines import number_lines
from services.medical.operations.national.release_serials import release_serials
from tests.builders.medical import a_stay


async def test_a_released_serial_may_be_used_again_under_a_new_number(session):
    stay = await a_stay(session)
    await number_lines(session, stay, [("S-1", "B1"), ("S-2", "B1")])

    await release_serials(session, stay, [3])

    assert await number_lines(session, stay, [("S-1", "B2")]) == [3]  # the lines themselves were never recorded here
