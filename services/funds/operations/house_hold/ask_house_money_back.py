from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.payment import PaymentState
from services.funds.rules.recovery import RecoveryState, RecoveryWhy
from services.funds.rules.transfer import About
from services.funds.store.aid_policy import get_aid_policy
from services.funds.store.house_hold import list_payments_of, lock_hold
from services.funds.store.payment import lock_payment
from services.funds.store.recovery import add_recovery, list_recoveries_of
from services.funds.tables import RecoveryOrder
from shared import outbox
from shared.clock import china
from shared.events.funds import GrantRecoveryProposed
from shared.money import yuan

PLATFORM = "平台"
CLAUSES = {
    RecoveryWhy.HOUSE_OVERPAID: "危房改造竣工验收核定的补助为准，分阶段多发的部分（平台推定，由县区决定是否追回）",
    RecoveryWhy.HOUSE_ABANDONED: "危房改造不再办理，已分阶段发放的补助（平台推定，由县区决定是否追回）",
}


async def ask_house_money_back(
    session: AsyncSession, renovation_id: UUID, *, over_fen: int | None, why: RecoveryWhy, at: datetime
) -> list[RecoveryOrder]:
    """Propose to ask back what stages of a house's money brought too much, the last paid first; somebody of the county decides
    (`decide_recovery`). `over_fen`: how much; None: all of it. What was proposed before, whatever was decided on it, is not
    proposed again.
    """
    hold = await lock_hold(session, renovation_id)
    if hold is None:
        return []
    paid = [payment for payment in await list_payments_of(session, hold.id) if payment.state is PaymentState.PAID]
    before = await list_recoveries_of(session, [payment.id for payment in paid])
    known = {order.payment_id for order in before}
    left = over_fen - sum(order.amount_fen for order in before) if over_fen is not None else None

    orders = []
    for payment in reversed([await lock_payment(session, each.id) for each in paid if each.id not in known]):
        amount = payment.amount_fen if left is None else min(left, payment.amount_fen)
        if amount <= 0:
            break
        policy, _ = get_aid_policy(payment.region, china(at).date())
        orders.append(
            await add_recovery(
                session,
                payment,
                why=why,
                policy=policy,
                by=PLATFORM,
                at=at,
                state=RecoveryState.PROPOSED,
                amount_fen=amount,
                clause=f"{CLAUSES[why]}：{hold.number}，{yuan(amount)}元",
            )
        )
        left = left - amount if left is not None else None

    matters = {payment.id: payment.about_id for payment in paid}
    await outbox.record(session, *(_proposed(order, matters[order.payment_id]) for order in orders))
    return orders


def _proposed(order: RecoveryOrder, matter_id: UUID) -> GrantRecoveryProposed:
    return GrantRecoveryProposed(
        order_id=order.id,
        payment_id=order.payment_id,
        household_id=order.household_id,
        region=order.town,
        amount_fen=order.amount_fen,
        why=order.why.value,
        about=About.HOUSING.value,
        about_id=matter_id,
    )
