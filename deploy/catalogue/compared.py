"""A department's list says otherwise than we; an alert moves with its household, another rests on nothing any more."""

from datetime import date

from deploy.catalogue.cast import HOUSEHOLD, TOWN, VILLAGE, at_, id_
from shared.events import Event
from shared.events.registry import AlertMoved, AlertRetracted, DifferencesCleared, DifferencesDetected

COMPARED: list[Event] = [
    DifferencesDetected(
        event_id=id_(191),
        occurred_at=at_("09:05:00", 12),
        list_id=id_(91),
        kind="low-income",
        region=VILLAGE,
        differences=4,
        due_on=date(2020, 6, 29),
    ),
    DifferencesCleared(event_id=id_(192), occurred_at=at_("17:40:00", 18), list_id=id_(91), region=VILLAGE),
    AlertMoved(
        event_id=id_(193),
        occurred_at=at_("10:12:00", 10),
        alert_id=id_(71),
        household_id=HOUSEHOLD,
        from_region=VILLAGE,
        region=f"{TOWN}002",
        moved_at=at_("10:12:00", 10),
    ),
    AlertRetracted(
        event_id=id_(194),
        occurred_at=at_("11:30:00", 11),
        alert_id=id_(72),
        household_id=HOUSEHOLD,
        region=VILLAGE,
        withdrawn_at=at_("11:30:00", 11),
    ),
]
