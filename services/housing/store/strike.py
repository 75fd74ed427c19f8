"""A disaster strikes whom a command names, and its record says so: the same when it is declared and when it grows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.disaster import DisasterAct, Unknown
from services.housing.rules.disaster_policy import DisasterKind
from services.housing.store.disaster import add_disaster_event
from services.housing.store.disaster_list import Whom
from services.housing.store.struck import VillageStruck, strike
from services.housing.store.survey_policy import get_policy
from services.housing.tables import Disaster
from shared.clock import china


@dataclass(frozen=True, slots=True)
class Struck:
    """What a command did; what of its list was not found stays out and stops nobody else. Whoever was struck before is not
    counted again."""

    disaster: Disaster
    villages: Sequence[VillageStruck]
    survey_due_at: datetime
    grade_due_at: datetime
    unknown: Sequence[Unknown]
    refused: int
    """Rows of its file that stay out."""

    @property
    def households(self) -> int:
        return sum(one.households for one in self.villages)

    @property
    def surveys(self) -> int:
        return sum(one.surveys for one in self.villages)


async def strike_whom(
    session: AsyncSession,
    disaster: Disaster,
    act: DisasterAct,
    whom: Whom,
    *,
    places: Sequence[str],
    kind: DisasterKind,
    said: str,
    by: str,
    at: datetime,
) -> Struck:
    """Places and households as confirmed; their hours begin now. Raises NoSurveyRule."""
    graded_by, version = get_policy(disaster.region, china(at).date())
    survey_due_at, grade_due_at = due = kind.due_at(at)
    villages = await strike(
        session, disaster, places=places, ids=whom.ids, due=due, survey_policy=(graded_by.policy, version), by=by, at=at
    )
    if whom.file:
        whom.file.disaster_id, whom.file.taken_at = disaster.id, at
    refused = len({fault.row for fault in whom.faults})
    struck = Struck(disaster, villages, survey_due_at, grade_due_at, whom.unknown, refused)
    add_disaster_event(session, disaster, act, by=by, at=at, said=said, households=struck.households, surveys=struck.surveys)
    await session.flush()
    return struck
