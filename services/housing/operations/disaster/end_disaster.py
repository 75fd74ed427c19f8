from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules import disaster as rule
from services.housing.rules.disaster import DisasterAct
from services.housing.schemas.disaster import EndDisaster
from services.housing.store.disaster import add_disaster_event, let_go, lock_disaster
from services.housing.store.disaster_board import read_disaster_board, sum_stays
from services.housing.store.struck_village import list_villages_left
from services.housing.tables import Disaster
from shared import outbox
from shared.clock import china
from shared.events.housing import DisasterEnded, EmergencySurveysClosed
from shared.security import Principal

_COUNTED = (
    "households", "houses", "surveyed", "survey_overdue", "graded", "grade_a", "grade_b", "grade_c", "grade_d", "must_leave",
    "sheltered", "persons", "tonight",
)  # fmt: skip


async def end_disaster(session: AsyncSession, disaster_id: UUID, form: EndDisaster, *, by: Principal, at: datetime) -> Disaster:
    """A disaster is over, and its report stands: houses that nobody looked at are called off for a reason, or wait in the
    ordinary queue for whatever else asked for them. Who is sheltered stays so until the house is safe.

    Raises NoSuchDisaster, OutsideRegion, DisasterEndedAlready, DisasterSurveysLeft.
    """
    disaster = await lock_disaster(session, disaster_id)
    by.must_cover(disaster.region)
    lines = await read_disaster_board(session, disaster, region=disaster.region, at=at)
    left = await list_villages_left(session, disaster.id)
    stayed = await sum_stays(session, disaster.id)
    counted: dict[str, Any] = {name: sum(getattr(line, name) for line in lines) for name in _COUNTED}

    rule.must_run(disaster.ended_at)
    rule.must_say_why(counted["households"] - counted["surveyed"], form.reason)

    await let_go(session, disaster.id, why=f"{rule.OVER}{form.reason}")
    disaster.ended_at, disaster.ended_by, disaster.ended_why = at, by.subject, form.reason
    disaster.report = counted | {
        "hours": rule.hours_since(disaster.happened_at, at),
        "sheltered_ever": stayed.households,
        "person_days": stayed.person_days,
        "counted_person_days": stayed.counted_person_days,
    }
    add_disaster_event(session, disaster, DisasterAct.ENDED, by=by.subject, at=at, said=form.reason)
    await session.flush()

    closed_on = china(at).date()
    await outbox.record(
        session,
        *(EmergencySurveysClosed(closed_on=closed_on, **asdict(village)) for village in left),
        DisasterEnded(
            disaster_id=disaster.id,
            kind=disaster.kind,
            region=disaster.region,
            ended_at=at,
            households=counted["households"],
            surveyed=counted["surveyed"],
            graded=counted["graded"],
            sheltered=counted["sheltered"],
        ),
    )
    return disaster
