"""The part of the story in which a household that cannot stay draws a new home, moves, and is seen to afterwards."""

from datetime import date

from deploy.catalogue.cast import COUNTY, VILLAGE, at_, id_
from shared.events import Event
from shared.events.housing import (
    RelocationNoticeAsked,
    RelocationNoticeDropped,
    ResettlementSupportAnswered,
    ResettlementSupportAsked,
    ShownLine,
)

MATTER, CALLED_OFF, RELOCATION, SUPPORT = map(id_, range(2301, 2305))

RELOCATED: list[Event] = [
    RelocationNoticeAsked(
        event_id=id_(2311),
        occurred_at=at_("10:00:00", 15),
        matter_id=MATTER,
        about="relocation-list",
        region=VILLAGE,
        heading="搬迁对象名单公示",
        lines=[ShownLine(who=f"搬迁编号 Q-{COUNTY}-2020-0001", says="3 人，地质灾害危险")],
        days=10,
        shown_on=date(2020, 6, 15),
    ),
    RelocationNoticeDropped(
        event_id=id_(2312), occurred_at=at_("11:00:00", 16), matter_id=CALLED_OFF, region=VILLAGE, ended_on=date(2020, 6, 16)
    ),
    ResettlementSupportAsked(
        event_id=id_(2313),
        occurred_at=at_("14:00:00", 25),
        support_id=SUPPORT,
        relocation_id=RELOCATION,
        number=f"Q-{COUNTY}-2020-0001",
        region=VILLAGE,
        support="schooling",
        says="子女转学",
        department="education",
        due_on=date(2020, 7, 25),
    ),
    ResettlementSupportAnswered(
        event_id=id_(2314),
        occurred_at=at_("15:00:00", 29),
        support_id=SUPPORT,
        region=VILLAGE,
        support="schooling",
        is_done=True,
        answered_on=date(2020, 6, 29),
    ),
]
