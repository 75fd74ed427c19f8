"""Departments' lists, and people of the register whose ID numbers stand on them."""

import io
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from openpyxl import Workbook
from sqlmodel.ext.asyncio.session import AsyncSession

from deploy.demo.register import id_number
from services.registry.rules.vocabulary import HEAD, HouseholdState, PersonClass
from services.registry.tables import Household, Person
from shared import rows
from shared.database import set_scope, the_platform
from shared.security import Principal, Role
from shared.vault import hash_identity, seal
from tests.builders.registry import LONGTAN
from tests.builders.watch import ENROLLED_ON

COUNTY = "371311"
JUNE, JULY = date(2020, 6, 1), date(2020, 7, 1)
CIVIL_AFFAIRS = Principal("民政小李", Role.DEPARTMENT, COUNTY, "civil-affairs")
BORN = date(1970, 3, 18)
NOTHING: Mapping[str, str] = {}


def number(sequence: int = 11, born_on: date = BORN) -> str:
    """Somebody's ID number."""
    return id_number(born_on, sequence)


async def seated(
    session: AsyncSession,
    *numbers: str,
    classes: Sequence[PersonClass] = (PersonClass.ENROLLED,),
    village: str = LONGTAN,
    particulars: Mapping[str, str] = NOTHING,
    born_on: date = BORN,
) -> tuple[Household, list[Person]]:
    """A household of people with these numbers, the first its head; committed by the caller."""
    household = Household(region=village, state=HouseholdState.CURRENT, enrolled_on=ENROLLED_ON)
    people = [
        Person(
            household_id=household.id,
            region=village,
            identity_hash=hash_identity(each),
            name_sealed=seal(f"王小{'明芳强刚伟'[at]}"),
            id_number_sealed=seal(each),
            relation=HEAD if at == 0 else "配偶",
            classes=list(classes),
            born_on=born_on,
            particulars=dict(particulars),
            joined_on=ENROLLED_ON,
        )
        for at, each in enumerate(numbers)
    ]
    await set_scope(session, the_platform("test", "builder"))
    await rows.insert(session, household, *people)
    return household, people


def a_list(*lines: Mapping[str, Any], head: str = "公民身份号码") -> bytes:
    """A workbook: a line a row, `who` under the heading of the ID number; other columns as they are named."""
    columns = [*dict.fromkeys(column for line in lines for column in line if column != "who")]
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append([head, *columns])
    for line in lines:
        sheet.append([line["who"], *(line.get(column) for column in columns)])
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()
