"""New households and people in bulk: plain lines for each table, written in one statement a table however many there are.

Nothing here is a row object: to make one costs more than to write it.
"""

from collections.abc import Sequence
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
from services.registry.store.facts import PERSON_SECRETS, household_columns, person_columns, sealed
from services.registry.store.family_facts import (
    fingerprint_of,
    fingerprint_of_household,
    household_facts,
    person_facts,
    since,
)
from services.registry.store.mark import marks_of
from shared import rows
from shared.ids import new_id
from shared.rows import array_text

LINES = 10_000
"""In one statement: some megabytes of parameters."""

_TEXTS, _DOCUMENT = "text::text[]", "text::jsonb"
_KNOWN = {"known_from_at": "timestamptz", "change_id": "uuid"}
_SECRETS = {f"{name}_sealed": "bytea" for name in PERSON_SECRETS}
_TABLES: dict[str, dict[str, str]] = {
    "household": {
        "id": "uuid", "code": "text", "region": "text", "state": "text", "standard": "text", "causes": _TEXTS,
        "phone_sealed": "bytea", "particulars": _DOCUMENT, "fingerprint": "text", "enrolled_on": "date", "revision": "int",
    },
    "person": {
        "id": "uuid", "household_id": "uuid", "region": "text", "identity_hash": "text", "code": "text", **_SECRETS,
        "sex": "text", "born_on": "date", "relation": "text", "ethnic_group": "text", "classes": _TEXTS,
        "particulars": _DOCUMENT, "fingerprint": "text", "is_verified": "bool", "joined_on": "date", "revision": "int",
    },
    "household_change": {
        "id": "uuid", "household_id": "uuid", "region": "text", "kind": "text", "source": "text", "happened_on": "date",
        "reason": "text", "papers": _TEXTS, "recorded_by": "text", "recorded_at": "timestamptz",
    },
    "household_version": {
        "id": "uuid", "household_id": "uuid", "region": "text", "since_on": "date", **_KNOWN, "facts": _DOCUMENT,
        "phone_sealed": "bytea",
    },
    "person_version": {
        "id": "uuid", "person_id": "uuid", "region": "text", "since_on": "date", **_KNOWN, "facts": _DOCUMENT, **_SECRETS,
    },
    "membership": {
        "id": "uuid", "person_id": "uuid", "household_id": "uuid", "region": "text", "relation": "text", "since_on": "date",
        "began": "text", **_KNOWN,
    },
    "person_mark": {"id": "uuid", "region": "text", "marks": "text::int[]", "is_gone": "bool"},
}  # fmt: skip
"""In the order in which foreign keys want them; what is not named has no value in a new row."""


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
    """Lines by table, gathered and then written at once."""

    lines: dict[str, list[Sequence[object]]] = field(default_factory=lambda: {table: [] for table in _TABLES})

    def add_household(self, family: Family, change: NewChange) -> NewHousehold:
        """The household and what is known of it from now on; the change is its first."""
        told = {name: value for name, value in household_facts(family).items() if value is not None}
        columns, phone, on = household_columns(told), sealed(told, "phone"), change.act.happened_on
        household = NewHousehold(change.household_id, family.code, family.village)
        self.lines["household"].append(
            (
                household.id, family.code, family.village, HouseholdState.CURRENT.value, columns["standard"],
                array_text(columns["causes"]), phone, orjson.dumps(columns["particulars"]).decode(),
                fingerprint_of_household(household_facts(family)), on, 1,
            )
        )  # fmt: skip
        facts = orjson.dumps({name: value for name, value in told.items() if name != "phone"}).decode()
        since_on = since(family.head, on)
        self.lines["household_version"].append(
            (new_id(), household.id, family.village, since_on, change.recorded_at, change.id, facts, phone)
        )
        return household

    def add_person(self, member: Member, identity_hash: str, change: NewChange, *, stands: Sequence[PovertyState]) -> NewPerson:
        """The person, what is known of them, and their seat in the household of the change, which stands in these states."""
        told = person_facts(member, stands=stands)
        columns = person_columns(told)
        secrets = [sealed(told, name) for name in PERSON_SECRETS]
        since_on, id, classes = since(member, change.act.happened_on), new_id(), columns["classes"]
        self.lines["person"].append(
            (
                id, change.household_id, member.village, identity_hash, columns["code"], *secrets, columns["sex"],
                columns["born_on"], member.relation, columns["ethnic_group"], array_text(classes),
                orjson.dumps(columns["particulars"]).decode(), fingerprint_of(member), True, since_on, 1,
            )
        )  # fmt: skip
        self.lines["person_mark"].append((id, member.village, f"{{{','.join(map(str, marks_of(told)))}}}", False))
        facts = orjson.dumps({name: value for name, value in told.items() if name not in PERSON_SECRETS}).decode()
        known = (change.recorded_at, change.id)
        self.lines["person_version"].append((new_id(), id, member.village, since_on, *known, facts, *secrets))
        self.lines["membership"].append(
            (new_id(), id, change.household_id, change.region, member.relation, since_on, change.kind.value, *known)
        )
        card = secrets[PERSON_SECRETS.index("disability_card")]
        particulars = columns["particulars"]
        return NewPerson(id, change.household_id, identity_hash, member.village, member.relation, classes, particulars, card)

    def add_change(self, change: NewChange) -> None:
        act = change.act
        self.lines["household_change"].append(
            (
                change.id, change.household_id, change.region, act.kind.value, act.source.value, act.happened_on, act.reason,
                array_text(act.papers), act.by, act.at,
            )
        )  # fmt: skip

    async def write(self, session: AsyncSession) -> None:
        for table, columns in _TABLES.items():
            lines = self.lines[table]
            for start in range(0, len(lines), LINES):
                await rows.insert_columns(session, table, columns, lines[start : start + LINES])
