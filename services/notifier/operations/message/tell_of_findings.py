"""Tell whoever is responsible what supervision found in the money."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules import link, place
from services.notifier.rules.finding_words import findings_raised
from services.notifier.rules.message import MessageKind
from services.notifier.rules.routing import officer_of
from services.notifier.store.opening import first_delivery
from services.notifier.store.post import list_desks
from services.notifier.tables import Message
from shared import rows, settings
from shared.events.funds import MoneyFindingsRaised


async def tell_of_findings(session: AsyncSession, events: Sequence[MoneyFindingsRaised], *, at: datetime) -> list[Message]:
    """One message a rule and place, to the officer of the town or county that is responsible."""
    letters = []
    for event in events:
        desk = officer_of(event.region, await list_desks(session, event.region))
        text = findings_raised(
            place=place.spoken(event.region),
            rule_title=event.rule_title,
            level=event.level,
            findings=event.findings,
            amount_fen=event.amount_fen,
            found_on=event.found_on,
            link=link.findings(settings.current().base_url, event.region, event.rule),
        )
        letter = Message(
            matter_id=event.finding_id,
            post_id=desk.post_id,
            region=event.region,
            kind=MessageKind.FINDINGS_RAISED,
            subject=text.subject,
            body=text.body,
            written_at=at,
        )
        await rows.insert(session, letter)
        await rows.insert(session, first_delivery(letter, desk))
        letters.append(letter)
    return letters
