"""The hospital's serials and our line numbers."""

import pytest

from services.medical.operations.national.number_lines import number_lines
from services.medical.rules.national.line import SerialAlreadyRecorded, SerialsRepeated
from services.medical.store.national.stays import lines_by_serial
from tests.builders.medical import a_stay


async def test_numbers_go_on_after_the_lines_of_either_door(session):
    stay = await a_stay(session)  # two lines by the REST door

    assert await number_lines(session, stay, [("S-1", "B1"), ("S-2", "B1")]) == [3, 4]
    assert await lines_by_serial(session, stay.id, ["S-1", "S-2", "S-3"]) == {"S-1": 3, "S-2": 4}


async def test_a_serial_is_used_once_in_a_stay(session):
    stay = await a_stay(session)
    await number_lines(session, stay, [("S-1", "B1")])

    with pytest.raises(SerialAlreadyRecorded) as refused:
        await number_lines(session, stay, [("S-1", "B2"), ("S-9", "B2")])
    assert refused.value.facts["serials"] == ["S-1"]
    with pytest.raises(SerialsRepeated):
        await number_lines(session, stay, [("S-5", "B2"), ("S-5", "B2")])
