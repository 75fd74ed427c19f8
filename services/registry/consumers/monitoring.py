"""Facts for monitoring: what others say, held against the rules of places."""

from collections.abc import Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.watch.note_facts import Heard, note_facts
from services.registry.operations.watch.raise_alerts import raise_alerts
from services.registry.operations.watch.seat_facts import seat_facts
from services.registry.operations.watch.withdraw_facts import Withdrawn, withdraw_facts
from services.registry.rules.change import ChangeKind
from services.registry.rules.watch import FactKind, is_earning_age
from services.registry.store.household import map_people
from shared.clock import today
from shared.consumers import Consumers
from shared.events.housing import HouseAppraised, HouseGraded, HouseGradeDecided, SafetySurveyCompleted
from shared.events.medical import (
    BurdenExceeded,
    BurdenShareExceeded,
    SettlementCompleted,
    SettlementReversed,
)
from shared.events.registry import NewPovertyDetected, PersonChanged, PersonEnrolled
from shared.money import yuan
from shared.periods import day_in_china

handlers = Consumers("registry")

APPRAISED = "housing.house-appraised"
"""The source of a fact that an appraisal is."""
CORRECTED = "所依据的住房等级经异议已改评"

WATCHING_S = 0.4
"""Rules are held against a household within the same second; many events in one statement cost hardly more than one."""


@handlers.on_many(BurdenExceeded, patience_s=WATCHING_S)
async def watch_burden(session: AsyncSession, events: Sequence[BurdenExceeded]) -> None:
    """The case is opened by `open_case_for_burden`, which waits for nothing; here the rules look at the same fact."""
    await _watch(session, [_burden(event) for event in events], by="medical")


def _burden(event: BurdenExceeded) -> Heard:
    return Heard(
        kind=FactKind.MEDICAL_BURDEN,
        source="medical.burden-exceeded",
        source_id=event.settlement_id,
        region=event.region,
        happened_on=day_in_china(event.occurred_at),
        identity_hash=event.identity_hash,
        amount_fen=event.burden_fen,
        note=f"{event.year} 年度累计，警戒线 {yuan(event.line_fen)} 元",
    )


@handlers.on_many(BurdenShareExceeded, patience_s=WATCHING_S)
async def watch_burden_share(session: AsyncSession, events: Sequence[BurdenShareExceeded]) -> None:
    await _watch(session, [_share(event) for event in events], by="medical")


def _share(event: BurdenShareExceeded) -> Heard:
    return Heard(
        kind=FactKind.MEDICAL_SHARE,
        source="medical.burden-share-exceeded",
        source_id=event.settlement_id,
        region=event.region,
        happened_on=day_in_china(event.occurred_at),
        identity_hash=event.identity_hash,
        amount_fen=event.burden_fen,
        note=f"{event.year} 年度个人负担占政策范围内费用的千分之 {event.share_per_mille}",
    )


@handlers.on_many(SettlementCompleted, patience_s=WATCHING_S)
async def watch_settlement(session: AsyncSession, events: Sequence[SettlementCompleted]) -> None:
    await _watch(session, [_bill(event) for event in events if event.person_id and event.patient_fen], by="medical")


def _bill(event: SettlementCompleted) -> Heard:
    return Heard(
        kind=FactKind.HOSPITAL_BILL,
        source="medical.settlement-completed",
        source_id=event.settlement_id,
        region=event.region,
        happened_on=event.settled_on,
        person_id=event.person_id,
        group_id=event.admission_id,
        amount_fen=event.patient_fen,
    )


@handlers.on_many(SettlementReversed, patience_s=WATCHING_S)
async def unwatch_settlement(session: AsyncSession, events: Sequence[SettlementReversed]) -> None:
    reversed_ = [Withdrawn("medical.settlement-reversed", event.settlement_id, event.region or "") for event in events]
    await withdraw_facts(session, reversed_, by="medical")


@handlers.on_many(SafetySurveyCompleted, patience_s=WATCHING_S)
async def watch_house(session: AsyncSession, events: Sequence[SafetySurveyCompleted]) -> None:
    await _watch(session, [_grade(event) for event in events], by="housing")


