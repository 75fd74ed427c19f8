"""New households and people in bulk: plain lines for each table, written in one statement a table however many there are.

Nothing here is a row object: to make one costs more than to write it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

import orjson
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.change import Act, ChangeKind
from services.registry.rules.household import Family
from services.registry.rules.member import Member
from services.registry.rules.poverty import PovertyState
from services.registry.rules.vocabulary import HouseholdState
from services.registry.store.facts import PERSON_SECRETS, household_columns, sealed
from services.registry.store.family_facts import (
    fingerprint_of,
    fingerprint_of_household,
    household_facts,
    person_facts,
    since,
)
from services.registry.store.mark import marks_of, marks_text
from shared import rows
from shared.ids import new_id
from shared.rows import array_text

LINES = 10_000
"""In one statement: some megabytes of parameters."""

_TEXTS, _DOCUMENT = "text::text[]", "text::jsonb"
_SECRETS = {f"{name}_sealed": "bytea" for name in PERSON_SECRETS}
_AT, _KIND = "CAST(:recorded_at AS timestamptz)", "CAST(:kind AS text)"

_HOMES = {
    "id": "uuid", "version_id": "uuid", "change_id": "uuid", "code": "text", "region": "text", "standard": "text",
    "causes": _TEXTS, "phone_sealed": "bytea", "particulars": _DOCUMENT, "fingerprint": "text", "since_on": "date",
    "facts": _DOCUMENT,
}  # fmt: skip
_CHANGES = {"change_id": "uuid", "id": "uuid", "region": "text"}
_CHANGE = {
    "id": "change_id", "household_id": "id", "region": "region", "kind": _KIND, "source": "CAST(:source AS text)",
    "happened_on": "CAST(:happened_on AS date)", "reason": "CAST(:reason AS text)",
    "papers": "CAST(CAST(:papers AS text) AS text[])", "recorded_by": "CAST(:recorded_by AS text)", "recorded_at": _AT,
}  # fmt: skip
_HOME_PARTS = {
    "household": {
        **{name: name for name in ("id", "code", "region", "standard", "causes", "phone_sealed", "particulars", "fingerprint")},
        "state": "CAST(:state AS text)", "enrolled_on": "CAST(:happened_on AS date)", "revision": "1",
    },
    "household_change": _CHANGE,
    "household_version": {
        "id": "version_id", "household_id": "id", "region": "region", "since_on": "since_on", "known_from_at": _AT,
        "change_id": "change_id", "facts": "facts", "phone_sealed": "phone_sealed",
    },
}  # fmt: skip
"""What of a new household stands where; what is not named has no value in a new row."""

_PEOPLE = {
    "id": "uuid", "version_id": "uuid", "seat_id": "uuid", "household_id": "uuid", "change_id": "uuid", "region": "text",
    "identity_hash": "text", "code": "text", **_SECRETS, "sex": "text", "born_on": "date", "relation": "text",
    "ethnic_group": "text", "classes": _TEXTS, "particulars": _DOCUMENT, "fingerprint": "text", "since_on": "date",
    "facts": _DOCUMENT, "marks": "text::int[]",
}  # fmt: skip
_PERSON = (
    "id", "household_id", "region", "identity_hash", "code", *_SECRETS, "sex", "born_on", "relation", "ethnic_group", "classes",
    "particulars", "fingerprint",
)  # fmt: skip
_PEOPLE_PARTS = {
    "person": {**{name: name for name in _PERSON}, "is_verified": "true", "joined_on": "since_on", "revision": "1"},
    "person_version": {
        "id": "version_id", "person_id": "id", "region": "region", "since_on": "since_on", "known_from_at": _AT,
        "change_id": "change_id", "facts": "facts", **{name: name for name in _SECRETS},
    },
    "membership": {
        "id": "seat_id", "person_id": "id", "household_id": "household_id", "region": "region", "relation": "relation",
        "since_on": "since_on", "began": _KIND, "known_from_at": _AT, "change_id": "change_id",
    },
    "person_mark": {"id": "id", "region": "region", "marks": "marks", "is_gone": "false"},
}  # fmt: skip


@dataclass(slots=True)
class NewHousehold:
    """As much of a new household as others hear of it."""

    id: UUID
    code: str | None
    region: str
    state: HouseholdState = HouseholdState.CURRENT
    revision: int = 1


@dataclass(slots=True)
class NewPerson:
    """As much of a new person as others hear of them."""

    id: UUID
    household_id: UUID
    identity_hash: str
    region: str
    relation: str
    classes: list[str]
    particulars: dict[str, str]
    disability_card_sealed: bytes | None
    is_verified: bool = True
    left_on: date | None = None
    died_on: date | None = None
    revision: int = 1


@dataclass(frozen=True, slots=True)
class NewChange:
    """What happened to a household, before it is a row."""

    id: UUID
    household_id: UUID
    region: str
    act: Act

    @property
    def kind(self) -> ChangeKind:
        return self.act.kind

    @property
    def recorded_at(self) -> datetime:
        return self.act.at


@dataclass
class NewRows:
    """Lines of one act, gathered and then written at once: a person is one line, which becomes a row of each table."""

    act: Act
    homes: list[Sequence[object]] = field(default_factory=list)
    people: list[Sequence[object]] = field(default_factory=list)
    changes: list[Sequence[object]] = field(default_factory=list)

    def add_household(self, family: Family, change: NewChange) -> NewHousehold:
        """The household, what is known of it from now on, and the change, which is its first."""
        every = household_facts(family)
        told = {name: value for name, value in every.items() if value is not None}
        columns, phone, on = household_columns(told), sealed(told, "phone"), change.act.happened_on
        household = NewHousehold(change.household_id, family.code, family.village)
        facts = orjson.dumps({name: value for name, value in told.items() if name != "phone"}).decode()
        self.homes.append(
            (
                household.id, new_id(), change.id, family.code, family.village, columns["standard"],
                array_text(columns["causes"]), phone, orjson.dumps(columns["particulars"]).decode(),
                fingerprint_of_household(every), since(family.head, on), facts,
            )
        )  # fmt: skip
        return household

    def add_person(self, member: Member, identity_hash: str, change: NewChange, *, stands: Sequence[PovertyState]) -> NewPerson:
        """The person, what is known of them, and their seat in the household of the change, which stands in these states."""
        told = person_facts(member, stands=stands)
        secrets = [sealed(told, name) for name in PERSON_SECRETS]
        since_on, id, classes = since(member, change.act.happened_on), new_id(), told.get("classes", [])
        marks = marks_text(marks_of(told))
        for name in PERSON_SECRETS:
            told.pop(name, None)
        # The columns that say the facts in the clear are those of `person_columns`, taken from the row that said them.
        self.people.append(
            (
                id, new_id(), new_id(), change.household_id, change.id, member.village, identity_hash, member.person_code,
                *secrets, member.identity.sex.value, member.identity.born_on, member.relation, member.ethnic_group,
                array_text(classes), orjson.dumps(member.particulars).decode(), fingerprint_of(member), since_on,
                orjson.dumps(told).decode(), marks,
            )
        )  # fmt: skip
        card = secrets[PERSON_SECRETS.index("disability_card")]
        return NewPerson(
            id, change.household_id, identity_hash, member.village, member.relation, classes, dict(member.particulars), card
        )

    def add_change(self, change: NewChange) -> None:
        """A change of a household that was known."""
        self.changes.append((change.id, change.household_id, change.region))

    async def write(self, session: AsyncSession) -> None:
        act = self.act
        recorded = {"kind": act.kind.value, "recorded_at": act.at}
        change = recorded | {
            "source": act.source.value,
            "happened_on": act.happened_on,
            "reason": act.reason,
            "papers": array_text(act.papers),
            "recorded_by": act.by,
        }
        new = change | {"state": HouseholdState.CURRENT.value}
        await _insert(session, _HOMES, self.homes, _HOME_PARTS, new)
        await _insert(session, _CHANGES, self.changes, {"household_change": _CHANGE}, change)
        await _insert(session, _PEOPLE, self.people, _PEOPLE_PARTS, recorded)


async def _insert(
    session: AsyncSession,
    columns: rows.Columns,
    lines: Sequence[Sequence[object]],
    parts: rows.Parts,
    same: Mapping[str, object],
) -> None:
    for start in range(0, len(lines), LINES):
        await rows.insert_parts(session, columns, lines[start : start + LINES], parts, **same)
