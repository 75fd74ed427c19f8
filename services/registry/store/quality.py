"""Households as the quality rules look at them, read many at a time; and what is odd about each."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.finding import Seen, shown
from services.registry.rules.poverty import POVERTY_STATE_NAMES, Axis, PovertyState
from services.registry.rules.quality import Found
from services.registry.rules.quality_field import LACKING, Whole
from services.registry.rules.quality_subject import household_values, person_values
from services.registry.store.helped import list_uncovered_among
from services.registry.store.measure import get_gap_limits
from services.registry.store.plan_board import list_without_measures_among
from services.registry.store.quality_policy import rules_of
from shared.vault import hash_identity, unseal

CHUNK_HOUSEHOLDS = 1_000
"""The sweep's stretch: some four thousand people, a tenth of a second of judging, a few megabytes."""

_STRETCH = text("SELECT id FROM household WHERE id > :after ORDER BY id LIMIT :limit")
_HOUSEHOLDS = text("""
SELECT household.id, household.code, household.region, household.standard, household.causes, household.particulars,
       household.phone_sealed, household.enrolled_on, household.revision,
       EXISTS (SELECT FROM income_book book WHERE book.household_id = household.id AND book.year = :last_year) AS has_income
FROM household WHERE household.id = ANY (:ids) AND household.state = 'current'
""")
_PERSONS = text("""
SELECT id, household_id, region, code, sex, born_on::text AS born_on, died_on::text AS died_on, relation, ethnic_group, classes,
       particulars, is_verified, joined_on, id_number_sealed, disability_card_sealed, phone_sealed, revision
FROM person WHERE household_id = ANY (:ids) AND left_on IS NULL ORDER BY household_id, id
""")
_STATES = text("""
SELECT household_id, axis, state, since_on FROM poverty_entry WHERE household_id = ANY (:ids) AND until_on IS NULL
""")


@dataclass(frozen=True)
class Looked:
    """Households as they were looked at: what was found, who was there, and by which rules.

    `revisions` are those of the rows of the households and persons.
    """

    seen: Sequence[Seen]
    revisions: Mapping[UUID, int]
    rules: Mapping[UUID, frozenset[str]]
    persons: int

    @property
    def present(self) -> frozenset[UUID]:
        return frozenset(self.revisions)


@dataclass(frozen=True)
class _File:
    """One household with its members as rows."""

    household: Any
    members: Sequence[Any]
    states: Mapping[Axis, Any]
    lacks: Mapping[str, str]
    """What others have found missing for it, under the names of the rules' fields."""


@dataclass(frozen=True)
class Files:
    """What is judged, read whole before the judging, which touches no database."""

    files: Sequence[_File]
    on: date


async def list_stretch(session: AsyncSession, *, after: UUID, limit: int = CHUNK_HOUSEHOLDS) -> list[UUID]:
    """The next households of the whole register, of whatever state, in the order of their ids."""
    return list((await session.execute(_STRETCH, {"after": after, "limit": limit})).scalars())


async def list_files(session: AsyncSession, household_ids: Collection[UUID], *, on: date) -> Files:
    """The current households among these, with their present members; of strangers and the cancelled nothing is asked."""
    ids = {"ids": list(household_ids)}
    households = (await session.execute(_HOUSEHOLDS, {**ids, "last_year": on.year - 1})).all()
    if not households:
        return Files((), on)
    members, states = defaultdict[UUID, list[Any]](list), defaultdict[UUID, dict[Axis, Any]](dict)
    for person in await session.execute(_PERSONS, ids):
        members[person.household_id].append(person)
    for entry in await session.execute(_STATES, ids):
        states[entry.household_id][Axis(entry.axis)] = entry
    lacks = await _lacks(session, {each.id: each.region for each in households}, states, on)
    return Files([_File(each, members[each.id], states[each.id], lacks[each.id]) for each in households], on)


async def _lacks(
    session: AsyncSession, places: Mapping[UUID, str], states: Mapping[UUID, Mapping[Axis, Any]], on: date
) -> Mapping[UUID, Mapping[str, str]]:
    """By the very conditions of the lists of households without a helper, and of those that plans have missed."""
    lacks = defaultdict[UUID, dict[str, str]](dict)
    for each in await list_uncovered_among(session, places, on=on):
        lacks[each]["帮扶责任人"] = LACKING
    watched = [each for each in places if Axis.WATCH in states.get(each, {})]
    if watched:
        for each in await list_without_measures_among(session, watched, get_gap_limits(on), on=on):
            lacks[each]["帮扶措施"] = LACKING
    return lacks


def look_at(files: Files) -> Looked:
    """Hold the rules of each place against its households."""
    seen: list[Seen] = []
    revisions: dict[UUID, int] = {}
    rules: dict[UUID, frozenset[str]] = {}
    for file in files.files:
        household, held = file.household, rules_of(file.household.region, files.on)
        revisions[household.id] = household.revision
        revisions |= {member.id: member.revision for member in file.members}
        rules[household.id] = held.names
        seen += [_seen(found, file) for found in held.find(_whole(file, files.on))]
    return Looked(seen, revisions, rules, sum(len(file.members) for file in files.files))


def _seen(found: Found, file: _File) -> Seen:
    rule = found.held.rule
    return Seen(
        rule=rule.rule,
        household_id=file.household.id,
        person_id=None if found.member is None else file.members[found.member].id,
        region=file.household.region,
        value=shown(rule.field, found.value),
        basis_hash=hash_identity("\x1f".join(found.basis)),
        policy_version=found.held.version,
    )


def _whole(file: _File, on: date) -> Whole:
    members = [
        person_values(
            {
                "code": each.code,
                "id_number": _unsealed(each.id_number_sealed),
                "disability_card": _unsealed(each.disability_card_sealed),
                "phone": _unsealed(each.phone_sealed),
                "sex": each.sex,
                "born_on": each.born_on,
                "died_on": each.died_on,
                "ethnic_group": each.ethnic_group,
                "classes": each.classes,
                "is_verified": each.is_verified,
                "region": each.region,
                "particulars": each.particulars,
            },
            relation=each.relation,
            joined_on=each.joined_on,
            on=on,
        )
        for each in file.members
    ]
    household = file.household
    beside: dict[str, str | int] = {**file.lacks, **({"上年收入台账": "有"} if household.has_income else {})}
    if poverty := file.states.get(Axis.POVERTY):
        beside["脱贫状态"] = POVERTY_STATE_NAMES[PovertyState(poverty.state)]
    if watch := file.states.get(Axis.WATCH):
        beside["监测状态"] = POVERTY_STATE_NAMES[PovertyState(watch.state)]
        beside["监测天数"] = (on - watch.since_on).days
    facts = {
        "code": household.code,
        "region": household.region,
        "phone": _unsealed(household.phone_sealed),
        "standard": household.standard,
        "causes": household.causes,
        "particulars": {**household.particulars, **beside},
    }
    return Whole(household_values(facts, enrolled_on=household.enrolled_on, members=len(members), on=on), members)


def _unsealed(sealed: bytes | None) -> str:
    return unseal(sealed) if sealed else ""
