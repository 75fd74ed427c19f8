"""Door two: what funds says of the notices that we asked for."""

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.operations.lot.note_draw_notice import note_draw_notice
from services.housing.operations.lot.note_lot_notice import note_lot_notice
from services.housing.operations.relocation.note_list import note_list
from services.housing.operations.renovation import note_notice as noting
from shared.consumers import Consumers
from shared.events.funds import NoticeEnded

handlers = Consumers("housing")

RENOVATION = "renovation"
RELOCATION_LIST, RELOCATION_LOT, RELOCATION_DRAW = "relocation-list", "relocation-lot", "relocation-draw"
"""What funds calls our matters."""


@handlers.on(NoticeEnded)
async def note_notice(session: AsyncSession, event: NoticeEnded) -> None:
    """A level's notice has stood, or an objection was found right."""
    if event.about == RENOVATION:
        at = event.occurred_at
        await noting.note_notice(session, event.about_id, has_stood=event.has_stood, on=event.ended_on, at=at)


@handlers.on(NoticeEnded)
async def note_relocation(session: AsyncSession, event: NoticeEnded) -> None:
    """A list of households, what a lot is drawn from, or what was drawn has stood, or an objection was found right."""
    has_stood, on = event.has_stood, event.ended_on
    if event.about == RELOCATION_LIST:
        await note_list(session, event.about_id, has_stood=has_stood, on=on, at=event.occurred_at)
    elif event.about == RELOCATION_LOT:
        await note_lot_notice(session, event.about_id, has_stood=has_stood, on=on)
    elif event.about == RELOCATION_DRAW:
        await note_draw_notice(session, event.about_id, has_stood=has_stood, on=on, at=event.occurred_at)
