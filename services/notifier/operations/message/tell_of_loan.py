"""Tell of a small loan that falls due or is overdue."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules import link
from services.notifier.rules.message import MessageKind
from services.notifier.rules.routing import officer_of
from services.notifier.store.household_contact import list_agreed
from services.notifier.store.post import list_desks
from services.notifier.store.writing import About, add_letters, letters_about_household
from services.notifier.tables import Message
from shared import settings
from shared.events.funds import LoanRepaymentAwaited


async def tell_of_loan(session: AsyncSession, event: LoanRepaymentAwaited, *, at: datetime) -> Sequence[Message]:
    """To the officer nearest to the borrower: who knows the house can still help before the day. And to the household itself, if
    it agreed to that and the event says which it is."""
    desk = officer_of(event.region, await list_desks(session, event.region))
    agreed = await list_agreed(session, [event.household_id]) if event.household_id else {}

    letters = letters_about_household(
        desk,
        MessageKind.LOAN_LATE if event.step == "overdue" else MessageKind.LOAN_DUE,
        About(event.region, matter_id=event.loan_id),
        agreed.get(event.household_id) if event.household_id else None,
        at=at,
        link=link.loan(settings.current().base_url, event.loan_id),
        amount_fen=event.amount_fen,
        due_on=event.due_on,
    )

    return await add_letters(session, letters)
