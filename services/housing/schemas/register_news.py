"""What the register's news say of a household: whom they touch, and what they ask of its renovation or its move."""

from uuid import UUID

from services.housing.rules.household import HouseholdState
from services.housing.rules.household_question import HouseholdQuestion, asked_by_household, asked_by_person
from shared.events.registry import HouseholdChanged, PersonChanged

REGISTER = "登记"
"""Who writes the line of a record that asks."""


def household_of(event: PersonChanged | HouseholdChanged) -> UUID | None:
    """Which household the news touch: of somebody who goes, the one that they leave."""
    if isinstance(event, HouseholdChanged):
        return event.household_id
    return event.former_household_id or event.household_id


def question_of(event: PersonChanged | HouseholdChanged, *, is_somebody_left: bool) -> HouseholdQuestion | None:
    """What has to be settled after it, if anything."""
    if isinstance(event, HouseholdChanged):
        return asked_by_household(event.kind, is_cancelled=event.state == HouseholdState.CANCELLED)
    return asked_by_person(event.kind, relation=event.relation, is_somebody_left=is_somebody_left)
