from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.money_finding import MoneyFindingState, must_be_accepted, responsible_for
from services.funds.rules.supervision_rule import Level
from services.funds.store.money_finding import get_finding, lock_county, lock_finding
from services.funds.store.supervision_policy import rules_of
from services.funds.tables import MoneyFinding
from shared import outbox
from shared.events.funds import MoneyFindingReopened

COUNTY_DIGITS = 6


async def withdraw_acceptance(session: AsyncSession, finding_id: UUID) -> MoneyFinding:
    """It waits for a judgement again, and whoever is responsible hears of it. Who had accepted it and why stays in the audit.

    Raises NoSuchMoneyFinding, MoneyFindingOver, NotAcceptedYet.
    """
    county = (await get_finding(session, finding_id)).region[:COUNTY_DIGITS]
    await lock_county(session, county)
    finding = await lock_finding(session, finding_id)

    must_be_accepted(finding.state)

    finding.state = MoneyFindingState.EXPLAINED
    finding.acceptance, finding.accepted_by, finding.accepted_at = "", "", None
    session.add(finding)
    await session.flush()

    if finding.level is not Level.NOTICE:
        titles = {each.rule.rule: each.rule.title for each in rules_of(county, finding.found_on).held}
        reopened = MoneyFindingReopened(
            finding_id=finding.id,
            region=responsible_for(finding.region),
            rule=finding.rule,
            rule_title=titles.get(finding.rule, finding.rule),
            level=finding.level,
            findings=1,
            amount_fen=finding.amount_fen,
            found_on=finding.found_on,
        )
        await outbox.record(session, reopened)
    return finding
