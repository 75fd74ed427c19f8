"""A household in need as the others are told of it, the same whichever verb noted it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from services.registry.rules.case import Need, in_order
from services.registry.rules.need import Urgency
from services.registry.rules.sighting import Sighting
from shared.events.registry import Member


def in_need(
    sighting: Sighting,
    *,
    case_id: UUID,
    household_id: UUID,
    region: str,
    members: Iterable[tuple[UUID, str]],
    begun: Iterable[Need],
    urgency: Urgency,
    at: datetime,
) -> dict[str, Any]:
    """What NewPovertyDetected says of a new case, and CaseNeedsAdded of the parts that a fact adds to an open one.

    `members` are ids and identity hashes; `at` is when this was noted, from which the deadlines of what begins now run.
    """
    return {
        "case_id": case_id,
        "household_id": household_id,
        "region": region,
        "trigger": sighting.trigger,
        "origin": sighting.origin,
        "detected_at": at,
        "burden_fen": sighting.burden_fen,
        "members": [Member(person_id=id, identity_hash=identity_hash) for id, identity_hash in members],
        "needs": [need.part.value for need in in_order(begun)],
        "kind": sighting.kind,
        "urgency": urgency,
    }
