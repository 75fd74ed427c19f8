"""What a family of a file says, as the facts of a household's and a person's file, and what that changes of what is known."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import orjson

from services.registry.rules.export import HOUSEHOLD_COLUMNS
from services.registry.rules.history import Facts
from services.registry.rules.household import Family
from services.registry.rules.member import Member, fields_told
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


def person_facts(member: Member) -> dict[str, Any]:
    """Fields that are blank are not there."""
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
        "classes": [each.value for each in member.classes],
        "is_verified": True,
        **member.particulars,
    }
    return {name: value for name, value in facts.items() if value not in ("", [])}


def household_edit(family: Family, known: Facts) -> dict[str, Any]:
    """What the file makes otherwise of a household: a field that it leaves blank is blank from now on, one that it has no column
    for stays as it is."""
    return _edit(household_facts(family), fields_told(family.columns, of_person=False), known)


def person_edit(member: Member, columns: frozenset[str], known: Facts) -> dict[str, Any]:
    """The same of a person. A class that the file does not ask about stays."""
    told = person_facts(member)
    unasked = [each.value for each, column in _ASKED.items() if column not in columns and each.value in known.get("classes", ())]
    if unasked:
        told["classes"] = [*told["classes"], *(each for each in unasked if each not in told["classes"])]
    return _edit(told, fields_told(columns, of_person=True), known)


def _edit(told: Mapping[str, Any], fields: frozenset[str], known: Facts) -> dict[str, Any]:
    blank = dict.fromkeys(field for field in known if field in fields)
    after = {**blank, **{field: value for field, value in told.items() if value is not None}}
    return {field: value for field, value in after.items() if (value or None) != (known.get(field) or None)}


def since(member: Member, on: date) -> date:
    """The first day of which the file says something of a person."""
    return min(on, max(member.entitled_from(on), member.identity.born_on))
