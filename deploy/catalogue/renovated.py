"""The part of the story in which a house's renovation is shown before it goes on, and one that does not go on; and its money."""

from datetime import date

from deploy.catalogue.cast import COUNTY, VILLAGE, at_, id_
from deploy.catalogue.promised import PROMISED
from shared.events import Event
from shared.events.funds import NoticeEnded
from shared.events.housing import RenovationAgreed, RenovationEnded

RENOVATION, MATTER, NOTICE, OTHER = map(id_, range(1301, 1305))

RENOVATED: list[Event] = [
    RenovationAgreed(
        event_id=id_(1311),
        occurred_at=at_("10:00:00", 8),
        matter_id=MATTER,
        renovation_id=RENOVATION,
        number=f"G-{COUNTY}-2020-0001",
        region=VILLAGE,
        level="village",
        grade="D",
        mode="rebuild",
        says="D级危房，拆除重建",
        standard_fen=1_800_000,
        days=7,
        shown_on=date(2020, 6, 8),
    ),
    NoticeEnded(
        event_id=id_(1312),
        occurred_at=at_("00:10:00", 16),
        notice_id=NOTICE,
        about="renovation",
        about_id=MATTER,
        region=VILLAGE,
        has_stood=True,
        ended_on=date(2020, 6, 16),
    ),
    RenovationEnded(
        event_id=id_(1313),
        occurred_at=at_("15:00:00", 18),
        renovation_id=OTHER,
        ended_as="withdrawn",
        region=VILLAGE,
        ended_on=date(2020, 6, 18),
    ),
    *PROMISED,
]
