"""What the other services did about a case: steps on its timeline."""

from collections.abc import Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.case.record_steps import Report, record_steps
from services.registry.rules.case import Part, Step, What
from shared.consumers import Consumers
from shared.events.funds import EmergencyGrantPaid, EmergencyGrantRefused, GrantPapersFiled
from shared.events.housing import SafetySurveyCompleted, SafetySurveyOpened
from shared.events.medical import (
    MedicalCoverOpened,
)
from shared.events.notifier import WorkOrderCompleted, WorkOrdersOpened
from shared.money import yuan
from shared.periods import end_of_day

handlers = Consumers("registry")

NOTING_S = 0.2
"""A timeline says when a step was taken, not when it was noted: noting leaves the machine to the steps themselves."""


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
