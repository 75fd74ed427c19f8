"""What health-file tests are made of: people of 临淄区 (nine diseases, the eight ones, 442) and 罗庄区 (examinations)."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.operations.health_file.open_files import open_files
from services.medical.rules.health.reading import Purpose
from services.medical.schemas.health.file import OpenFile
from services.medical.store.health.reads import Reading
from services.medical.tables import HealthFile
from shared.errors import Refusal
from shared.security import Principal, Role
from tests.builders.medical import an_id_number

LINZI = "370305"
LINZI_VILLAGE = "370305001005"
OTHER_TOWN_VILLAGE = "370305002001"
DEZHOU_VILLAGE = "371402001001"
CENTRE = "H37030500001"
OTHER_CENTRE = "H37030500002"
HEALTH = Principal("卫健科员", Role.HEALTH, LINZI)
CARING_HOSPITAL = Principal("临淄区人民医院", Role.HOSPITAL, LINZI, CENTRE)
OTHER_CARING_HOSPITAL = Principal("临淄区中医医院", Role.HOSPITAL, LINZI, OTHER_CENTRE)
ID_NUMBER = an_id_number(7)
NAME = "欧阳秀英"
MAY_2 = date(2018, 5, 2)
READING = Reading(HEALTH, "GET /health/files", Purpose.PROGRAMME_WORK)


def a_form(**changes: Any) -> OpenFile:
    """A patient with stomach cancer, diagnosed in March 2017."""
    given = {
        "id_number": ID_NUMBER,
        "name": NAME,
        "region": LINZI_VILLAGE,
        "programme": "gastric-cancer",
        "diagnosed_on": date(2017, 3, 2),
        "opened_on": date(2017, 3, 10),
        "hospital": CENTRE,
    }
    return OpenFile.model_validate({key: value for key, value in (given | changes).items() if value is not None})


async def opened(session: AsyncSession, *, by: Principal = HEALTH, on: date = MAY_2, **changes: Any) -> HealthFile | Refusal:
    """What opening this one file comes to."""
    [one] = await open_files(session, [a_form(**changes)], by=by, on=on)
    await session.flush()
    return one


async def a_file(session: AsyncSession, **given: Any) -> HealthFile:
    """A file that is open, as a row of this session."""
    one = await opened(session, **given)
    assert isinstance(one, HealthFile), one
    return await the_file(session, one.id)


async def the_file(session: AsyncSession, file_id: UUID) -> HealthFile:
    """As it stands now."""
    found = await session.get(HealthFile, file_id)
    assert found
    return found


async def a_followed_file(session: AsyncSession, programme: str = "hypertension", **given: Any) -> HealthFile:
    """Somebody who is visited by the calendar."""
    days = {"diagnosed_on": date(2018, 1, 1), "opened_on": date(2018, 1, 10)}
    return await a_file(session, **({"programme": programme} | days | given))
