from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.recovery import Instalment, must_be_a_plan, must_be_open
from services.funds.schemas.recovery import PlanInstalments
from services.funds.store.aid_policy import get_aid_policy_named
from services.funds.store.recovery import list_plan, lock_recovery
from services.funds.tables import RecoveryInstalment, RecoveryOrder
from shared.security import Principal


async def plan_instalments(
    session: AsyncSession, order_id: UUID, form: PlanInstalments, *, by: Principal, on: date
) -> RecoveryOrder:
    """Agree with a household that it pays back what is left in parts; a later plan replaces an earlier one, which stays on file.

    Nobody else is told. Raises NoSuchRecovery, OutsideRegion, RecoveryOver, InstalmentsWrong.
    """
    order = await lock_recovery(session, order_id)
    by.must_cover(order.region)
    earlier = await list_plan(session, order_id)
    parts = [Instalment(part.due_on, part.amount_fen) for part in form.instalments]

    must_be_open(order.state)
    must_be_a_plan(get_aid_policy_named(order.policy), parts, order.amount_fen - order.recovered_fen, on=on)

    plan = earlier[0].plan + 1 if earlier else 1
    session.add_all(
        RecoveryInstalment(
            order_id=order_id,
            region=order.region,
            plan=plan,
            position=position,
            before_fen=order.recovered_fen,
            due_on=part.due_on,
            amount_fen=part.amount_fen,
            written_by=by.subject,
        )
        for position, part in enumerate(parts, start=1)
    )
    order.due_on = parts[-1].due_on
    session.add(order)
    await session.flush()
    return order
