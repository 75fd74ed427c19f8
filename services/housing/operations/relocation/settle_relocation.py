from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules import household_question as question
from services.housing.rules import relocation as rule
from services.housing.rules.awaited_step import Matter
from services.housing.rules.household import HouseholdState
from services.housing.rules.programme import must_be_in_time
from services.housing.rules.relocation import RelocationAct, move
from services.housing.schemas.relocation import SettleRelocation
from services.housing.store.awaited_step import end_steps
from services.housing.store.house import find_house_of, lock_home
from services.housing.store.household import find_household, find_known
from services.housing.store.lot import must_not_be_listed
from services.housing.store.programme import get_programme
from services.housing.store.relocation import add_event, find_open_relocation, get_relocation, lock_relocation, must_have_paper
from services.housing.store.renovation import find_open_renovation
from services.housing.tables import Relocation
from shared.clock import china
from shared.security import Principal


async def settle_relocation(
    session: AsyncSession, relocation_id: UUID, form: SettleRelocation, *, by: Principal, at: datetime
) -> Relocation:
    """The town says with whom a move goes on after a death, a move or a split: with those who are left, or with another household
    of the county that is not helped with its home otherwise; who signed before has signed for nobody else. In a list for the lot
    nothing changes: it is settled before the lot is announced or after it is drawn.

    Raises NoSuchRelocation, RelocationStateForbids, NothingToSettle, LotUnderWay, ProgrammeOutOfTime, SuccessorUnknown,
    NobodyLeft, HouseholdOfAnotherCounty, RelocationUnderWay, HouseUnderRenovation, WishWithoutPaper.
    """
    household_id = form.household_id or (await get_relocation(session, relocation_id)).household_id
    await lock_home(session, household_id)
    relocation = await lock_relocation(session, relocation_id)
    programme = await get_programme(session, relocation.programme_id)
    household, known = await find_household(session, household_id), await find_known(session, household_id)
    is_other = household_id != relocation.household_id
    under_way = await find_open_relocation(session, household_id) if is_other else None
    house = await find_house_of(session, household_id) if is_other else None
    renovated = await find_open_renovation(session, house.id) if house else None

    state = move(relocation.state, RelocationAct.SETTLED)
    question.must_be_asked(relocation.question)
    await must_not_be_listed(session, relocation)
    must_be_in_time(form.on, since=relocation.questioned_on, today=china(at).date(), pointer="/on")
    if is_other and household is None:
        raise question.SuccessorUnknown(pointer="/household_id", household_id=str(household_id))
    is_cancelled = household is not None and household.state is HouseholdState.CANCELLED
    question.must_live_on(is_cancelled=is_cancelled, is_known=household is not None, living=known.persons if known else 0)
    if household is not None and not household.region.startswith(programme.region):
        raise rule.HouseholdOfAnotherCounty(pointer="/household_id")
    rule.must_not_be_moving(under_way.number if under_way else None)
    if renovated is not None:
        raise rule.HouseUnderRenovation(renovation_id=str(renovated.id), number=renovated.number)
    if relocation.wished_on is not None:
        await must_have_paper(session, form.paper_id, [relocation.id], pointer="/paper_id")
        relocation.wish_paper_id = form.paper_id

    for name, told in form.people.items():
        setattr(relocation, name, told)
    relocation.household_id, relocation.state = household_id, state
    relocation.question = relocation.questioned_on = None
    session.add(relocation)
    add_event(session, relocation, RelocationAct.SETTLED, on=form.on, by=by.subject, at=at, says=form.said)
    await session.flush()

    await end_steps(session, Matter.RELOCATION, relocation.id, on=form.on)
    return relocation
