"""Immediate-assistance cases to decide about."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.operations.case.open_case import open_case
from services.registry.operations.case.record_steps import Report, record_steps
from services.registry.rules.case import Origin, Part, Step, What
from services.registry.rules.sighting import Sighting
from services.registry.tables import Case
from shared import clock
from shared.events.civil_affairs import Trigger
from shared.events.housing import SafetySurveyOpened
from shared.ids import uuid7
from tests.builders.registry import LONGTAN

ZICHUAN = "370302001001"
"""A village of 淄博市, where officers close cases and a lost job does not call for a look at the house."""


async def a_case(
    session: AsyncSession, *, at: datetime, village: str = LONGTAN, trigger: Trigger = Trigger.ILLNESS, person: str = "0" * 64
) -> Case:
    """Of somebody in no register, detected at this instant."""
    with clock.frozen(at):
        return await open_case(session, Sighting(Origin.BURDEN, trigger, village, identity_hash=person), by="medical")


async def happen(session: AsyncSession, case_id: UUID, *steps: Step) -> None:
    """What other services did; which event told of it does not matter."""
    told = SafetySurveyOpened(case_id=case_id, survey_id=uuid7(), region=LONGTAN, due_on=clock.today())
    for step in steps:
        await record_steps(session, [Report(case_id, [step], told.model_copy(update={"event_id": uuid7()}))])


def everything_done(at: datetime, *parts: Part) -> list[Step]:
    """All steps of these parts (of every part, if none is named), begun at once and done in a day."""
    named = parts or tuple(Part)
    opened = [Step(part, What.OPENED, at + timedelta(milliseconds=50)) for part in named]
    done = [Step(part, What.COMPLETED, at + timedelta(days=1)) for part in named if part is not Part.MEDICAL_COVER]
    return [*opened, *done]
