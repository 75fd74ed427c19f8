"""Open the take-in of a household whose alert was confirmed, where the place's file says so."""

from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.poverty import Axis, ProcedureKind, check_move, watched_as
from services.registry.store import procedure as procedures
from services.registry.store.alert import get_alert
from services.registry.store.household import get_household
from services.registry.store.judging import get_policy
from services.registry.tables import Procedure
from shared import clock
from shared.periods import day_in_china


async def take_in_after_alert(session: AsyncSession, alert_id: UUID, *, by: str, on: date) -> Procedure | None:
    """Its whole term runs from the day of the alert. None where the place's file leaves it to an officer, and for a household
    that is being judged already. Raises NoSuchAlert, NoJudgingPolicy or MoveNotAllowed (watched already, or poor)."""
    alert = await get_alert(session, alert_id)
    household = await get_household(session, alert.household_id)
    await procedures.lock_household(session, str(household.id))
    policy, version = get_policy(household.region, on)
    if policy.on_confirmed_alert is None:
        return None

    current = await procedures.current_states(session, household.id)
    target = watched_as(current, is_stricken=alert.trigger in policy.on_confirmed_alert.stricken)
    if await procedures.find_open_procedure(session, Axis.WATCH, household_id=household.id, identity=None):
        return None
    check_move(target, current)

    procedure = procedures.new_procedure(
        policy,
        version,
        kind=ProcedureKind.TAKE_IN,
        target=target,
        region=household.region,
        household_id=household.id,
        clue_on=day_in_china(alert.raised_at),
        by=by,
        why=f"预警核实属实：{alert.title}",
        at=clock.now(),
        on=on,
    )
    session.add(procedure)
    await session.flush()
    return procedure
