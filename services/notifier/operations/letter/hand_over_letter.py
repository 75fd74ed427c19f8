"""Write down that somebody took a letter."""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules.delivery import DeliveryState
from services.notifier.rules.letter import PaperState, must_move
from services.notifier.schemas.letter import HandOverLetter
from services.notifier.store.letter import lock_deliveries, lock_letter
from services.notifier.tables import PaperLetter
from shared.security import Principal


async def hand_over_letter(
    session: AsyncSession, letter_id: UUID, form: HandOverLetter, *, by: Principal, at: datetime
) -> PaperLetter:
    """Its message is delivered. Raises LetterNotFound, LetterMoved."""
    letter = await lock_letter(session, letter_id)

    must_move(letter.state, PaperState.HANDED_OVER)

    letter.state, letter.ended_by, letter.ended_at, letter.taken_by = PaperState.HANDED_OVER, by.subject, at, form.receiver
    [delivery] = await lock_deliveries(session, [letter])
    delivery.state, delivery.heard_at = DeliveryState.DELIVERED, at
    session.add_all([letter, delivery])
    await session.flush()
    return letter
