"""Door two: what other services and departments say, as registry's own verbs."""

import json
from collections.abc import Sequence
from contextlib import suppress
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.case.open_case import open_case
from services.registry.operations.case.record_steps import Report, record_steps
from services.registry.operations.procedure.take_over_case import take_over_case
from services.registry.operations.relief_need.refuse_relief_need import refuse_relief_need
from services.registry.operations.relief_need.report_relief_need import report_relief_need
from services.registry.operations.watch.note_facts import Heard, note_facts
from services.registry.operations.watch.raise_alerts import raise_alerts
from services.registry.operations.watch.seat_facts import seat_facts
from services.registry.operations.watch.withdraw_facts import Withdrawn, withdraw_facts
from services.registry.rules.alert import Help
from services.registry.rules.case import Origin, Part, Step, What
from services.registry.rules.opening import ProcedureOpenAlready
from services.registry.rules.poverty import MoveNotAllowed
from services.registry.rules.relief import ReportIdReused, within_event
from services.registry.rules.sighting import Sighting
from services.registry.rules.watch import FactKind
from services.registry.schemas.relief import need_of_event
from services.registry.store.household import list_members
from shared.bus import Delivery
from shared.clock import today
from shared.consumers import Consumers
from shared.errors import Refusal
from shared.events.civil_affairs import ReliefNeedReported, Trigger
from shared.events.funds import EmergencyGrantPaid, EmergencyGrantRefused, GrantPapersFiled
from shared.events.housing import SafetySurveyCompleted, SafetySurveyOpened
from shared.events.medical import (
    BurdenExceeded,
    BurdenShareExceeded,
    MedicalCoverOpened,
    SettlementCompleted,
    SettlementReversed,
)
from shared.events.notifier import WorkOrderCompleted, WorkOrdersOpened
from shared.events.registry import AlertDecided, AlertRaised, LastingHardshipDetected, NewPovertyDetected, PersonEnrolled
from shared.events.wire import decode
from shared.money import yuan
from shared.periods import day_in_china, end_of_day

handlers = Consumers("registry")

NOTING_S = 0.05
"""A timeline says when a step was taken, not when it was noted: noting leaves the machine to the steps themselves."""
WATCHING_S = 0.4
"""Rules are held against a household within the same second; many events in one statement cost hardly more than one."""


@handlers.on(BurdenExceeded)
async def open_case_for_burden(session: AsyncSession, event: BurdenExceeded) -> None:
    sighting = Sighting(
        origin=Origin.BURDEN,
        trigger=Trigger.ILLNESS,
        village=event.region,
        identity_hash=event.identity_hash,
        burden_fen=event.burden_fen,
        reported_as=event.settlement_id,
    )
    await open_case(session, sighting, by="medical")


async def answer_refusal(session: AsyncSession, delivery: Delivery, refusal: Refusal) -> None:
    """Tell the department on whose subject the report came; one without a readable id cannot be told which report is meant."""
    region = delivery.subject.removeprefix(f"{ReliefNeedReported.subject}.")
    need = None
    with suppress(Refusal):
        need = need_of_event(decode(ReliefNeedReported, delivery.body))
    with suppress(ValueError, TypeError, KeyError):
        report_id = UUID(json.loads(delivery.body)["id"])
        await refuse_relief_need(session, refusal, region=region, report_id=report_id, need=need)


@handlers.on(ReliefNeedReported, answer=answer_refusal)
async def take_in_relief_need(session: AsyncSession, event: ReliefNeedReported) -> None:
    try:
        await report_relief_need(session, need_of_event(event), by=f"department {event.region}", on=today())
    except ReportIdReused:
        raise
    except Refusal as refusal:
        raise within_event(refusal) from None


@handlers.on_many(MedicalCoverOpened, patience_s=NOTING_S)
async def note_medical_cover(session: AsyncSession, events: Sequence[MedicalCoverOpened]) -> None:
    await record_steps(session, [Report(event.case_id, [_cover(event)], event) for event in events])


def _cover(event: MedicalCoverOpened) -> Step:
    note = f"{event.persons} 人，{event.in_force_on.isoformat()} 起"
    return Step(Part.MEDICAL_COVER, What.OPENED, event.occurred_at, note=note)


@handlers.on_many(EmergencyGrantPaid, patience_s=NOTING_S)
async def note_grant_payment(session: AsyncSession, events: Sequence[EmergencyGrantPaid]) -> None:
    await record_steps(session, [Report(event.case_id, [_payment(event)], event) for event in events])


def _payment(event: EmergencyGrantPaid) -> Step:
    note, due_at = f"{yuan(event.amount_fen)} 元", end_of_day(event.papers_due_on)
    return Step(Part.EMERGENCY_GRANT, What.OPENED, event.occurred_at, note=note, due_at=due_at)


