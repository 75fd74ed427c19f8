"""Hand an immediate-assistance case over to the take-in of its household, where the hardship lasts.

Whoever finds a hardship lasting (an officer at a door, a handler, the clock) calls this verb; the same case is taken over once.
"""

from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.opening import ProcedureOpenAlready
from services.registry.rules.poverty import PovertyState, ProcedureKind, axis_of, check_move, target_of
from services.registry.store import procedure as procedures
from services.registry.store.case import get_case
from services.registry.store.judging import get_policy
from services.registry.tables import Procedure
from shared import clock
from shared.periods import day_in_china


async def take_over_case(
    session: AsyncSession, case_id: UUID, *, target: PovertyState = PovertyState.STRICKEN, why: str, by: str, on: date
) -> Procedure:
    """Open the take-in, its whole term (15 days where the place's file says so) running from the day of the detection.

    A case that was taken over already gives the procedure that runs. Raises NoSuchCase, NoJudgingPolicy, NoSuchProcedureHere,
    TargetNotOfProcedure, MoveNotAllowed or ProcedureOpenAlready.
    """
    case = await get_case(session, case_id)
    await procedures.lock_household(session, str(case.household_id))
    policy, version = get_policy(case.region, on)

    target = target_of(ProcedureKind.TAKE_IN, target)
    running = await procedures.find_open_procedure(session, axis_of(target), household_id=case.household_id, identity=None)
    if running is not None:
        before = (await procedures.get_procedure(session, running)).row
        if before.case_id == case.id:
            return before
        raise ProcedureOpenAlready(procedure_id=running)
    check_move(target, await procedures.current_states(session, case.household_id))

    procedure = procedures.new_procedure(
        policy,
        version,
        kind=ProcedureKind.TAKE_IN,
        target=target,
        region=case.region,
        household_id=case.household_id,
        clue_on=day_in_china(case.detected_at),
        by=by,
        why=why,
        at=clock.now(),
        on=on,
    )
    procedure.case_id = case.id
    session.add(procedure)
    await session.flush()
    return procedure
