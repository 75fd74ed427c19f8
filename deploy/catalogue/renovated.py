"""The part of the story of a renovation: shown before it goes on, whose turn is next, one that does not go on, and a move."""

from datetime import date

from deploy.catalogue.cast import COUNTY, VILLAGE, at_, id_
from deploy.catalogue.promised import PROMISED
from deploy.catalogue.relocated import RELOCATED
from shared.events import Event
from shared.events.funds import NoticeEnded
from shared.events.housing import (
    HousingStepAwaited,
    HousingStepEnded,
    RenovationAgreed,
    RenovationEnded,
    RenovationProgressed,
)

RENOVATION, MATTER, NOTICE, OTHER = map(id_, range(1301, 1305))
STEP = id_(1391)

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
    HousingStepAwaited(
        event_id=id_(1392),
        occurred_at=at_("00:10:01", 16),
        step_id=STEP,
        step="town-review",
        matter="renovation",
        matter_id=RENOVATION,
        number=f"G-{COUNTY}-2020-0001",
        region=VILLAGE,
        level="town",
        since_on=date(2020, 6, 16),
        due_on=date(2020, 6, 23),
    ),
    HousingStepEnded(
        event_id=id_(1393),
        occurred_at=at_("09:30:00", 18),
        step_id=STEP,
        step="town-review",
        region=VILLAGE,
        ended_on=date(2020, 6, 18),
    ),
    RenovationEnded(
        event_id=id_(1313),
        occurred_at=at_("15:00:00", 18),
        renovation_id=OTHER,
        ended_as="withdrawn",
        region=VILLAGE,
        ended_on=date(2020, 6, 18),
    ),
    RenovationProgressed(
        event_id=id_(1314),
        occurred_at=at_("16:00:00", 30),
        renovation_id=RENOVATION,
        number=f"G-{COUNTY}-2020-0001",
        region=VILLAGE,
        grade="D",
        mode="rebuild",
        state="under-way",
        standard_fen=1_800_000,
        year=2020,
        progressed_on=date(2020, 6, 30),
    ),
    *RELOCATED,
    *PROMISED,
]
