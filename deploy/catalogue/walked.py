"""What the main story leaves out of the villages: a household gets a helper, a campaign walks to it, and a problem is mended."""

from datetime import date

from deploy.catalogue.cast import COUNTY, HOUSEHOLD, VILLAGE, at_, id_
from shared.events import Event
from shared.events.registry import (
    CampaignEnded,
    CampaignOpened,
    HelperAssigned,
    HouseholdVisited,
    VisitProblemMoved,
    VisitProblemRecorded,
)

HELPER, CAMPAIGN, VISIT, PROBLEM = (id_(each) for each in (61, 62, 63, 64))

WALKED: list[Event] = [
    HelperAssigned(
        event_id=id_(171),
        occurred_at=at_("09:00:00", 15),
        household_id=HOUSEHOLD,
        region=VILLAGE,
        helper_id=HELPER,
        since_on=date(2020, 6, 15),
    ),
    CampaignOpened(
        event_id=id_(172),
        occurred_at=at_("09:10:00", 15),
        campaign_id=CAMPAIGN,
        kind="look-back",
        region=COUNTY,
        starts_on=date(2020, 6, 15),
        ends_on=date(2020, 6, 30),
        households=1,
    ),
    HouseholdVisited(
        event_id=id_(173),
        occurred_at=at_("10:00:00", 16),
        visit_id=VISIT,
        version=1,
        household_id=HOUSEHOLD,
        region=VILLAGE,
        campaign_id=CAMPAIGN,
        visited_on=date(2020, 6, 16),
        is_withdrawn=False,
    ),
    VisitProblemRecorded(
        event_id=id_(174),
        occurred_at=at_("10:00:00", 16),
        problem_id=PROBLEM,
        household_id=HOUSEHOLD,
        region=VILLAGE,
        whose="housing",
        due_on=date(2020, 6, 30),
    ),
    VisitProblemMoved(
        event_id=id_(175),
        occurred_at=at_("10:00:00", 20),
        problem_id=PROBLEM,
        household_id=HOUSEHOLD,
        region=VILLAGE,
        state="mended",
        due_on=date(2020, 6, 30),
    ),
    CampaignEnded(
        event_id=id_(176),
        occurred_at=at_("17:00:00", 30),
        campaign_id=CAMPAIGN,
        kind="look-back",
        region=COUNTY,
        households=1,
        complete=1,
    ),
]
