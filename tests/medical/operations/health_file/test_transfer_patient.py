"""The hospital in charge changes, and with it who sees the file."""

from datetime import date

import pytest
from sqlalchemy import text

from services.medical.operations.health_file.transfer_patient import transfer_patient
from services.medical.rules.health import file as rules
from services.medical.schemas.health.file import TransferPatient
from shared import database
from tests.builders.health import CARING_HOSPITAL, HEALTH, MAY_2, OTHER_CARING_HOSPITAL, OTHER_CENTRE, a_file


async def moved(session, file, day: date = date(2018, 4, 1)):
    form = TransferPatient(hospital=OTHER_CENTRE, moved_on=day, note="转康复")
    done = await transfer_patient(session, form, file_id=file.id, by=HEALTH, on=MAY_2)
    await session.flush()
    return done


async def test_the_whole_file_goes_with_the_patient(session, sessions):
    await moved(session, await a_file(session, programme="cataract"))
    await session.commit()

    shown = {}
    for hospital in (CARING_HOSPITAL, OTHER_CARING_HOSPITAL):
        async with database.transaction(sessions, hospital.scope("test")) as theirs:
            count = "SELECT (SELECT count(*) FROM health_file), (SELECT count(*) FROM health_entry)"
            shown[hospital.org] = tuple((await theirs.execute(text(count))).one())
    assert shown == {CARING_HOSPITAL.org: (0, 0), OTHER_CENTRE: (1, 2)}


@pytest.mark.parametrize("day", [date(2017, 3, 9), date(2018, 5, 3)])
async def test_a_patient_moves_while_the_file_is_open(session, day):
    file = await a_file(session)

    with pytest.raises(rules.DayNotPossible):
        await moved(session, file, day)
