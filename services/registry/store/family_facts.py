"""What a family of a file says, as the facts of a household's and a person's file, and what that changes of what is known."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

import orjson

from services.registry.rules.double import without_number
from services.registry.rules.export import HOUSEHOLD_COLUMNS
from services.registry.rules.history import Facts
from services.registry.rules.household import Family
from services.registry.rules.member import Member, fields_told
from services.registry.rules.poverty import PovertyState
from services.registry.rules.standing_class import classes_in, ordered
from services.registry.rules.vocabulary import HouseholdState, PersonClass
from shared.vault import hash_identity

_ASKED = {PersonClass.LOW_INCOME: "是否享受低保", PersonClass.EXTREME_POVERTY: "是否特困供养人员"}


def fingerprint_of(member: Member) -> str:
    """A keyed hash of everything that a row says of a person."""
    content: list[Any] = [
        member.village,
        member.household_code,
        member.person_code,
        member.name,
        member.identity.number,
        member.disability_card,
        member.phone,
        member.relation,
        member.ethnic_group,
        list(member.classes),
        sorted(member.particulars.items()),
        member.employer,
    ]
    return hash_identity(orjson.dumps(content).decode())


def fingerprint_of_household(facts: Facts) -> str:
    return hash_identity(orjson.dumps(list(facts.values())).decode())


def household_facts(family: Family) -> dict[str, Any]:
    """Fields that are blank are None."""
    head = family.head
    return {
        "code": family.code,
        "region": family.village,
        "state": HouseholdState.CURRENT.value,
        "standard": head.standard or None,
        "causes": [head.cause] if head.cause else None,
        "phone": head.household_phone or None,
        **{
            column: head.particulars[column]
            for column in HOUSEHOLD_COLUMNS
            if column != "主要致贫原因" and column in head.particulars
        },
    }


def person_facts(member: Member, *, known_as: Collection[str] = (), stands: Sequence[PovertyState] = ()) -> dict[str, Any]:
    """Fields that are blank are not there. The export tells of low income and extreme poverty; who is enrolled or watched, the
    states in which the household stands: somebody who was known as watched (`known_as`) is so until a state says otherwise."""
    identity = member.identity
    facts = {
        "region": member.village,
        "code": member.person_code,
        "name": member.name,
        "id_number": identity.number,
        "disability_card": member.disability_card,
        "phone": member.phone,
        "employer": member.employer,
        "sex": identity.sex.value,
        "born_on": identity.born_on.isoformat(),
        "ethnic_group": member.ethnic_group,
        "classes": list(_classes(member.classes, PersonClass.MONITORED.value in known_as, tuple(stands))),
        "is_verified": True,
    }
    # None of the particulars is blank.
    return {name: value for name, value in facts.items() if value not in ("", [])} | dict(member.particulars)


@lru_cache(maxsize=500)
def _classes(told: tuple[PersonClass, ...], is_watched: bool, stands: tuple[PovertyState, ...]) -> tuple[str, ...]:
    """There are few combinations, and a file has a hundred thousand people."""
    watched = {PersonClass.MONITORED.value} if is_watched else set[str]()
    return tuple(classes_in({*(each.value for each in told), *watched}, *stands))


def household_edit(family: Family, known: Facts) -> dict[str, Any]:
    """What the file makes otherwise of a household: a field that it leaves blank is blank from now on, one that it has no column
    for stays as it is."""
    return _edit(household_facts(family), fields_told(family.columns, of_person=False), known)


def person_edit(
    member: Member, columns: frozenset[str], known: Facts, *, stands: Sequence[PovertyState], is_merged: bool
) -> dict[str, Any]:
    """The same of a person. A class that the file does not ask about stays; so does the number, if the file names the one of a
    second file that was merged into this."""
    known_as = known.get("classes", ())
    told = person_facts(member, known_as=known_as, stands=stands)
    unasked = [each.value for each, column in _ASKED.items() if column not in columns and each.value in known_as]
    if unasked:
        told["classes"] = ordered([*told.get("classes", ()), *unasked])
    edit = _edit(told, fields_told(columns, of_person=True), known)
    return without_number(edit) if is_merged else edit


def _edit(told: Mapping[str, Any], fields: frozenset[str], known: Facts) -> dict[str, Any]:
    blank = dict.fromkeys(field for field in known if field in fields)
    after = {**blank, **{field: value for field, value in told.items() if value is not None}}
    return {field: value for field, value in after.items() if (value or None) != (known.get(field) or None)}


def since(member: Member, on: date) -> date:
    """The first day of which the file says something of a person."""
    return min(on, max(member.entitled_from(on), member.identity.born_on))
