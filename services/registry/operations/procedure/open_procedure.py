"""Take on a procedure for a household, or for somebody who applies and is in no household yet."""

from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.opening import ApplicantNotIdentified, ApplicantSeatedElsewhere, ProcedureOpenAlready, check_clue
from services.registry.rules.poverty import ProcedureKind, axis_of, check_move, target_of
from services.registry.rules.relief import Someone
from services.registry.schemas.procedure import OpenProcedure
from services.registry.store import household as households
from services.registry.store import procedure as procedures
from services.registry.store.judging import get_policy
from services.registry.tables import Procedure
from shared import clock
from shared.security import Principal
from shared.vault import hash_identity, seal


async def open_procedure(
    session: AsyncSession, form: OpenProcedure, *, applicant: Someone | None, by: Principal, on: date
) -> Procedure:
    """Open it at its first stage, under the policy that is in force in the village today.

    `applicant` is who `form.applicant` names; if they are a member of a household of that village, it is opened for that
    household. One procedure an axis runs for a household at a time.

    Raises NoSuchHousehold, ApplicantNotIdentified, ApplicantSeatedElsewhere, OutsideRegion, NoJudgingPolicy, NoSuchProcedureHere,
    TargetNotOfProcedure, MoveNotAllowed, ProcedureOpenAlready or ClueInTheFuture.
    """
    if (form.household_id is None) == (form.applicant is None):
        raise ApplicantNotIdentified(pointer="/household_id")
    target = target_of(form.kind, form.target)
    identity, household_id = None, form.household_id
    if form.applicant is not None and applicant is not None:
        region, identity = form.applicant.village, hash_identity(applicant.identity.number)
        by.must_cover(region, pointer="/applicant/village")
        await procedures.lock_household(session, identity)
        seat = (await households.list_seats(session, [identity])).get(identity)
        if seat is not None and seat.village != region:
            raise ApplicantSeatedElsewhere(pointer="/applicant/village")
        household_id = UUID(seat.household_id) if seat else None
    if household_id is not None:
        household = await households.get_household(session, household_id)
        region, identity = household.region, None
        await procedures.lock_household(session, str(household_id))
    elif identity is None or form.kind not in (ProcedureKind.IDENTIFICATION, ProcedureKind.TAKE_IN):
        raise ApplicantNotIdentified(pointer="/household_id")
    policy, version = get_policy(region, on)

    check_clue(form.clue_on, on=on)
    check_move(target, await procedures.current_states(session, household_id) if household_id else {})
    running = await procedures.find_open_procedure(session, axis_of(target), household_id=household_id, identity=identity)
    if running is not None:
        raise ProcedureOpenAlready(procedure_id=running)

    procedure = procedures.new_procedure(
        policy,
        version,
        kind=form.kind,
        target=target,
        region=region,
        household_id=household_id,
        clue_on=form.clue_on or on,
        by=by.subject,
        why=form.why,
        at=clock.now(),
        on=on,
    )
    if household_id is None and applicant is not None:
        procedure.applicant_hash, procedure.applicant_sealed = identity, seal(applicant.name)
    session.add(procedure)
    await session.flush()
    return procedure
