"""Facts and commands of housing, as tests say them."""

from datetime import datetime
from uuid import UUID

from shared import clock
from shared.events.civil_affairs import Trigger
from shared.events.registry import Member, NewPovertyDetected
from shared.ids import uuid7

TOWN = "371311001"
OTHER_TOWN = "371311100"
VILLAGE = "371311001001"
OTHER_VILLAGE = "371311100203"
DETECTED_AT = datetime(2020, 6, 1, 9, 30, tzinfo=clock.CHINA)

SOUND = dict.fromkeys(("site", "foundation", "walls", "roof", "enclosure"), "sound")


def a_detection(
    *, village: str = VILLAGE, at: datetime = DETECTED_AT, trigger: Trigger = Trigger.ILLNESS, case_id: UUID | None = None
) -> NewPovertyDetected:
    """A household that has fallen into need, on Monday 1 June 2020 unless said otherwise."""
    return NewPovertyDetected(
        case_id=case_id or uuid7(),
        household_id=uuid7(),
        region=village,
        trigger=trigger,
        origin="burden",
        detected_at=at,
        members=[Member(person_id=uuid7(), identity_hash="a" * 64)],
    )
