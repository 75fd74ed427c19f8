"""What the others are told of a renovation's progress."""

from datetime import date
from typing import Any, Protocol
from uuid import UUID

from services.housing.rules.house import Grade
from services.housing.rules.mode import Mode
from services.housing.rules.renovation import RenovationState


class Told(Protocol):
    """As much of a renovation as is told: no household, no house, no name."""

    id: UUID
    number: str
    region: str
    grade: Grade
    mode: Mode
    state: RenovationState
    standard_fen: int
    applied_on: date
    acceptance_id: UUID | None


def progress_news(renovation: Told, *, on: date) -> dict[str, Any]:
    """What `RenovationProgressed` says of where a renovation stands after what happened on this day. Only of one whose county's
    notice has stood."""
    return {
        "renovation_id": renovation.id,
        "number": renovation.number,
        "region": renovation.region,
        "grade": renovation.grade.value,
        "mode": renovation.mode.value,
        "state": renovation.state.value,
        "standard_fen": renovation.standard_fen,
        "year": renovation.applied_on.year,
        "acceptance_id": renovation.acceptance_id,
        "progressed_on": on,
    }
