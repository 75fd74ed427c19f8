"""Households that are in the register already, and what officers say of them."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.register.import_register import import_register
from services.registry.schemas.move import Seat
from services.registry.store.household import list_members
from services.registry.tables import Household, Person
from shared.security import Principal, Role
from tests.builders.registry import ON, a_household, an_xlsx

OFFICER = Principal("镇民政办 李", Role.COUNTY, "371311")
ELSEWHERE = Principal("外县 赵", Role.COUNTY, "371402")
JUNE_2, JUNE_10 = date(2020, 6, 2), date(2020, 6, 10)
TODAY = date(2020, 7, 1)
WHY: dict[str, Any] = {"reason": "按户口簿登记", "papers": ["户口簿"]}


async def a_file(
    session: AsyncSession, members: int = 3, *, code: str = "3713110000000001", first_sequence: int = 11, **more: Any
) -> tuple[Household, list[Person]]:
    """A household of the register: head, spouse, children, entered on the first of June 2020."""
    rows = [row | more for row in a_household(members, code=code, first_sequence=first_sequence)]
    await import_register(session, an_xlsx(rows), by=OFFICER, on=ON)
    household = (await session.exec(select(Household).where(Household.code == code))).one()
    return household, await list_members(session, [household.id])


def seats(**relations: UUID) -> list[Seat]:
    """`seats(户主=spouse.id)`."""
    return [Seat(person_id=person_id, relation=relation) for relation, person_id in relations.items()]
