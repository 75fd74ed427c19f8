"""A household in need as the others are told of it, the same whichever verb noted it."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from services.registry.rules.case import Need, in_order
from services.registry.rules.need import Urgency
from services.registry.rules.sighting import Sighting
from shared.events.registry import CaseNeedsAdded, Member, NewPovertyDetected


def in_need(
    sighting: Sighting,
    *,
    case_id: UUID,
    household_id: UUID,
    region: str,
    members: Iterable[tuple[UUID, str]],
    is_new: bool,
    begun: Iterable[Need],
    urgency: Urgency,
    at: datetime,
) -> NewPovertyDetected | CaseNeedsAdded | None:
    """What to tell: of a new case, or of the parts that a fact adds to an open one; nothing if it adds none.

    `members` are ids and identity hashes; `at` is when this was noted, from which the deadlines of what begins now run.
    """
    needs = [need.part.value for need in in_order(begun)]
    if not (is_new or needs):
        return None
    told = NewPovertyDetected if is_new else CaseNeedsAdded
    return told(
        case_id=case_id,
        household_id=household_id,
        region=region,
        trigger=sighting.trigger,
        origin=sighting.origin,
        detected_at=at,
        burden_fen=sighting.burden_fen,
        members=[Member(person_id=id, identity_hash=identity_hash) for id, identity_hash in members],
        needs=needs,
        kind=sighting.kind,
        urgency=urgency,
    )
