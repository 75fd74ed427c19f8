"""Households of the register for monitoring: of any class, with any particulars, without a file to import."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.watch.note_facts import Heard
from services.registry.rules.income import IncomeKind
from services.registry.rules.vocabulary import HEAD, HouseholdState, PersonClass
from services.registry.rules.watch import FactKind
from services.registry.schemas.income import EntryForm, RecordIncome
from services.registry.tables import Household, Person
from shared import rows
from shared.database import set_scope, the_platform
from shared.ids import uuid7
from shared.vault import hash_identity
from tests.builders.file import on_file
from tests.builders.registry import LONGTAN

ENROLLED_ON = date(2018, 3, 1)
NOTHING_SAID: Mapping[str, str] = {}


async def a_household_in_the_register(
    session: AsyncSession,
    *,
    members: int = 2,
    classes: Sequence[PersonClass] = (PersonClass.ENROLLED,),
    village: str = LONGTAN,
    born_on: date = date(1970, 3, 18),
    particulars: Mapping[str, str] = NOTHING_SAID,
) -> tuple[Household, list[Person]]:
    """Committed by the caller; the first member is the head, and the one with the particulars."""
    household = Household(region=village, state=HouseholdState.CURRENT, enrolled_on=ENROLLED_ON)
    people = [
        Person(
            household_id=household.id,
            region=village,
            identity_hash=hash_identity(str(uuid7())),
            relation=HEAD if at == 0 else "配偶",
            classes=list(classes),
            born_on=born_on,
            particulars=dict(particulars) if at == 0 else {},
            joined_on=ENROLLED_ON,
        )
        for at in range(members)
    ]
    await set_scope(session, the_platform("test", "builder"))  # a commit before this ended the scope of the session
    await rows.insert(session, household, *people)
    await on_file(session, household, people, since_on=ENROLLED_ON)
    return household, people


def a_bill(household: Household, amount_fen: int, *, on: date, stay: UUID | None = None) -> Heard:
    """What a household paid for a stay, or for one part of it."""
    return Heard(
        kind=FactKind.HOSPITAL_BILL,
        source="medical.settlement-completed",
        source_id=uuid7(),
        region=household.region,
        happened_on=on,
        household_id=household.id,
        group_id=stay or uuid7(),
        amount_fen=amount_fen,
    )


def an_income(wages_fen: int, *, costs_fen: int = 0, replaces: int | None = None, reason: str = "") -> RecordIncome:
    entries = [EntryForm(kind=IncomeKind.WAGES, source="务工", amount_fen=f"{wages_fen // 100}", months=10, papers=["工资流水"])]
    if costs_fen:
        entries.append(EntryForm(kind=IncomeKind.COSTS, source="种子化肥", amount_fen=f"{costs_fen // 100}"))
    return RecordIncome(entries=entries, replaces_version=replaces, reason=reason)
