"""A household that begins: its row, the change that says how, and its first version."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from services.registry.rules.change import Act
from services.registry.rules.history import Facts, beginning
from services.registry.rules.vocabulary import HouseholdState
from services.registry.store.facts import show_household
from services.registry.store.history import change_of, first_household_version
from services.registry.tables import Change, Household, Row


@dataclass(frozen=True)
class Opening:
    """The rows to be written, and the change among them."""

    change: Change
    rows: Sequence[Row]


def open_household(
    act: Act, *, code: str | None, region: str, state: HouseholdState, facts: Facts, other_household_id: UUID | None = None
) -> tuple[Household, Opening]:
    """The household is no object of the session: its rows are inserted together with those that need it."""
    [segment] = beginning({"code": code, "region": region, "state": state.value, **facts}, act.happened_on)
    household = Household(region=region, state=state, enrolled_on=act.happened_on)
    show_household(household, segment.facts)
    change = change_of(act, household.id, region, other_household_id=other_household_id)
    return household, Opening(change, [household, change, first_household_version(household.id, segment, change)])