def _grade(event: SafetySurveyCompleted) -> Heard:
    return Heard(
        kind=FactKind.HOUSE_GRADE,
        source="housing.safety-survey-completed",
        source_id=event.survey_id,
        region=event.region,
        happened_on=event.completed_on,
        case_id=event.case_id,
        word=event.grade,
    )


@handlers.on_many(HouseGraded, patience_s=WATCHING_S)
async def watch_graded_house(session: AsyncSession, events: Sequence[HouseGraded]) -> None:
    """Houses that a campaign, somebody's call or a county's own ledger found; of a case's survey `watch_house` hears already, and
    a fact of the same survey counts once."""
    await _watch(session, [_graded(event) for event in events if event.household_id], by="housing")


def _graded(event: HouseGraded) -> Heard:
    return Heard(
        kind=FactKind.HOUSE_GRADE,
        source="housing.house-graded",
        source_id=event.source_id,
        region=event.region,
        happened_on=event.graded_on,
        household_id=event.household_id,
        word=event.grade,
    )


@handlers.on_many(HouseAppraised, patience_s=WATCHING_S)
async def watch_appraisal(session: AsyncSession, events: Sequence[HouseAppraised]) -> None:
    """An appraised house, by the grade that counts now: of two opinions that differ, the worse."""
    await _watch(session, [_appraised(event) for event in events if event.household_id], by="housing")


def _appraised(event: HouseAppraised) -> Heard:
    return Heard(
        kind=FactKind.HOUSE_GRADE,
        source=APPRAISED,
        source_id=event.appraisal_id,
        region=event.region,
        happened_on=event.signed_on,
        household_id=event.household_id,
        word=event.standing_grade,
    )


@handlers.on_many(HouseGradeDecided, patience_s=WATCHING_S)
async def unwatch_appraisal(session: AsyncSession, events: Sequence[HouseGradeDecided]) -> None:
    """What was disputed with reason was no fact; the opinion that corrected it is one of its own."""
    corrected = [
        Withdrawn(APPRAISED, event.appraisal_id, event.region, (FactKind.HOUSE_GRADE,)) for event in events if event.is_corrected
    ]
    await withdraw_facts(session, corrected, by="housing", reason=CORRECTED)


@handlers.on_many(PersonEnrolled, patience_s=WATCHING_S)
async def watch_enrolled(session: AsyncSession, events: Sequence[PersonEnrolled]) -> None:
    """What the register now says of someone is held against the rules; facts that waited for them are theirs."""
    waited = await seat_facts(session, {event.identity_hash for event in events})
    await raise_alerts(session, {event.household_id for event in events} | set(waited), on=today())


@handlers.on_many(PersonChanged, patience_s=WATCHING_S)
async def watch_deaths(session: AsyncSession, events: Sequence[PersonChanged]) -> None:
    """Whoever recorded it: an earner's death is a fact, once a person, also where a department's list said so before."""
    deaths = [event for event in events if event.kind == ChangeKind.DIED and event.former_household_id]
    people = await map_people(session, {event.person_id for event in deaths})
    heard = [
        _death(event)
        for event in deaths
        if event.person_id in people and is_earning_age(people[event.person_id].born_on, on=event.happened_on)
    ]
    await _watch(session, heard, by="register")


def _death(event: PersonChanged) -> Heard:
    return Heard(
        kind=FactKind.DEATH,
        source="registry.person-changed",
        source_id=event.person_id,
        region=event.region,
        happened_on=event.happened_on,
        household_id=event.former_household_id,
    )


@handlers.on_many(NewPovertyDetected, patience_s=WATCHING_S)
async def watch_newcomers(session: AsyncSession, events: Sequence[NewPovertyDetected]) -> None:
    """Someone in no register has a household now: facts that waited for them are held against the rules."""
    if waited := await seat_facts(session, {member.identity_hash for event in events for member in event.members}):
        await raise_alerts(session, waited, on=today())


async def _watch(session: AsyncSession, heard: Sequence[Heard], *, by: str) -> None:
    if households := await note_facts(session, heard, by=by):
        await raise_alerts(session, households, on=today())
