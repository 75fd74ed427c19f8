"""What housing tells of a campaign of looking at houses, of a house that was found unsafe in it, and of a disaster."""

from datetime import date

from deploy.catalogue.cast import COUNTY, HOUSEHOLD, VILLAGE, at_, id_
from deploy.catalogue.struck import STRUCK
from shared.events import Event
from shared.events.housing import HouseGraded, SurveyCampaignEnded, SurveyCampaignOpened

CAMPAIGN, HOUSE, CAMPAIGN_SURVEY = map(id_, range(801, 804))

GRADED: list[Event] = [
    SurveyCampaignOpened(
        event_id=id_(811),
        occurred_at=at_("09:00:00", 15),
        campaign_id=CAMPAIGN,
        kind="flood-season",
        region=COUNTY,
        opened_on=date(2020, 6, 15),
        due_on=date(2020, 6, 30),
        households=1_860,
    ),
    HouseGraded(
        event_id=id_(812),
        occurred_at=at_("15:20:00", 18),
        house_id=HOUSE,
        household_id=HOUSEHOLD,
        region=VILLAGE,
        grade="C",
        origin="campaign",
        source_id=CAMPAIGN_SURVEY,
        graded_on=date(2020, 6, 18),
    ),
    SurveyCampaignEnded(
        event_id=id_(813),
        occurred_at=at_("17:30:00", 30),
        campaign_id=CAMPAIGN,
        kind="flood-season",
        region=COUNTY,
        ended_on=date(2020, 6, 30),
        households=1_871,
        completed=1_871,
    ),
    *STRUCK,
]
