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


def written(facts: Facts, secrets: tuple[str, ...]) -> dict[str, Any]:
    """The columns of a row of history that hold these facts."""
    return {
        "region": facts["region"],
        "facts": {field: value for field, value in facts.items() if field not in secrets},
        **{f"{name}_sealed": seal(facts[name]) if facts.get(name) else None for name in secrets},
    }


def show_household(row: Household, facts: Facts) -> None:
    """Let the row say what is true now."""
    row.code, row.region, row.state = facts.get("code"), facts["region"], HouseholdState(facts["state"])
    row.standard, row.causes = facts.get("standard", ""), list(facts.get("causes", []))
    row.particulars = _particulars(facts, _HOUSEHOLD_COLUMNS, HOUSEHOLD_SECRETS)
    row.phone_sealed = _sealed(facts, "phone")


def show_person(row: Person, facts: Facts) -> None:
    """Let the row say what is true now."""
    row.region, row.code = facts["region"], facts.get("code", "")
    row.sex, row.ethnic_group = facts.get("sex", ""), facts.get("ethnic_group", "")
    row.born_on, row.died_on = _day(facts.get("born_on")), _day(facts.get("died_on"))
    row.classes, row.is_verified = list(facts.get("classes", [])), facts["is_verified"]
    row.particulars = _particulars(facts, _PERSON_COLUMNS, PERSON_SECRETS)
    row.name_sealed, row.id_number_sealed = _sealed(facts, "name"), _sealed(facts, "id_number")
    row.disability_card_sealed, row.phone_sealed = _sealed(facts, "disability_card"), _sealed(facts, "phone")
    row.employer_sealed = _sealed(facts, "employer")


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


def _particulars(facts: Facts, columns: tuple[str, ...], secrets: tuple[str, ...]) -> dict[str, str]:
    return {field: value for field, value in facts.items() if field not in columns and field not in secrets}


def _sealed(facts: Mapping[str, Any], name: str) -> bytes | None:
    return seal(facts[name]) if facts.get(name) else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
