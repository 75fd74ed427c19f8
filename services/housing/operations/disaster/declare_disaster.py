from dataclasses import dataclass
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules import disaster as rule
from services.housing.rules.disaster import DisasterAct, DisasterDeclaredAlready, Unknown
from services.housing.schemas.disaster import DeclareDisaster, refused_rows
from services.housing.store.disaster import add_disaster_event, find_disaster, find_same
from services.housing.store.disaster_list import find_whom
from services.housing.store.disaster_policy import get_disaster_kind
from services.housing.store.struck import lock_county, plan_struck, strike
from services.housing.store.survey_policy import get_policy
from services.housing.tables import Disaster
from shared import outbox
from shared.clock import china
from shared.events import Event
from shared.events.housing import DisasterDeclared, EmergencySurveysOpened
from shared.ids import uuid7
from shared.security import Principal


@dataclass(frozen=True)
class Declared:
    """What a command did; what of its list was not found stays out and stops nobody else."""

    disaster: Disaster
    households: int
    surveys: int
    unknown: list[Unknown]
    refused: int


async def declare_disaster(session: AsyncSession, form: DeclareDisaster, *, by: Principal, at: datetime) -> Declared:
    """Each house of an area or of a list is looked at within hours, ahead of everything else; what was seen before says "safe" no
    more. One survey a house: an open one is taken over.

    Raises OutsideRegion, DisasterOutOfTime, PlaceOutsideDisaster, NoDisasterRule, NoSuchDisasterKind, NoSurveyRule,
    DisasterDeclaredAlready, NoSuchDisasterList, DisasterListTaken, DisasterListElsewhere, NobodyStruck, StruckOtherwise.
    """
    by.must_cover(form.region, pointer="/region")
    kind, policy, version = get_disaster_kind(form.kind, region=form.region, on=china(form.happened_at).date())
    graded_by, graded_version = get_policy(form.region, china(at).date())
    await lock_county(session, form.region)
    same = await find_same(session, kind=form.kind, region=form.region, happened_at=form.happened_at)
    known = same or (await find_disaster(session, form.id) if form.id else None)
    whom = await find_whom(session, codes=form.households, numbers=form.houses, list_id=form.list_id, region=form.region)
    places = rule.without_those_inside(form.places)
    plan = await plan_struck(session, region=form.region, places=places, ids=whom.ids, disaster_id=None)

    rule.must_have_happened(form.happened_at, at=at)
    rule.must_lie_inside(form.places, form.region)
    if known is not None:
        raise DisasterDeclaredAlready(disaster_id=str(known.id))
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
    survey_due_at, grade_due_at = due = kind.due_at(at)
    struck = await strike(
        session, disaster, places=places, ids=whom.ids, due=due, survey_policy=(graded_by.policy, graded_version),
        by=by.subject, at=at,
    )  # fmt: skip
    if whom.file:
        whom.file.disaster_id, whom.file.taken_at = disaster.id, at
    households, surveys = sum(one.households for one in struck), sum(one.surveys for one in struck)
    add_disaster_event(
        session, disaster, DisasterAct.DECLARED, by=by.subject, at=at, said=form.title, households=households, surveys=surveys
    )
    await session.flush()

    declared = DisasterDeclared(
        disaster_id=disaster.id,
        kind=disaster.kind,
        region=disaster.region,
        happened_at=disaster.happened_at,
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
    await outbox.record(session, declared, *villages)
    return Declared(disaster, households, surveys, whom.unknown, refused_rows(whom.faults))