@handlers.on(EmergencyGrantRefused)
async def note_grant_refusal(session: AsyncSession, event: EmergencyGrantRefused) -> None:
    step = Step(Part.EMERGENCY_GRANT, What.REFUSED, event.occurred_at, note=event.reason)
    await record_steps(session, [Report(event.case_id, [step], event)])


@handlers.on(GrantPapersFiled)
async def note_grant_papers(session: AsyncSession, event: GrantPapersFiled) -> None:
    step = Step(Part.EMERGENCY_GRANT, What.COMPLETED, event.occurred_at, done_on=event.filed_on, is_late=event.is_late)
    await record_steps(session, [Report(event.case_id, [step], event)])


@handlers.on_many(SafetySurveyOpened, patience_s=NOTING_S)
async def note_survey_opening(session: AsyncSession, events: Sequence[SafetySurveyOpened]) -> None:
    await record_steps(session, [Report(event.case_id, [_survey(event)], event) for event in events])


def _survey(event: SafetySurveyOpened) -> Step:
    return Step(Part.HOUSING_SURVEY, What.OPENED, event.occurred_at, due_at=end_of_day(event.due_on))


@handlers.on(SafetySurveyCompleted)
async def note_survey_completion(session: AsyncSession, event: SafetySurveyCompleted) -> None:
    step = Step(
        Part.HOUSING_SURVEY, What.COMPLETED, event.occurred_at, note=f"房屋等级 {event.grade}", done_on=event.completed_on
    )
    await record_steps(session, [Report(event.case_id, [step], event)])


@handlers.on_many(WorkOrdersOpened, patience_s=NOTING_S)
async def note_order_opening(session: AsyncSession, events: Sequence[WorkOrdersOpened]) -> None:
    await record_steps(session, [Report(event.case_id, _orders(event), event) for event in events])


def _orders(event: WorkOrdersOpened) -> list[Step]:
    return [
        Step(
            Part.WORK_ORDERS, What.OPENED, event.occurred_at, task=str(order.order_id), who=order.department, due_at=order.due_at
        )
        for order in event.orders
    ]


@handlers.on(WorkOrderCompleted)
async def note_order_completion(session: AsyncSession, event: WorkOrderCompleted) -> None:
    step = Step(
        Part.WORK_ORDERS,
        What.COMPLETED,
        event.completed_at,
        task=str(event.order_id),
        who=event.department,
        is_late=event.is_late,
    )
    await record_steps(session, [Report(event.case_id, [step], event)])


@handlers.on(LastingHardshipDetected)
async def take_over_lasting_hardship(session: AsyncSession, event: LastingHardshipDetected) -> None:
    """A household that is watched already, or being looked at, needs no second procedure."""
    with suppress(ProcedureOpenAlready, MoveNotAllowed):
        why = "即时帮扶台账移交：困难持续"
        await take_over_case(session, event.case_id, why=why, by=f"case {event.case_id}", on=today())


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


@handlers.on_many(PersonEnrolled, patience_s=WATCHING_S)
async def watch_enrolled(session: AsyncSession, events: Sequence[PersonEnrolled]) -> None:
    """What the register now says of someone is held against the rules; facts that waited for them are theirs."""
    waited = await seat_facts(session, {event.identity_hash for event in events})
    await raise_alerts(session, {event.household_id for event in events} | set(waited), on=today())


@handlers.on_many(NewPovertyDetected, patience_s=WATCHING_S)
async def watch_newcomers(session: AsyncSession, events: Sequence[NewPovertyDetected]) -> None:
    """Someone in no register has a household now: facts that waited for them are held against the rules."""
    if waited := await seat_facts(session, {member.identity_hash for event in events for member in event.members}):
        await raise_alerts(session, waited, on=today())


@handlers.on(AlertRaised)
async def open_case_for_alert(session: AsyncSession, event: AlertRaised) -> None:
    """Green channel: help first, papers later."""
    if event.help == Help.AT_ONCE:
        await _open_case_of_alert(session, event)


@handlers.on(AlertDecided)
async def open_case_for_confirmed_alert(session: AsyncSession, event: AlertDecided) -> None:
    """One that was helped at once has its case already."""
    if event.is_confirmed and event.help != Help.AT_ONCE:
        await _open_case_of_alert(session, event)


async def _open_case_of_alert(session: AsyncSession, event: AlertRaised | AlertDecided) -> None:
    members = await list_members(session, [event.household_id])
    if not members:
        return
    sighting = Sighting(
        origin=Origin.WATCH,
        trigger=event.trigger,
        village=members[0].region,
        identity_hash=members[0].identity_hash,
        reported_as=event.alert_id,
    )
    await open_case(session, sighting, by=f"alert {event.rule}")


async def _watch(session: AsyncSession, heard: Sequence[Heard], *, by: str) -> None:
    if households := await note_facts(session, heard, by=by):
        await raise_alerts(session, households, on=today())
