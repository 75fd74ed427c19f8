"""An alert went along with its household: the officer of the new village goes and sees them."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules import link
from services.notifier.rules.message import MessageKind
from services.notifier.rules.routing import officer_of
from services.notifier.store.errand import move_errand as write
from services.notifier.store.post import list_desks
from services.notifier.store.writing import About, add_letters, letter_to
from services.notifier.tables import Errand
from shared import settings
from shared.events.registry import AlertMoved


async def move_errand(session: AsyncSession, event: AlertMoved, *, at: datetime) -> Errand | None:
    """The errand as it goes on; None where nothing is open, or a later move was heard of first."""
    desk = officer_of(event.region, await list_desks(session, event.region))
    errand = await write(session, event.alert_id, region=event.region, moved_at=event.moved_at)
    if errand is None:
        return None
    letter = letter_to(
        desk,
        MessageKind.ERRAND_MOVED,
        About(event.region, errand_id=errand.id),
        at=at,
        title=errand.kind.label,
        task=errand.task,
        due_at=errand.due_at,
        link=link.errand(settings.current().base_url, errand.kind, errand.source_id),
    )
    await add_letters(session, [letter])
    return errand
