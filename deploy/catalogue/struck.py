"""What housing tells of a disaster: declared, grown, over, and of a household that slept elsewhere meanwhile."""

from deploy.catalogue.cast import COUNTY, HOUSEHOLD, VILLAGE, at_, id_
from shared.events import Event
from shared.events.housing import (
    DisasterDeclared,
    DisasterEnded,
    DisasterWidened,
    EmergencySurveysOpened,
    HouseholdSheltered,
    HouseholdShelterEnded,
)

DISASTER, SHELTER, STAY = map(id_, range(1121, 1124))

STRUCK: list[Event] = [
    DisasterDeclared(
        event_id=id_(1131),
        occurred_at=at_("21:00:00", 20),
        disaster_id=DISASTER,
        kind="flood",
        region=COUNTY,
        happened_at=at_("19:00:00", 20),
        households=1_860,
        survey_due_at=at_("21:00:00", 21),
        grade_due_at=at_("21:00:00", 25),
    ),
    EmergencySurveysOpened(
        event_id=id_(1132),
        occurred_at=at_("21:00:00", 20),
        disaster_id=DISASTER,
        kind="flood",
        region=VILLAGE,
        households=126,
        surveys=119,
        due_at=at_("21:00:00", 21),
    ),
    HouseholdSheltered(
        event_id=id_(1133),
        occurred_at=at_("23:40:00", 20),
        stay_id=STAY,
        disaster_id=DISASTER,
        household_id=HOUSEHOLD,
        region=VILLAGE,
        shelter_id=SHELTER,
        shelter_kind="school",
        persons=4,
        since_at=at_("23:40:00", 20),
    ),
    DisasterWidened(
        event_id=id_(1134),
        occurred_at=at_("06:30:00", 21),
        disaster_id=DISASTER,
        kind="flood",
        region=COUNTY,
        households=212,
        survey_due_at=at_("06:30:00", 22),
        grade_due_at=at_("06:30:00", 26),
    ),
    HouseholdShelterEnded(
        event_id=id_(1135),
        occurred_at=at_("09:00:00", 27),
        stay_id=STAY,
        disaster_id=DISASTER,
        household_id=HOUSEHOLD,
        region=VILLAGE,
        ended_as="home",
        ended_at=at_("09:00:00", 27),
        persons=4,
        days=7,
        counted_days=7,
        standard_fen=560_00,
    ),
    DisasterEnded(
        event_id=id_(1136),
        occurred_at=at_("17:00:00", 29),
        disaster_id=DISASTER,
        kind="flood",
        region=COUNTY,
        ended_at=at_("17:00:00", 29),
        households=2_072,
        surveyed=2_072,
        graded=2_041,
        sheltered=36,
    ),
]
