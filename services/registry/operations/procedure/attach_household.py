"""Say which household an applicant has become: they were registered after they applied."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.opening import ApplicantNotInHousehold, HouseholdKnown, ProcedureOpenAlready
from services.registry.rules.poverty import check_move
from services.registry.rules.procedure import current_stage
from services.registry.store import household as households
from services.registry.store import procedure as procedures
from services.registry.tables import Procedure


async def attach_household(session: AsyncSession, procedure_id: UUID, household_id: UUID) -> Procedure:
    """The applicant must be a present member of the household, in the village where they applied.

    Raises NoSuchProcedure, ProcedureOver, HouseholdKnown, NoSuchHousehold, ApplicantNotInHousehold, MoveNotAllowed or
    ProcedureOpenAlready.
    """
    underway = await procedures.lock_procedure(session, procedure_id)
    row = underway.row
    household = await households.get_household(session, household_id)
    members = await households.list_members(session, [household_id])
    await procedures.lock_household(session, str(household_id))

    current_stage(row.state, underway.stages, row.at_stage)
    if row.household_id is not None:
        raise HouseholdKnown(household_id=row.household_id)
    if household.region != row.region or row.applicant_hash not in {member.identity_hash for member in members}:
        raise ApplicantNotInHousehold(pointer="/household_id")
    check_move(row.target, await procedures.current_states(session, household_id))
    running = await procedures.find_open_procedure(session, row.axis, household_id=household_id, identity=None)
    if running is not None:
        raise ProcedureOpenAlready(procedure_id=running)

    row.household_id = household_id
    await session.flush()
    return row
