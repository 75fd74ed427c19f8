"""The two of a pair as they are looked at side by side: each with their household, as far as the asker may see them."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Uuid
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.vocabulary import HEAD
from services.registry.store.household import any_of, list_members
from services.registry.tables import Case, Household, Person
from shared.vault import unseal


@dataclass(frozen=True)
class SeenSide:
    """Somebody, the household that they sit in (or sat in last), its head and how many sit there now."""

    person: Person
    household: Household | None
    head_name: str
    members: int
    has_open_case: bool


async def list_seen_sides(session: AsyncSession, person_ids: Collection[UUID]) -> dict[UUID, SeenSide]:
    """Those of these people whom the asker may see, second files among them."""
    people = list(await session.exec(select(Person).where(col(Person.id) == any_of(person_ids, Uuid))))
    homes = {person.household_id for person in people}
    households = {
        household.id: household
        for household in await session.exec(select(Household).where(col(Household.id) == any_of(homes, Uuid)))
    }
    members = await list_members(session, homes)
    of_open_cases = select(Case.household_id).where(col(Case.household_id) == any_of(homes, Uuid), col(Case.closed_at).is_(None))
    helped = set(await session.exec(of_open_cases))
    heads = {each.household_id: each for each in members if each.relation == HEAD}
    return {
        person.id: SeenSide(
            person=person,
            household=households.get(person.household_id),
            head_name=_name(heads.get(person.household_id)),
            members=sum(each.household_id == person.household_id for each in members),
            has_open_case=person.household_id in helped,
        )
        for person in people
    }


def _name(person: Person | None) -> str:
    return unseal(person.name_sealed) if person and person.name_sealed else ""
