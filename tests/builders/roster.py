"""What the tests of rosters are made of: registers of people, and lists of who is insured."""

import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import uuid5

from openpyxl import Workbook
from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.operations.enrolment.record_enrolments import record_enrolments
from services.medical.operations.person.enrol_person import enrol_person
from services.medical.operations.roster.confirm_roster import confirm_roster
from services.medical.operations.roster.make_roster import make_roster
from services.medical.rules.enrolment import COLUMNS
from services.medical.rules.premium import Scheme
from services.medical.schemas.roster import ConfirmRoster, MakeRoster
from services.medical.tables import EnrolmentFile, Roster
from shared.events.registry import PersonEnrolled
from shared.ids import uuid7
from shared.security import Principal, Role
from shared.vault import hash_identity
from tests.builders.medical import COUNTY, OTHER_COUNTY_VILLAGE, OTHER_VILLAGE, VILLAGE, an_id_number

__all__ = ["COUNTY", "OTHER_COUNTY_VILLAGE", "OTHER_VILLAGE", "VILLAGE", "an_id_number"]

MAKER = Principal("张编制", Role.COUNTY, COUNTY)
CHECKER = Principal("李核对", Role.COUNTY, COUNTY)
NEW_YEAR = date(2020, 1, 1)
JUNE_1 = date(2020, 6, 1)
_PEOPLE = uuid7()


async def a_person(
    session: AsyncSession,
    sequence: int,
    *classes: str,
    village: str = VILLAGE,
    household: int | None = None,
    since: date = NEW_YEAR,
) -> PersonEnrolled:
    """Registry has told us of the person of `an_id_number(sequence)`: the same person, however often it is told.

    They live alone, unless a household is given.
    """
    event = PersonEnrolled(
        person_id=uuid5(_PEOPLE, f"person {sequence}"),
        household_id=uuid5(_PEOPLE, f"household {household or sequence}"),
        identity_hash=hash_identity(an_id_number(sequence)),
        region=village,
        classes=list(classes),
        in_force_on=since,
    )
    await enrol_person(session, event)
    return event


async def a_register(session: AsyncSession, people: int, *, village: str = VILLAGE) -> None:
    """Enrolled people, numbered from 1."""
    for sequence in range(1, people + 1):
        await a_person(session, sequence, "enrolled", village=village)


def a_roster(**changes: Any) -> MakeRoster:
    return MakeRoster.model_validate({"programme": "special-insurance", "year": 2020, "region": COUNTY} | changes)


async def made(session: AsyncSession, *, by: Principal = MAKER, on: date = JUNE_1, **changes: Any) -> Roster:
    return await make_roster(session, a_roster(**changes), by=by, on=on)


async def confirmed(session: AsyncSession, **changes: Any) -> Roster:
    """Made by one person and confirmed by another."""
    roster = await made(session, **changes)
    return await confirm_roster(session, ConfirmRoster(content_hash=roster.content_hash), roster_id=roster.id, by=CHECKER)


def insured(*sequences: int, **cells: str) -> list[dict[str, str]]:
    """Rows of an enrolment file."""
    return [{"身份证号": an_id_number(sequence), "姓名": f"王{sequence}"} | cells for sequence in sequences]


def a_workbook(rows: Sequence[dict[str, Any]], *, columns: Iterable[str] = COLUMNS, above: Sequence[str] = ()) -> bytes:
    """An .xlsx with these rows, and lines of title above the headings."""
    book, columns = Workbook(), list(columns)
    sheet = book.active
    assert sheet is not None
    for title in above:
        sheet.append([title])
    sheet.append(columns)
    for row in rows:
        sheet.append([row.get(column) for column in columns])
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


async def an_enrolment_file(
    session: AsyncSession,
    rows: Sequence[dict[str, Any]],
    *,
    scheme: Scheme = Scheme.SPECIAL,
    year: int = 2020,
    region: str = COUNTY,
    by: Principal = MAKER,
) -> EnrolmentFile:
    return await record_enrolments(session, a_workbook(rows), scheme=scheme, year=year, region=region, by=by, on=JUNE_1)
