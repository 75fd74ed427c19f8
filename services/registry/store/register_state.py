"""What the register says of the households and people of a file, and what the file would change of it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache
from hashlib import sha256
from uuid import UUID

from sqlalchemy import Uuid, text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.household import (
    Family,
    Seat,
    claimed_by,
    recorded_dead,
    registered_elsewhere,
    seated_elsewhere,
)
from services.registry.rules.member import Member
from services.registry.rules.poverty import PovertyState
from services.registry.rules.preview import Decision, Difference, Entry
from services.registry.store.facts import facts_of_household, facts_of_person
from services.registry.store.family_facts import (
    fingerprint_of,
    fingerprint_of_household,
    household_edit,
    household_facts,
    person_edit,
)
from services.registry.store.household import any_of, list_codes, list_seats, list_unseated
from services.registry.store.quality_policy import advice_on
from services.registry.store.standing_class import list_standing
from services.registry.tables import Household, Person
from shared.cells import Fault
from shared.vault import hash_identity

_HOUSEHOLDS = text("SELECT code, id, revision, fingerprint FROM household WHERE code = ANY (:codes)")
_PEOPLE = text("""
SELECT asked.identity_hash, person.id, person.revision, person.fingerprint, person.household_id, person.relation,
       person.left_on IS NULL AS is_seated
