"""Households of a place as a list: by state, cause, class of a member, standing and open case, with what a line of it shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import tuple_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.poverty import Axis, PovertyState
from services.registry.rules.vocabulary import HEAD, HouseholdState, PersonClass
from services.registry.store.household import list_members
from services.registry.store.search import lies_in
from services.registry.tables import Case, Household, Person, PovertyEntry
from shared.vault import unseal


@dataclass(frozen=True)
class Wanted:
    """Which households; what is None is not asked. `within` is the code of a division, empty for everywhere."""

    within: str = ""
    state: HouseholdState | None = None
    cause: str | None = None
    person_class: PersonClass | None = None
    poverty: PovertyState | None = None
    has_open_case: bool | None = None


@dataclass(frozen=True)
class Line:
    """A household and what is said of it in a list."""

    household: Household
    head: str = ""
    members: int = 0
    classes: Sequence[str] = ()
    open_case_id: UUID | None = None
    poverty: Mapping[Axis, PovertyState] = field(default_factory=dict)


async def list_wanted(session: AsyncSession, wanted: Wanted, *, after: tuple[str, UUID] | None, limit: int) -> list[Household]:
    """Village by village; one more than `limit`."""
    query = select(Household).order_by(col(Household.region), col(Household.id)).limit(limit + 1)
    if wanted.within:
        query = query.where(lies_in(Household, wanted.within))
    if wanted.state:
        query = query.where(Household.state == wanted.state)
    if wanted.cause:
        query = query.where(col(Household.causes).contains([wanted.cause]))
    if wanted.person_class:
        of_class = col(Person.classes).contains([wanted.person_class])
        present = Person.household_id == Household.id, col(Person.left_on).is_(None)
        query = query.where(select(Person.id).where(*present, of_class).exists())
    if wanted.poverty:
        stands = PovertyEntry.household_id == Household.id, col(PovertyEntry.until_on).is_(None)
        query = query.where(select(PovertyEntry.id).where(*stands, PovertyEntry.state == wanted.poverty).exists())
    if wanted.has_open_case is not None:
        is_open = select(Case.id).where(Case.household_id == Household.id, col(Case.closed_at).is_(None)).exists()
        query = query.where(is_open if wanted.has_open_case else ~is_open)
    if after:
        query = query.where(tuple_(col(Household.region), col(Household.id)) > after)
    return list(await session.exec(query))


async def list_lines(session: AsyncSession, households: Sequence[Household]) -> list[Line]:
    """The lines of these households, in their order."""
    ids = [household.id for household in households]
    members: dict[UUID, list[Person]] = {}
    for member in await list_members(session, ids):
        members.setdefault(member.household_id, []).append(member)
    opened = select(Case.household_id, Case.id).where(col(Case.household_id).in_(ids), col(Case.closed_at).is_(None))
    cases = dict((await session.exec(opened)).all())
    standing = select(PovertyEntry).where(col(PovertyEntry.household_id).in_(ids), col(PovertyEntry.until_on).is_(None))
    poverty: dict[UUID, dict[Axis, PovertyState]] = {}
    for entry in await session.exec(standing):
        poverty.setdefault(entry.household_id, {})[entry.axis] = entry.state
    return [
        Line(
            household,
            head=head_of(members.get(household.id, ())),
            members=len(members.get(household.id, ())),
            classes=sorted({each for member in members.get(household.id, ()) for each in member.classes}),
            open_case_id=cases.get(household.id),
            poverty=poverty.get(household.id, {}),
        )
        for household in households
    ]


async def list_heads(session: AsyncSession, household_ids: Sequence[UUID]) -> dict[UUID, tuple[str | None, str]]:
    """By household, of those that the asker may see: its code, and the name of its head."""
    households = await session.exec(select(Household.id, Household.code).where(col(Household.id).in_(household_ids)))
    at_head = Person.relation == HEAD, col(Person.left_on).is_(None)
    heads = await session.exec(select(Person).where(col(Person.household_id).in_(household_ids), *at_head))
    names = {head.household_id: head_of([head]) for head in heads}
    return {household_id: (code, names.get(household_id, "")) for household_id, code in households}


def head_of(members: Sequence[Person]) -> str:
    """The name of the head; empty where nobody is, or where nobody has seen them."""
    head = next((member for member in members if member.relation == HEAD), None)
    return unseal(head.name_sealed) if head and head.name_sealed else ""
