from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules import disaster as rule
from services.housing.rules.disaster import DisasterAct
from services.housing.schemas.disaster import WidenDisaster
from services.housing.store.disaster import get_disaster, lock_disaster
from services.housing.store.disaster_list import find_whom
from services.housing.store.disaster_policy import get_disaster_policy_named, kind_of
from services.housing.store.strike import Struck, strike_whom
from services.housing.store.struck import lock_county, plan_struck
from shared import outbox
from shared.events.housing import DisasterWidened, EmergencySurveysOpened
from shared.security import Principal


async def widen_disaster(session: AsyncSession, disaster_id: UUID, form: WidenDisaster, *, by: Principal, at: datetime) -> Struck:
    """More places, or more households, of a disaster that runs; their hours begin now.

    Raises NoSuchDisaster, OutsideRegion, DisasterEndedAlready, PlaceOutsideDisaster, NoSurveyRule, NoSuchDisasterList,
    DisasterListTaken, DisasterListElsewhere, NobodyStruck, StruckOtherwise.
    """
    by.must_cover((await get_disaster(session, disaster_id)).region)
    await lock_county(session, (await get_disaster(session, disaster_id)).region)
    disaster = await lock_disaster(session, disaster_id)
    kind = kind_of(get_disaster_policy_named(disaster.policy), disaster.kind)
    whom = await find_whom(session, codes=form.households, numbers=form.houses, list_id=form.list_id, region=disaster.region)
    plan = await plan_struck(session, region=disaster.region, places=form.places, ids=whom.ids, disaster_id=disaster.id)

    rule.must_run(disaster.ended_at)
    rule.must_lie_inside(form.places, disaster.region)
    rule.must_be_confirmed(form.confirmed, sum(village.households for village in plan))

    disaster.places = rule.without_those_inside([*disaster.places, *form.places])
    struck = await strike_whom(
        session, disaster, DisasterAct.WIDENED, whom, places=form.places, kind=kind, said=form.said, by=by.subject, at=at
    )

    widened = DisasterWidened(
        disaster_id=disaster.id,
        kind=disaster.kind,
        region=disaster.region,
        households=struck.households,
        survey_due_at=struck.survey_due_at,
        grade_due_at=struck.grade_due_at,
    )
    villages = [
        EmergencySurveysOpened(disaster_id=disaster.id, kind=disaster.kind, due_at=struck.survey_due_at, **asdict(one))
        for one in struck.villages
    ]
    await outbox.record(session, widened, *villages)
    return struck