FROM person asked JOIN person ON person.id = CASE WHEN asked.merged_into_id IS NULL THEN asked.id ELSE asked.merged_into_id END
WHERE asked.identity_hash = ANY (:identities)
""")
NEWCOMER = "新登记"
TURNS_UP = "已在登记中，转入本户"


@dataclass(frozen=True)
class _Known:
    """A household or person by what a preview needs of them."""

    id: UUID
    revision: int
    fingerprint: str
    household_id: UUID | None = None
    relation: str = ""
    is_seated: bool = True


@dataclass(frozen=True)
class Register:
    """What is known of some households and people, wherever they are; households by code, people by identity hash."""

    households: Mapping[str, _Known]
    people: Mapping[str, _Known]
    villages: Mapping[str, str]
    seats: Mapping[str, Seat]
    unseated: Mapping[str, date | None]

    @cached_property
    def is_empty(self) -> bool:
        """Nobody of those who were asked for is known anywhere, as in the first file of a place: nothing needs a second look."""
        return not (self.households or self.people or self.villages or self.seats or self.unseated)

    def basis(self, code: str, identities: Sequence[str]) -> str:
        """Says the same as long as nothing changed of what a preview of this household rests on."""
        return _basis_of_strangers(len(identities)) if self.is_empty else self._basis(code, identities)

    def _basis(self, code: str, identities: Sequence[str]) -> str:
        household = self.households.get(code)
        told: list[object] = [self.villages.get(code), household and (household.id, household.revision)]
        for identity in identities:
            person, seat = self.people.get(identity), self.seats.get(identity)
            told.append((person and (person.id, person.revision), seat, identity in self.unseated, self.unseated.get(identity)))
        return sha256(repr(told).encode()).hexdigest()[:32]


@lru_cache(maxsize=200)
def _basis_of_strangers(many: int) -> str:
    return Register({}, {}, {}, {}, {})._basis("", [""] * many)


async def read_register(session: AsyncSession, codes: Collection[str], identities: Collection[str]) -> Register:
    """As of now; nothing is locked."""
    households = await session.execute(_HOUSEHOLDS, {"codes": list(codes)})
    people = await session.execute(_PEOPLE, {"identities": list(identities)})
    return Register(
        {each.code: _Known(each.id, each.revision, each.fingerprint) for each in households},
        {
            each.identity_hash: _Known(each.id, each.revision, each.fingerprint, each.household_id, each.relation, each.is_seated)
            for each in people
        },
        await list_codes(session, codes),
        await list_seats(session, identities),
        {identity: last.died_on for identity, last in (await list_unseated(session, identities)).items()},
    )


def identities_of(family: Family) -> list[str]:
    return [hash_identity(member.identity.number) for member in family.members]


async def compare(session: AsyncSession, entries: Sequence[Entry], *, within: str) -> list[Entry]:
    """The households of a file beside the register: who may not come in and why, and what would be new or otherwise.

    `within` is the code prefix that the officer is responsible for. What else is to be said of a household before it comes in
    (advice, likely doubles) is said here, in `_advised`.
    """
    families = [entry.family for entry in entries if entry.family]
    identities = {family.code: identities_of(family) for family in families}
    register = await read_register(session, list(identities), [each for own in identities.values() for each in own])
    faults = {} if register.is_empty else _faults(families, identities, register, within)
    rows = _Rows({}, {}, {}) if register.is_empty else await _changed_rows(session, families, identities, register)
    compared = []
    for entry in entries:
        family = entry.family
        if family is None:
            compared.append(entry)
            continue
        own = identities[family.code]
        entry = replace(entry, basis=register.basis(family.code, own), identities=own)
        if wrong := [fault for member in family.members for fault in faults.get(member.row, ())]:
            compared.append(entry.returned(wrong))
        else:
            compared.append(_advised(_decided(entry, family, own, register, rows)))
    return compared


def _advised(entry: Entry) -> Entry:
    """What someone should look at, though it comes in."""
    return replace(entry, advice=advice_on(entry.family)) if entry.family else entry


def _faults(
    families: Sequence[Family], identities: Mapping[str, Sequence[str]], register: Register, within: str
) -> dict[int, list[Fault]]:
    """By row of the file, why the register does not let someone in."""
    numbers = {
        identity: member.identity.number
        for family in families
        for member, identity in zip(family.members, identities[family.code], strict=True)
    }
    seats = {numbers[identity]: seat for identity, seat in register.seats.items()}
    dead = {numbers[identity] for identity, died_on in register.unseated.items() if died_on}
    found: dict[int, list[Fault]] = {}
    for fault in (
        *seated_elsewhere(families, seats, within=within),
        *registered_elsewhere(families, register.villages, within=within),
        *recorded_dead(families, dead),
    ):
        found.setdefault(fault.row, []).append(fault)
    return found


@dataclass(frozen=True)
class _Rows:
    """The rows of those of whom the file may say something otherwise."""

    households: Mapping[UUID, Household]
    people: Mapping[UUID, Person]
    stands: Mapping[UUID, Sequence[PovertyState]]


async def _changed_rows(
    session: AsyncSession, families: Sequence[Family], identities: Mapping[str, Sequence[str]], register: Register
) -> _Rows:
    household_ids, person_ids = set[UUID](), set[UUID]()
    for family in families:
        household = register.households.get(family.code)
        if household and household.fingerprint != fingerprint_of_household(household_facts(family)):
            household_ids.add(household.id)
        household_ids |= {UUID(claimed)} if (claimed := _claimed(family, identities[family.code], register)) else set()
        for member, identity in zip(family.members, identities[family.code], strict=True):
            person = register.people.get(identity)
            if person and person.fingerprint != fingerprint_of(member):
                person_ids.add(person.id)
    households = await session.exec(select(Household).where(col(Household.id) == any_of(household_ids, Uuid)))
    people = await session.exec(select(Person).where(col(Person.id) == any_of(person_ids, Uuid)))
    known = {each.id for each in register.households.values()} | household_ids
    return _Rows({each.id: each for each in households}, {each.id: each for each in people}, await list_standing(session, known))


def _claimed(family: Family, identities: Sequence[str], register: Register) -> str | None:
    """The provisional household whose place the family takes."""
    if family.code in register.households or not register.seats:
        return None
    own = {
        member.identity.number: seat
        for member, identity in zip(family.members, identities, strict=True)
        if (seat := register.seats.get(identity))
    }
    return claimed_by(family, own)


def _decided(entry: Entry, family: Family, identities: Sequence[str], register: Register, rows: _Rows) -> Entry:
    household, claimed = register.households.get(family.code), _claimed(family, identities, register)
    household_id = household.id if household else UUID(claimed) if claimed else None
    if household_id is None:
        return replace(entry, decision=Decision.CREATE)
    differences: list[Difference] = []
    if row := rows.households.get(household_id):
        known = facts_of_household(row)
        differences += _told(None, family.head.name, household_edit(family, known), known)
    for member, identity in zip(family.members, identities, strict=True):
        differences += _of_member(member, identity, family, register.people.get(identity), household_id, rows)
    decision = Decision.UPDATE if differences else Decision.LEAVE
    return replace(entry, decision=decision, differences=differences, household_id=household_id, claims=bool(claimed))


def _of_member(
    member: Member, identity: str, family: Family, person: _Known | None, household_id: UUID, rows: _Rows
) -> Iterable[Difference]:
    if person is None:
        yield Difference(member.row, member.name, "membership", None, NEWCOMER)
        return
    if not person.is_seated or person.household_id != household_id:
        yield Difference(member.row, member.name, "membership", None, TURNS_UP)
    elif person.relation != member.relation:
        yield Difference(member.row, member.name, "relation", person.relation, member.relation)
    if row := rows.people.get(person.id):
        known = facts_of_person(row)
        stands, is_merged = rows.stands.get(household_id, ()), row.identity_hash != identity
        edit = person_edit(member, family.columns, known, stands=stands, is_merged=is_merged)
        yield from _told(member.row, member.name, edit, known)


def _told(row: int | None, name: str, edit: Mapping[str, object], known: Mapping[str, object]) -> list[Difference]:
    return [Difference(row, name, field, known.get(field), value) for field, value in edit.items()]
