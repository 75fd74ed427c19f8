"""Door two: what funds says of the notices that we asked for."""

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.operations.lot.note_draw_notice import note_draw_notice
from services.housing.operations.lot.note_lot_notice import note_lot_notice
from services.housing.operations.relocation.note_list import note_list
from services.housing.operations.renovation import note_notice as noting
from shared.consumers import Consumers
from shared.events.funds import NoticeEnded

handlers = Consumers("housing")


@handlers.on(NoticeEnded)
async def note_notice(session: AsyncSession, event: NoticeEnded) -> None:
    """What was shown has stood, or an objection was found right: a level's opinion, a list of households that move, what a lot
    is drawn from, what was drawn."""
    has_stood, on, at = event.has_stood, event.ended_on, event.occurred_at
    match event.about:
        case "renovation":
            await noting.note_notice(session, event.about_id, has_stood=has_stood, on=on, at=at)
        case "relocation-list":
            await note_list(session, event.about_id, has_stood=has_stood, on=on, at=at)
        case "relocation-lot":
            await note_lot_notice(session, event.about_id, has_stood=has_stood, on=on)
        case "relocation-draw":
            await note_draw_notice(session, event.about_id, has_stood=has_stood, on=on, at=at)
