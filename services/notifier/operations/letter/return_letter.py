"""Write down that a letter came back: its message takes the next way."""

from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules.delivery import DeliveryState
from services.notifier.rules.letter import PaperState, must_move
from services.notifier.rules.message import refuse_id_number
from services.notifier.rules.urgency import Urgency
from services.notifier.schemas.letter import ReturnLetter
from services.notifier.store.letter import lock_deliveries, lock_letter
from services.notifier.store.ways import list_addressed, next_delivery, ways_of
from services.notifier.tables import PaperLetter
from shared.security import Principal


async def return_letter(
    session: AsyncSession, letter_id: UUID, form: ReturnLetter, *, by: Principal, at: datetime
) -> PaperLetter:
    """Raises LetterNotFound, LetterMoved, IdNumberInText."""
    letter = await lock_letter(session, letter_id)

    must_move(letter.state, PaperState.CAME_BACK)
    refuse_id_number(form.reason, pointer="/reason")

    letter.state, letter.ended_by, letter.ended_at = PaperState.CAME_BACK, by.subject, at
    letter.came_back_because = form.reason
    [delivery] = await lock_deliveries(session, [letter])
    delivery.state, delivery.heard_at, delivery.last_error = DeliveryState.UNDELIVERED, at, f"信函退回：{form.reason}"
    addressed = (await list_addressed(session, [delivery.message_id]))[delivery.message_id]
    after = next_delivery(addressed, after=delivery.rank, urgency=Urgency(delivery.urgency), ways=ways_of(addressed), at=at)
    session.add_all([letter, delivery, *([after] if after else [])])
    await session.flush()
    return letter
