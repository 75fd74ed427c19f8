"""Tell of a small loan that falls due or is overdue."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules import link, place
from services.notifier.rules.loan_words import repayment_awaited
from services.notifier.rules.message import MessageKind
from services.notifier.rules.routing import officer_of
from services.notifier.store.opening import first_delivery
from services.notifier.store.post import list_desks
from services.notifier.tables import Message
from shared import rows, settings
from shared.events.funds import LoanRepaymentAwaited


async def tell_of_loan(session: AsyncSession, event: LoanRepaymentAwaited, *, at: datetime) -> Message:
    """One message, to the officer nearest to the borrower: who knows the house can still help before the day."""
    desk = officer_of(event.region, await list_desks(session, event.region))
    is_late = event.step == "overdue"
    text = repayment_awaited(
        place=place.spoken(event.region),
        amount_fen=event.amount_fen,
        due_on=event.due_on,
        is_late=is_late,
        link=link.loan(settings.current().base_url, event.loan_id),
    )
    letter = Message(
        matter_id=event.loan_id,
        post_id=desk.post_id,
        region=event.region,
        kind=MessageKind.LOAN_LATE if is_late else MessageKind.LOAN_DUE,
        subject=text.subject,
        body=text.body,
        written_at=at,
    )
    await rows.insert(session, letter)
    await rows.insert(session, first_delivery(letter, desk))
    return letter
