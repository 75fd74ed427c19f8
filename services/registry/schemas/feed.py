"""What others hear of a household and of a person: the whole of what they may know, each time, so that the last word counts."""

from datetime import date
from typing import Any, Protocol
from uuid import UUID

from services.registry.rules.change import ChangeKind


class APerson(Protocol):
    """A row of a person."""

    id: UUID
    household_id: UUID
    identity_hash: str
    region: str
    relation: str
    classes: list[str]
    is_verified: bool
    left_on: date | None
    died_on: date | None
    disability_card_sealed: bytes | None
    particulars: dict[str, str]
    revision: int


class AHousehold(Protocol):
    """A row of a household."""

    id: UUID
    code: str | None
    region: str
    state: Any
    revision: int


def enrolment(person: APerson, in_force_on: date) -> dict[str, Any]:
    """For PersonEnrolled: someone entered the register, or their classes are others from a day on."""
    return _person(person) | {
        "household_id": person.household_id,
        "in_force_on": in_force_on,
        "is_member": person.left_on is None,
    }


def person_news(
    person: APerson, kind: ChangeKind, happened_on: date, *, former_household_id: UUID | None = None
) -> dict[str, Any]:
    """For PersonChanged: something else of a person is otherwise; their classes are what they were."""
    return _person(person) | {
        "household_id": person.household_id if person.left_on is None else None,
        "former_household_id": former_household_id,
        "kind": kind,
        "happened_on": happened_on,
    }


def merged_news(winner: APerson, loser: APerson, on: date) -> dict[str, Any]:
    """For PersonsMerged and PersonsSeparated."""
    return {
        "person_id": winner.id,
        "household_id": winner.household_id,
        "identity_hash": winner.identity_hash,
        "region": winner.region,
        "classes": winner.classes,
        "revision": winner.revision,
        "former_person_id": loser.id,
        "former_household_id": loser.household_id,
        "former_identity_hash": loser.identity_hash,
        "former_region": loser.region,
        "former_classes": loser.classes,
        "happened_on": on,
    }


def household_news(household: AHousehold, kind: ChangeKind, happened_on: date) -> dict[str, Any]:
    """For HouseholdChanged."""
    return {
        "household_id": household.id,
        "revision": household.revision,
        "kind": kind,
        "happened_on": happened_on,
        "household_code": household.code,
        "region": household.region,
        "state": household.state,
    }


def _person(person: APerson) -> dict[str, Any]:
    return {
        "person_id": person.id,
        "revision": person.revision,
        "identity_hash": person.identity_hash,
        "region": person.region,
        "relation": person.relation,
        "classes": person.classes,
        "is_verified": person.is_verified,
        "is_living": person.died_on is None,
        "is_disabled": _is_disabled(person),
    }


def _is_disabled(person: APerson) -> bool:
    """Whether the file says so anywhere: by a card, or by one of two columns of the national export."""
    told = person.particulars
    return bool(person.disability_card_sealed or told.get("残疾类别")) or "残疾" in told.get("健康状况", "")
