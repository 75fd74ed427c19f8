"""From what a form says of a household or person to what their file keeps."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from services.registry.rules.field_list import FieldLists
from services.registry.rules.vocabulary import ETHNIC_GROUPS, PersonClass
from services.registry.schemas.fields import HouseholdFacts, PersonFacts

OWN_PLACES = {
    HouseholdFacts: {"standard": "standard", "phone": "phone"},
    PersonFacts: {"person_code": "code", "name": "name", "phone": "phone", "employer": "employer"},
}
"""Fields that the file keeps under a name of its own; the others stand under their titles."""

_CLASSES = {"是否享受低保": PersonClass.LOW_INCOME, "是否特困供养人员": PersonClass.EXTREME_POVERTY}


def check_values(form: HouseholdFacts | PersonFacts, lists: FieldLists, *, on: date, pointer: str = "/facts") -> None:
    """Every value of a listed field against its list on that day. Raises ValueNotInList with the field's pointer."""
    for name, field in type(form).model_fields.items():
        extra, value = field.json_schema_extra, getattr(form, name)
        if value is None or not isinstance(extra, dict) or "from_list" not in extra:
            continue
        for at, each in enumerate([value] if isinstance(value, str) else value):
            within = f"{pointer}/{name}" if isinstance(value, str) else f"{pointer}/{name}/{at}"
            lists.check(str(extra["from_list"]), each, on=on, pointer=within)


def household_edit(form: HouseholdFacts, known: Mapping[str, Any]) -> dict[str, Any]:
    """What the form says; a field sent as null is taken out, one that is not sent is not touched."""
    edit = _edit(form, leave_out={"main_cause", "other_causes"})
    if form.model_fields_set & {"main_cause", "other_causes"}:
        main, *others = [*known.get("causes", []), *[""] * 3][:3]
        main = (form.main_cause or "") if "main_cause" in form.model_fields_set else main
        others = (form.other_causes or []) if "other_causes" in form.model_fields_set else others
        edit["causes"] = [cause for cause in dict.fromkeys([main, *others]) if cause] or None
    return edit


def person_edit(form: PersonFacts, known: Mapping[str, Any]) -> dict[str, Any]:
    """The same of a person; who draws the allowance of a class is of that class."""
    edit = _edit(form, leave_out={"ethnic_group"})
    if "ethnic_group" in form.model_fields_set:
        edit["ethnic_group"] = ETHNIC_GROUPS[form.ethnic_group] if form.ethnic_group else None
    answered = {_CLASSES[title].value: edit[title] == "是" for title in _CLASSES if title in edit}
    if answered:
        kept = [each for each in known.get("classes", []) if answered.get(each, True)]
        edit["classes"] = [*kept, *(each for each, drawn in answered.items() if drawn and each not in kept)] or None
    return edit


def _edit(form: HouseholdFacts | PersonFacts, *, leave_out: set[str]) -> dict[str, Any]:
    own, fields = OWN_PLACES[type(form)], type(form).model_fields
    said = [name for name in fields if name in form.model_fields_set and name not in leave_out]
    return {own.get(name, str(fields[name].title)): _kept(getattr(form, name)) for name in said}


def _kept(value: object) -> str | None:
    if value is None or value == []:
        return None
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)
