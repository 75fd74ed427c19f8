from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.double_dip import DoubleDipState, verdict_of
from services.funds.rules.payment_policy import Verdict
from services.funds.store.double_dip import Pair, list_on_shared_cards, list_pairs, lock_payments_to_check
from services.funds.store.payment_policy import get_payment_policy
from services.funds.tables import DoubleDip
from shared.clock import china

AT_ONCE = 500
SHARED_CARD = "card-of-other-households"


async def check_payments(session: AsyncSession, *, at: datetime) -> int:
    """Compare what was asked with whatever else the household and its kin receive, all over the land; returns how many.

    The platform's own work, because no officer sees every region. What it finds is noted for the officers of the later payment's.
    """
    payments = await lock_payments_to_check(session, limit=AT_ONCE)
    if not payments:
        return 0
    pairs = await list_pairs(session, [payment.id for payment in payments])
    shared = await list_on_shared_cards(session, [payment.id for payment in payments])

    dips = [dip for dip in (_dip(pair, at=at) for pair in pairs) if dip.verdict is not Verdict.ALLOW]

    session.add_all(dips)
    for payment in payments:
        payment.checked_at = at
        if payment.id in shared:
            payment.findings = [*payment.findings, SHARED_CARD]
        session.add(payment)
    await session.flush()
    return len(payments)


def _dip(pair: Pair, *, at: datetime) -> DoubleDip:
    policy = get_payment_policy(pair.region, china(at).date())
    rule = policy.double_dip_rule(pair.programme)
    return DoubleDip(
        payment_id=pair.payment_id,
        other_id=pair.other_id,
        region=pair.region,
        kind=pair.kind,
        verdict=verdict_of(rule, pair.kind),
        clause=policy.source(rule).spoken[:300],
        programme=pair.programme,
        period=pair.period,
        other_region=pair.other_region,
        other_amount_fen=pair.other_amount_fen,
        found_at=at,
        state=DoubleDipState.OPEN,
    )
