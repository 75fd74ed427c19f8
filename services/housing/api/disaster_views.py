"""How disasters are shown, alike at every door."""

from services.housing.rules.disaster import hours_since
from services.housing.schemas.disaster import DisasterView
from services.housing.store.disaster_policy import get_disaster_policy_named, kind_of
from services.housing.tables import Disaster
from shared import clock


def disaster_shown(disaster: Disaster) -> DisasterView:
    kind = kind_of(get_disaster_policy_named(disaster.policy), disaster.kind)
    hours = hours_since(disaster.happened_at, disaster.ended_at or clock.now())
    return DisasterView.model_validate(disaster.model_dump() | {"kind_title": kind.title, "hours": hours})
