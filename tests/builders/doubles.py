"""People who may be registered twice."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from sqlmodel.ext.asyncio.session import AsyncSession

from deploy.demo.register import id_number
from services.registry.operations.double.note_doubles import note_doubles
from services.registry.rules.likeness import Traits
from services.registry.store.double import list_pairs
from services.registry.tables import DoublePair, Household, Person
from tests.builders.registry_file import TODAY, a_file

VILLAGE = "371311001001"
BORN = date(1972, 3, 5)
PLATFORM_SCOPE = "SELECT set_config('jishiyu.region', '*', true)"


def a_number(born_on: date = BORN, sequence: int = 11) -> str:
    return id_number(born_on, sequence)


def traits(**said: Any) -> Traits:
    """Somebody of 龙潭 with everything known."""
    usual: dict[str, Any] = {
        "person_id": uuid4(),
        "known_by": uuid4().hex * 2,
        "village": VILLAGE,
        "household_id": uuid4(),
        "name": "王小明",
        "number": a_number(),
        "sex": "1",
        "born_on": BORN,
        "phones": frozenset({"13800000001"}),
        "group": "01",
    }
    return Traits(**usual | said)


async def two_files(
    session: AsyncSession, *, members: int = 1, of_other: dict[str, Any] | None = None, other_members: int = 1, **more: Any
) -> tuple[tuple[Household, list[Person]], tuple[Household, list[Person]]]:
    """Two households of one village whose heads bear one name and one birth date; their numbers differ in the sequence."""
    one = await a_file(session, members)
    return one, await a_file(session, other_members, code="3713110000000002", first_sequence=101, **(of_other or {}), **more)


async def a_pair(session: AsyncSession, one: UUID, other: UUID) -> DoublePair:
    """The pair of these two in the queue, after the register has looked."""
    await note_doubles(session, [one, other], on=TODAY)
    pairs = await list_pairs(session, region=None, person_id=one, after=None, limit=100)
    return next(pair for pair in pairs if other in (pair.low_id, pair.high_id))
