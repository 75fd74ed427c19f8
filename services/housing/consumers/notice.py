"""Door two: what funds says of the notices that we asked for."""

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.operations.renovation import note_notice as noting
from shared.consumers import Consumers
from shared.events.funds import NoticeEnded

handlers = Consumers("housing")

RENOVATION = "renovation"
"""What funds calls our matters."""


@handlers.on(NoticeEnded)
async def note_notice(session: AsyncSession, event: NoticeEnded) -> None:
    """A level's notice has stood, or an objection was found right."""
    if event.about == RENOVATION:
        at = event.occurred_at
        await noting.note_notice(session, event.about_id, has_stood=event.has_stood, on=event.ended_on, at=at)
