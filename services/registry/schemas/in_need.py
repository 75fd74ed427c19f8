"""A household in need as the others are told of it, the same whichever verb noted it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from services.registry.rules.case import Need, in_order
from services.registry.rules.need import Urgency
from services.registry.rules.sighting import Sighting
from shared.events.registry import Member


@dataclass(frozen=True)
class InNeed:
    """What there is to say, each at most once."""

    detected: Sequence[dict[str, Any]]
    """For NewPovertyDetected, of a new case."""
    fact: Sequence[dict[str, Any]]
    """For CaseFactAdded, of a fact that joins an open one."""
    added: Sequence[dict[str, Any]]
    """For CaseNeedsAdded, if parts begin with it."""


def in_need(
    sighting: Sighting,
    *,
    case_id: UUID,
    household_id: UUID,
    region: str,
    members: Iterable[tuple[UUID, str]],
    is_new: bool,
    begun: Sequence[Need],
    called_for: Iterable[Need],
    urgency: Urgency,
    at: datetime,
) -> InNeed:
    """`begun` are the parts that begin now, `called_for` those that a fact of this kind calls for, begun before or not. `members`
    are ids and identity hashes; `at` is when this was noted, from which the deadlines of what begins now run.
    """
    said = {
        "case_id": case_id,
        "household_id": household_id,
        "region": region,
        "trigger": sighting.trigger,
        "origin": sighting.origin,
        "detected_at": at,
        "kind": sighting.kind,
        "urgency": urgency,
    }
    wanted = [need.part.value for need in in_order(called_for)]
    whole = said | {
        "burden_fen": sighting.burden_fen,
        "members": [Member(person_id=id, identity_hash=identity_hash) for id, identity_hash in members],
        "needs": [need.part.value for need in in_order(begun)],
    }
    if is_new:
        return InNeed([whole], [], [])
    return InNeed([], [said | {"needs": wanted}], [whole] if begun else [])
