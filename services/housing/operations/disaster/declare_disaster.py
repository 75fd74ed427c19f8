from dataclasses import asdict
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules import disaster as rule
from services.housing.rules.disaster import DisasterAct, DisasterDeclaredAlready
from services.housing.schemas.disaster import DeclareDisaster
from services.housing.store.disaster import find_disaster, find_same
from services.housing.store.disaster_list import find_whom
from services.housing.store.disaster_policy import get_disaster_kind
from services.housing.store.strike import Struck, strike_whom
from services.housing.store.struck import lock_county, plan_struck
from services.housing.tables import Disaster
from shared import outbox
from shared.clock import china
from shared.events.housing import DisasterDeclared, EmergencySurveysOpened
from shared.ids import uuid7
from shared.security import Principal


async def declare_disaster(session: AsyncSession, form: DeclareDisaster, *, by: Principal, at: datetime) -> Struck:
    """Each house of an area or of a list is looked at within hours, ahead of everything else; what was seen before says "safe" no
    more. One survey a house: an open one is taken over.

    Raises OutsideRegion, DisasterOutOfTime, PlaceOutsideDisaster, NoDisasterRule, NoSuchDisasterKind, NoSurveyRule,
    DisasterDeclaredAlready, NoSuchDisasterList, DisasterListTaken, DisasterListElsewhere, NobodyStruck, StruckOtherwise.
    """
    by.must_cover(form.region, pointer="/region")
    kind, policy, version = get_disaster_kind(form.kind, region=form.region, on=china(form.happened_at).date())
    await lock_county(session, form.region)
    same = await find_same(session, kind=form.kind, region=form.region, happened_at=form.happened_at)
    known = same or (await find_disaster(session, form.id) if form.id else None)
    if known is not None:
        # Before anything of its list: who sends a command again is told that it is done, not that its list is used up.
        raise DisasterDeclaredAlready(disaster_id=str(known.id))
    whom = await find_whom(session, codes=form.households, numbers=form.houses, list_id=form.list_id, region=form.region)
    places = rule.without_those_inside(form.places)
    plan = await plan_struck(session, region=form.region, places=places, ids=whom.ids, disaster_id=None)

    rule.must_have_happened(form.happened_at, at=at)
    rule.must_lie_inside(form.places, form.region)
    rule.must_be_confirmed(form.confirmed, sum(village.households for village in plan))

    disaster = Disaster(
        id=form.id or uuid7(),
        region=form.region,
        kind=form.kind,
        title=form.title,
        happened_at=form.happened_at,
        places=places,
        policy=policy.policy,
        policy_version=version,
        declared_by=by.subject,
        declared_at=at,
    )
    session.add(disaster)
    await session.flush()
    struck = await strike_whom(
        session, disaster, DisasterAct.DECLARED, whom, places=places, kind=kind, said=form.title, by=by.subject, at=at
    )

    declared = DisasterDeclared(
        disaster_id=disaster.id,
        kind=disaster.kind,
        region=disaster.region,
        happened_at=disaster.happened_at,
        households=struck.households,
        survey_due_at=struck.survey_due_at,
        grade_due_at=struck.grade_due_at,
    )
    villages = [
        EmergencySurveysOpened(disaster_id=disaster.id, kind=disaster.kind, due_at=struck.survey_due_at, **asdict(one))
        for one in struck.villages
    ]
    await outbox.record(session, declared, *villages)
    return struck
