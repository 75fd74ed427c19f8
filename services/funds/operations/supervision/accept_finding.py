from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.money_finding import MoneyFindingState, must_be_acceptable, responsible_for
from services.funds.store.money_finding import get_finding, list_settled, lock_county, lock_finding
from services.funds.tables import MoneyFinding
from shared import outbox
from shared.clock import china
from shared.events.funds import MoneyFindingsSettled
from shared.security import Principal

COUNTY_DIGITS = 6


async def accept_finding(session: AsyncSession, finding_id: UUID, reason: str, *, by: Principal, at: datetime) -> MoneyFinding:
    """Let an explanation stand, by another person than who gave it; until something changes that it rests on. If
    it was the last of its rule and place, whoever is responsible has put everything right.

    Raises NoSuchMoneyFinding, MoneyFindingOver, AcceptedBefore, NotExplainedYet, SamePerson.
    """
    # One at a time in a county: of two who accept the last two findings, the second sees that it is the last.
    await lock_county(session, (await get_finding(session, finding_id)).region[:COUNTY_DIGITS])
    finding = await lock_finding(session, finding_id)

    must_be_acceptable(finding.state, explained_by=finding.explained_by, by=by.subject)

    finding.state = MoneyFindingState.ACCEPTED
    finding.acceptance, finding.accepted_by, finding.accepted_at = reason, by.subject, at
    session.add(finding)
    await session.flush()

    settled = await list_settled(session, {(responsible_for(finding.region), finding.rule)})
    await outbox.record(
        session,
        *(MoneyFindingsSettled(region=region, rule=rule, settled_on=china(at).date()) for region, rule in settled),
    )
    return finding
