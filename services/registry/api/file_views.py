"""From the rows of a file to what people read."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from services.registry.rules.change import CHANGE_NAMES, SOURCE_NAMES
from services.registry.rules.poverty import spoken
from services.registry.rules.transfer import TRANSFER_STATE_NAMES
from services.registry.rules.vocabulary import CLASS_NAMES, STATE_NAMES, HouseholdState, PersonClass
from services.registry.schemas.history import ChangeView, SaidView, TransferView
from services.registry.schemas.register import HouseholdRow, HouseholdView, PersonFileView, PersonView
from services.registry.schemas.spoken import particulars_of, said, title_of
from services.registry.store.facts import facts_of_household, facts_of_person
from services.registry.store.household_list import Line
from services.registry.store.reading import HouseholdThen, PersonThen, Said
from services.registry.tables import Change, Household, Membership, Person, Transfer
from shared import regions
from shared.identity import masked
from shared.security import Principal, Role

_OF_HOUSEHOLD = frozenset({"code", "region", "state", "standard", "causes"})
_OF_PERSON = frozenset({"name", "id_number", "sex", "born_on", "died_on", "classes", "is_verified", "region"})


def household_row(line: Line, by: Principal) -> HouseholdRow:
    household = line.household
    return HouseholdRow.model_validate(
        _line(household.id, facts_of_household(household))
        | {
            "enrolled_on": household.enrolled_on,
            "head": said("name", line.head, to_auditor=by.role is Role.AUDITOR),
            "members": line.members,
            "causes": household.causes,
            "class_names": [CLASS_NAMES[PersonClass(each)] for each in line.classes],
            "poverty": spoken(line.poverty),
            "open_case_id": line.open_case_id,
            "has_open_case": line.open_case_id is not None,
        }
    )


def household_view(household: Household, members: Sequence[Person], by: Principal, *, open_case_id: UUID | None) -> HouseholdView:
    """A household as it is now."""
    return HouseholdView.model_validate(
        _household(household.id, facts_of_household(household), by)
        | {
            "enrolled_on": household.enrolled_on,
            "open_case_id": open_case_id,
            "members": [person_view(member, by) for member in members],
        }
    )


def household_view_then(
    household_id: UUID, then: HouseholdThen, by: Principal, *, true_on: date, known_at: datetime | None
) -> HouseholdView:
    """A household as it was true of one day and known at one instant."""
    members = [_person(each.membership.person_id, each.facts, each.membership, by) for each in then.members]
    return HouseholdView.model_validate(
        _household(household_id, then.facts, by)
        | {"enrolled_on": None, "open_case_id": None, "members": members, "true_on": true_on, "known_at": known_at}
    )


def person_view(person: Person, by: Principal) -> PersonView:
    """A member as they are now."""
    told = _person(person.id, facts_of_person(person), None, by)
    return PersonView.model_validate(told | {"relation": person.relation, "joined_on": person.joined_on})


def person_file(person_id: UUID, then: PersonThen, by: Principal, *, true_on: date, known_at: datetime | None) -> PersonFileView:
    seat, region = then.membership, then.facts["region"]
    return PersonFileView.model_validate(
        _person(person_id, then.facts, seat, by)
        | {
            "household_id": seat.household_id if seat else None,
            "region": region,
            "region_name": regions.name_of(region),
            "true_on": true_on,
            "known_at": known_at,
        }
    )


def change_view(change: Change, parts: Sequence[Said], names: Mapping[UUID, str], by: Principal) -> ChangeView:
    """A change and every field that it says otherwise; of what was new, only how much there is."""
    to_auditor = by.role is Role.AUDITOR
    name = names.get(change.person_id, "") if change.person_id else ""
    told = said("name", name, to_auditor=to_auditor)
    fresh = sum(part.before is None and part.person_id is not None for part in parts)
    sentence = f"{told}：{CHANGE_NAMES[change.kind]}" if told else CHANGE_NAMES[change.kind]
    if fresh and not told:
        sentence += f"，新登记 {fresh} 人"
    return ChangeView(
        change_id=change.id,
        kind=change.kind,
        kind_name=CHANGE_NAMES[change.kind],
        sentence=sentence,
        happened_on=change.happened_on,
        source=change.source,
        source_name=SOURCE_NAMES[change.source],
        reason=change.reason,
        papers=change.papers,
        recorded_by=change.recorded_by,
        recorded_at=change.recorded_at,
        person_id=change.person_id,
        other_household_id=change.other_household_id,
        said=[view for part in parts if part.before is not None for view in _said(part, names, to_auditor)],
    )


def transfer_view(transfer: Transfer) -> TransferView:
    return TransferView.model_validate(
        {
            **transfer.model_dump(),
            "transfer_id": transfer.id,
            "region_name": regions.name_of(transfer.region),
            "to_region_name": regions.name_of(transfer.to_region),
            "state_name": TRANSFER_STATE_NAMES[transfer.state],
        }
    )


def _said(part: Said, names: Mapping[UUID, str], to_auditor: bool) -> list[SaidView]:
    before = part.before or {}
    return [
        SaidView(
            person_id=part.person_id,
            person_name=said("name", names.get(part.person_id, ""), to_auditor=to_auditor) if part.person_id else "",
            title=title_of(field, of_person=part.person_id is not None),
            before=said(field, before.get(field), to_auditor=to_auditor),
            after=said(field, part.after.get(field), to_auditor=to_auditor),
            since_on=part.since_on,
            until_on=part.until_on,
        )
        for field in part.fields
    ]


def _line(household_id: UUID, facts: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "household_id": household_id,
        "household_code": facts.get("code"),
        "region": facts["region"],
        "region_name": regions.name_of(facts["region"]),
        "state": facts["state"],
        "state_name": STATE_NAMES[HouseholdState(facts["state"])],
    }


def _household(household_id: UUID, facts: Mapping[str, Any], by: Principal) -> dict[str, Any]:
    to_auditor = by.role is Role.AUDITOR
    return _line(household_id, facts) | {
        "standard": facts.get("standard", ""),
        "causes": facts.get("causes", []),
        "particulars": particulars_of(facts, leave_out=_OF_HOUSEHOLD, of_person=False, to_auditor=to_auditor),
    }


def _person(person_id: UUID, facts: Mapping[str, Any], seat: Membership | None, by: Principal) -> dict[str, Any]:
    to_auditor, classes = by.role is Role.AUDITOR, facts.get("classes", [])
    number = facts.get("id_number")
    return {
        "person_id": person_id,
        "name": said("name", facts.get("name"), to_auditor=to_auditor) or None,
        "id_number": masked(number) if number else None,
        "sex": facts.get("sex", ""),
        "born_on": facts.get("born_on"),
        "died_on": facts.get("died_on"),
        "relation": seat.relation if seat else "",
        "joined_on": seat.since_on if seat else None,
        "classes": classes,
        "class_names": [CLASS_NAMES[PersonClass(each)] for each in classes],
        "is_verified": facts.get("is_verified", False),
        "particulars": particulars_of(facts, leave_out=_OF_PERSON, of_person=True, to_auditor=to_auditor),
    }
