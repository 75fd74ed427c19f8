from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules import disaster as rule
from services.housing.rules.disaster import DisasterAct, Unknown
from services.housing.schemas.disaster import WidenDisaster, refused_rows
from services.housing.store.disaster import add_disaster_event, get_disaster, lock_disaster
from services.housing.store.disaster_list import find_whom
from services.housing.store.disaster_policy import get_disaster_policy_named, kind_of
from services.housing.store.struck import lock_county, plan_struck, strike
from services.housing.store.survey_policy import get_policy
from services.housing.tables import Disaster
from shared import outbox
from shared.clock import china
from shared.events import Event
from shared.events.housing import DisasterWidened, EmergencySurveysOpened
from shared.security import Principal


@dataclass(frozen=True)
class Widened:
    """What came in; whoever was struck before is not counted again."""

    disaster: Disaster
    households: int
    surveys: int
    unknown: list[Unknown]
    refused: int


async def widen_disaster(
    session: AsyncSession, disaster_id: UUID, form: WidenDisaster, *, by: Principal, at: datetime
) -> Widened:
    """More places, or more households, of a disaster that runs; their hours begin now.

    Raises NoSuchDisaster, OutsideRegion, DisasterEndedAlready, PlaceOutsideDisaster, NoSurveyRule, NoSuchDisasterList,
    DisasterListTaken, DisasterListElsewhere, NobodyStruck, StruckOtherwise.
    """
    by.must_cover((await get_disaster(session, disaster_id)).region)
    await lock_county(session, (await get_disaster(session, disaster_id)).region)
    disaster = await lock_disaster(session, disaster_id)
    kind = kind_of(get_disaster_policy_named(disaster.policy), disaster.kind)
    graded_by, graded_version = get_policy(disaster.region, china(at).date())
    whom = await find_whom(session, codes=form.households, numbers=form.houses, list_id=form.list_id, region=disaster.region)
    plan = await plan_struck(session, region=disaster.region, places=form.places, ids=whom.ids, disaster_id=disaster.id)

    rule.must_run(disaster.ended_at)
    rule.must_lie_inside(form.places, disaster.region)
    rule.must_be_confirmed(form.confirmed, sum(village.households for village in plan))

    survey_due_at, grade_due_at = due = kind.due_at(at)
    struck = await strike(
        session, disaster, places=form.places, ids=whom.ids, due=due, survey_policy=(graded_by.policy, graded_version),
        by=by.subject, at=at,
    )  # fmt: skip
    disaster.places = rule.without_those_inside([*disaster.places, *form.places])
    if whom.file:
        whom.file.disaster_id, whom.file.taken_at = disaster.id, at
    households, surveys = sum(one.households for one in struck), sum(one.surveys for one in struck)
    add_disaster_event(
        session, disaster, DisasterAct.WIDENED, by=by.subject, at=at, said=form.said, households=households, surveys=surveys
    )
    await session.flush()

    widened = DisasterWidened(
        disaster_id=disaster.id,
        kind=disaster.kind,
        region=disaster.region,
        households=households,
        survey_due_at=survey_due_at,
        grade_due_at=grade_due_at,
    )
    villages: list[Event] = [
        EmergencySurveysOpened(
            disaster_id=disaster.id,
            kind=disaster.kind,
            region=one.region,
            households=one.households,
            surveys=one.surveys,
            due_at=survey_due_at,
        )
        for one in struck
    ]
    await outbox.record(session, widened, *villages)
    return Widened(disaster, households, surveys, whom.unknown, refused_rows(whom.faults))
