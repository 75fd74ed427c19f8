"""Door two: what other services and departments say, as registry's own verbs."""

import json
from collections.abc import Sequence
from contextlib import suppress
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.case.open_case import open_case
from services.registry.operations.case.record_steps import Report, record_steps
from services.registry.operations.relief_need.refuse_relief_need import refuse_relief_need
from services.registry.operations.relief_need.report_relief_need import report_relief_need
from services.registry.rules.case import Origin, Part, Step, What
from services.registry.rules.relief import ReportIdReused, within_event
from services.registry.rules.sighting import Sighting
from services.registry.schemas.relief import need_of_event
from shared.bus import Delivery
from shared.clock import today
from shared.consumers import Consumers
from shared.errors import Refusal
from shared.events.civil_affairs import ReliefNeedReported, Trigger
from shared.events.funds import EmergencyGrantPaid, EmergencyGrantRefused, GrantPapersFiled
from shared.events.housing import SafetySurveyCompleted, SafetySurveyOpened
from shared.events.medical import BurdenExceeded, MedicalCoverOpened
from shared.events.notifier import WorkOrderCompleted, WorkOrdersOpened
from shared.events.wire import decode
from shared.money import yuan
from shared.periods import end_of_day

handlers = Consumers("registry")

NOTING_S = 0.05
"""A timeline says when a step was taken, not when it was noted: noting leaves the machine to the steps themselves."""


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
