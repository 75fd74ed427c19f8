"""How a case is followed to its end: more is needed, something is late, it is taken up again, handed over, moved."""

from deploy.catalogue.cast import CASE, HASH, HOUSEHOLD, PERSON, TOWN, VILLAGE, at_, id_
from shared.events import Event
from shared.events.civil_affairs import Trigger
from shared.events.registry import (
    CaseFactAdded,
    CaseMoved,
    CaseNeedsAdded,
    CaseReopened,
    CaseRetracted,
    CaseStepMissed,
    CaseStepReminded,
    LastingHardshipDetected,
    Member,
)
from shared.periods import day_in_china

ELSEWHERE = f"{TOWN}002"

FOLLOWED: list[Event] = [
    CaseStepReminded(
        event_id=id_(181),
        occurred_at=at_("04:00:01", 10),
        case_id=CASE,
        region=VILLAGE,
        step="first-aid",
        department="town",
        level="village",
        due_at=at_("10:00:01", 10),
    ),
    CaseStepMissed(
        event_id=id_(182),
        occurred_at=at_("10:01:00", 10),
        case_id=CASE,
        region=VILLAGE,
        step="first-aid",
        department="town",
        level="village",
        due_at=at_("10:00:01", 10),
    ),
    CaseNeedsAdded(
        event_id=id_(183),
        occurred_at=at_("11:00:00", 10),
        case_id=CASE,
        household_id=HOUSEHOLD,
        region=VILLAGE,
        trigger=Trigger.DISASTER,
        origin="officer",
        detected_at=at_("11:00:00", 10),
        members=[Member(person_id=PERSON, identity_hash=HASH)],
        needs=["housing-survey"],
        kind="house",
        urgency="critical",
    ),
    CaseFactAdded(
        event_id=id_(189),
        occurred_at=at_("11:00:00", 10),
        case_id=CASE,
        household_id=HOUSEHOLD,
        region=VILLAGE,
        trigger=Trigger.DISASTER,
        origin="officer",
        detected_at=at_("11:00:00", 10),
        needs=["emergency-grant", "housing-survey", "work-orders"],
        kind="house",
        urgency="critical",
    ),
    CaseReopened(
        event_id=id_(184),
        occurred_at=at_("09:00:00", 20),
        case_id=CASE,
        household_id=HOUSEHOLD,
        region=VILLAGE,
        round=2,
        needs=["housing-survey"],
        reopened_at=at_("09:00:00", 20),
    ),
    LastingHardshipDetected(
        event_id=id_(185),
        occurred_at=at_("09:30:00", 21),
        case_id=CASE,
        household_id=HOUSEHOLD,
        region=VILLAGE,
        kind="illness",
        detected_on=day_in_china(at_("10:00:01", 9)),
        handed_over_at=at_("09:30:00", 21),
    ),
    CaseMoved(
        event_id=id_(186),
        occurred_at=at_("09:00:00", 22),
        case_id=CASE,
        household_id=HOUSEHOLD,
        from_region=VILLAGE,
        region=ELSEWHERE,
        moved_at=at_("09:00:00", 22),
    ),
    CaseRetracted(
        event_id=id_(187),
        occurred_at=at_("09:00:00", 23),
        case_id=id_(188),
        household_id=HOUSEHOLD,
        region=VILLAGE,
        withdrawn_at=at_("09:00:00", 23),
        unfinished=["emergency-grant", "housing-survey"],
    ),
]
