from datetime import date, datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.aid_policy import AidPolicy
from services.funds.store.aid_policy import get_aid_policy_named
from services.funds.store.grant_application import list_earlier, lock_checking, lock_unchecked

AT_ONCE = 50


async def check_applications(session: AsyncSession, *, at: datetime) -> int:
    """Look up what else each household that applied, and its kin, were given, all over the land; returns how many were looked at.

    The platform's own work, because no officer sees every region; what it finds is for those who decide. Nobody else is told.
    """
    if not await lock_checking(session):
        return 0
    applications = await lock_unchecked(session, limit=AT_ONCE)
    for application in applications:
        since = _since(get_aid_policy_named(application.policy), application.weighed_on)

        application.earlier = list(await list_earlier(session, application, since=since))
        application.checked_at = at
        session.add(application)
        await session.flush()
    return len(applications)


def _since(policy: AidPolicy, on: date) -> date:
    """The beginning of the year, or of the months that the rule looks back, whichever is earlier."""
    months = on.year * 12 + on.month - 1 - policy.repeat.months
    return min(date(on.year, 1, 1), date(months // 12, months % 12 + 1, 1))
