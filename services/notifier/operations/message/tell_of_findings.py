"""Tell whoever is responsible what supervision found in the money."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules import link
from services.notifier.rules.code_names import FINDING_LEVELS
from services.notifier.rules.message import MessageKind
from services.notifier.rules.routing import officer_of
from services.notifier.store.post import list_desks
from services.notifier.store.writing import About, add_letters, letter_to
from services.notifier.tables import Message
from shared import settings
from shared.events.funds import MoneyFindingsRaised


async def tell_of_findings(session: AsyncSession, events: Sequence[MoneyFindingsRaised], *, at: datetime) -> list[Message]:
    """One message a rule and place, to the officer of the town or county that is responsible."""
    desks = await list_desks(session, *{event.region for event in events})
    letters = [
        letter_to(
            officer_of(event.region, desks),
            MessageKind.FINDINGS_RAISED,
            About(event.region, matter_id=event.finding_id),
            at=at,
            title=event.rule_title,
            level=FINDING_LEVELS.get(event.level, event.level),
            count=event.findings,
            amount_fen=event.amount_fen,
            found_on=event.found_on,
            link=link.findings(settings.current().base_url, event.region, event.rule),
        )
        for event in events
    ]
    return await add_letters(session, letters)
