"""A household's and a person's facts, as one mapping: from and to the row that says how they are now, and the rows of history."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from services.registry.rules.history import Facts, Segment
from services.registry.rules.vocabulary import HouseholdState
from services.registry.tables import Household, HouseholdVersion, Person, PersonVersion
from shared.vault import seal, unseal

HOUSEHOLD_SECRETS = ("phone",)
PERSON_SECRETS = ("name", "id_number", "disability_card", "phone", "employer")
_HOUSEHOLD_COLUMNS = ("code", "region", "state", "standard", "causes")
_PERSON_COLUMNS = ("region", "code", "sex", "born_on", "died_on", "ethnic_group", "classes", "is_verified")
_HOUSEHOLD_FIELDS = frozenset({*_HOUSEHOLD_COLUMNS, *HOUSEHOLD_SECRETS})
_PERSON_FIELDS = frozenset({*_PERSON_COLUMNS, *PERSON_SECRETS})
"""Facts that have a place of their own; the others are particulars."""


def facts_of_household(row: Household) -> Facts:
    """What is known of a household now; what is empty is not known."""
    return _facts(row, _HOUSEHOLD_COLUMNS, HOUSEHOLD_SECRETS)


def facts_of_person(row: Person) -> Facts:
    """What is known of a person now; relation and household are the membership's."""
    return _facts(row, _PERSON_COLUMNS, PERSON_SECRETS)


def facts_of(version: HouseholdVersion | PersonVersion) -> Facts:
    """What a row of history says, its secrets unsealed."""
    secrets = HOUSEHOLD_SECRETS if isinstance(version, HouseholdVersion) else PERSON_SECRETS
    sealed = {name: getattr(version, f"{name}_sealed") for name in secrets}
    return {**version.facts, **{name: unseal(value) for name, value in sealed.items() if value}}


def segment_of(version: HouseholdVersion | PersonVersion) -> Segment:
    return Segment(version.since_on, version.until_on, facts_of(version))


def written(
    facts: Facts, secrets: tuple[str, ...], *, known: Facts | None = None, kept: HouseholdVersion | PersonVersion | None = None
) -> dict[str, Any]:
    """The columns of a row of history that hold these facts; `kept` holds those that were `known`, and what stays sealed."""
    return {
        "region": facts["region"],
        "facts": {field: value for field, value in facts.items() if field not in secrets},
        **resealed(facts, secrets, known or {}, kept),
    }


def household_columns(facts: Facts) -> dict[str, Any]:
    """The columns of a household's row that say these facts in the clear."""
    return {
        "code": facts.get("code"),
        "region": facts["region"],
        "state": HouseholdState(facts["state"]),
        "standard": facts.get("standard", ""),
        "causes": list(facts.get("causes", [])),
        "particulars": _particulars(facts, _HOUSEHOLD_FIELDS),
    }


def person_columns(facts: Facts) -> dict[str, Any]:
    """The columns of a person's row that say these facts in the clear."""
    return {
        "region": facts["region"],
        "code": facts.get("code", ""),
        "sex": facts.get("sex", ""),
        "ethnic_group": facts.get("ethnic_group", ""),
        "born_on": _day(facts.get("born_on")),
        "died_on": _day(facts.get("died_on")),
        "classes": list(facts.get("classes", [])),
        "is_verified": facts["is_verified"],
        "particulars": _particulars(facts, _PERSON_FIELDS),
    }


def show_household(row: Household, facts: Facts, *, known: Facts | None = None) -> None:
    """Let the row say what is true now. `known`: what it says, if it says something; secrets that stay are not sealed again."""
    _show(row, household_columns(facts), facts, HOUSEHOLD_SECRETS, known or {})


def show_person(row: Person, facts: Facts, *, known: Facts | None = None) -> None:
    """The same of a person."""
    _show(row, person_columns(facts), facts, PERSON_SECRETS, known or {})


def _show(row: Household | Person, columns: Mapping[str, Any], facts: Facts, secrets: tuple[str, ...], known: Facts) -> None:
    for name, value in columns.items():
        if getattr(row, name) != value:  # to set what is there takes as long as to set what is not
            setattr(row, name, value)
    for name, value in resealed(facts, secrets, known, row).items():
        if getattr(row, name) != value:
            setattr(row, name, value)


def resealed(
    facts: Facts, secrets: tuple[str, ...], known: Facts, kept: Household | Person | HouseholdVersion | PersonVersion | None
) -> dict[str, bytes | None]:
    """The sealed columns of these facts; what `known` says as well stands sealed in the row that was kept of it."""
    return {
        (column := f"{name}_sealed"): (
            getattr(kept, column) if (value := facts.get(name)) and value == known.get(name) else sealed(facts, name)
        )
        for name in secrets
    }


def plain(value: object) -> object:
    """A value as history keeps it: a day as text, a state as its word."""
    return value.isoformat() if isinstance(value, date) else value


def _facts(row: Household | Person, columns: tuple[str, ...], secrets: tuple[str, ...]) -> Facts:
    told: dict[str, object] = {column: plain(getattr(row, column)) for column in columns}
    told |= row.particulars
    for name in secrets:
        sealed = getattr(row, f"{name}_sealed")
        told[name] = unseal(sealed) if sealed else None
    return {field: value for field, value in told.items() if value not in (None, "", [])}


def _particulars(facts: Facts, others: frozenset[str]) -> dict[str, str]:
    return {field: value for field, value in facts.items() if field not in others}


def sealed(facts: Mapping[str, Any], name: str) -> bytes | None:
    """A secret fact as it is stored; None if it is not known."""
    return seal(facts[name]) if facts.get(name) else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
