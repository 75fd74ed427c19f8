from dataclasses import asdict
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.received import last_month
from services.funds.store.payment_policy import get_payment_policy
from services.funds.store.received import list_untold
from services.funds.tables import HouseholdStatement
from shared import outbox
from shared.clock import china
from shared.events.funds import HouseholdStatementIssued

AT_ONCE = 500


async def make_statements(session: AsyncSession, *, at: datetime) -> int:
    """Say of each household that last month brought money that its statement is there, once; returns of how many."""
    on = china(at).date()
    month = last_month(on)
    untold = await list_untold(session, month, limit=AT_ONCE)

    due = [one for one in untold if get_payment_policy(one.region, on).statement.day <= on.day]

    for one in due:
        session.add(HouseholdStatement(**asdict(one), month=month, told_at=at))
    await session.flush()
    await outbox.record(session, *(HouseholdStatementIssued(**asdict(one), month=f"{month:%Y-%m}") for one in due))
    return len(due)
