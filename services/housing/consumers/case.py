"""Door two: a case of immediate assistance has the house looked at."""

from collections.abc import Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.operations.survey.cancel_survey import cancel_survey
from services.housing.operations.survey.open_safety_survey import open_safety_survey
from services.housing.operations.survey.reopen_survey import reopen_survey
from shared.consumers import Consumers
from shared.events.registry import CaseNeedsAdded, CaseReopened, CaseRetracted, NewPovertyDetected

handlers = Consumers("housing")

handlers.on_many(NewPovertyDetected)(open_safety_survey)


@handlers.on_many(CaseNeedsAdded)
async def open_added_survey(session: AsyncSession, events: Sequence[CaseNeedsAdded]) -> None:
    """Something else struck a household whose case is open, and now its house is to be looked at."""
    await open_safety_survey(session, events)


@handlers.on(CaseReopened)
async def look_again(session: AsyncSession, event: CaseReopened) -> None:
    """A case was taken up again because of its house."""
    if "housing-survey" in event.needs:
        await reopen_survey(session, event)


@handlers.on(CaseRetracted)
async def spare_house(session: AsyncSession, event: CaseRetracted) -> None:
    """A case was a mistake."""
    await cancel_survey(session, event)
