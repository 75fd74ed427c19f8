"""A house that is appraised, disputed by its household, and decided."""

from datetime import date

from deploy.catalogue.cast import HOUSEHOLD, VILLAGE, at_, id_
from shared.events import Event
from shared.events.housing import HouseAppraised, HouseGradeDecided, HouseGradeDisputed

APPRAISAL, DISPUTE, HOUSE = id_(961), id_(962), id_(963)

APPRAISED: list[Event] = [
    HouseAppraised(
        event_id=id_(964),
        occurred_at=at_("10:00:00", 10),
        appraisal_id=APPRAISAL,
        house_id=HOUSE,
        household_id=HOUSEHOLD,
        region=VILLAGE,
        opinion=1,
        grade="C",
        standing_grade="C",
        signed_on=date(2020, 6, 10),
        valid_until_on=date(2023, 6, 9),
    ),
    HouseGradeDisputed(
        event_id=id_(965),
        occurred_at=at_("09:00:00", 12),
        dispute_id=DISPUTE,
        appraisal_id=APPRAISAL,
        house_id=HOUSE,
        household_id=HOUSEHOLD,
        region=VILLAGE,
        grade="C",
        due_on=date(2020, 7, 13),
    ),
    HouseGradeDecided(
        event_id=id_(966),
        occurred_at=at_("09:00:00", 22),
        dispute_id=DISPUTE,
        appraisal_id=APPRAISAL,
        house_id=HOUSE,
        household_id=HOUSEHOLD,
        region=VILLAGE,
        is_corrected=False,
        grade="C",
        decided_on=date(2020, 6, 22),
    ),
]
