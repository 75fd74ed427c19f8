from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules import relocation as rule
from services.housing.rules.help import helped_before
from services.housing.rules.number import Series
from services.housing.rules.programme import must_be_in_time, must_go_on
from services.housing.rules.relocation import RelocationAct, RelocationState
from services.housing.schemas.relocation import NameHousehold
from services.housing.store.help_policy import get_help_policy
from services.housing.store.house import find_house_of, lock_home
from services.housing.store.household import get_household, list_residents
from services.housing.store.number import take_numbers
from services.housing.store.programme import get_programme
from services.housing.store.relocation import add_event, find_open_relocation
from services.housing.store.renovation import find_open_renovation, list_former_helps, list_relocated
from services.housing.tables import Relocation
from shared.clock import china
from shared.regions import county_of
from shared.security import Principal


async def name_household(session: AsyncSession, form: NameHousehold, *, by: Principal, at: datetime) -> Relocation:
    """A household of the register cannot stay where it lives. One help a house: whoever is on the way of a renovation or a move
    already is not named, and what it was helped with before is told and has to be looked into.

    Raises NoSuchProgramme, ProgrammeEnded, HouseholdUnknown, HouseholdOfAnotherCounty, ProgrammeOutOfTime,
    RelocationUnderWay, HouseUnderRenovation, NoHelpRule, HelpedNotLookedInto, PersonsDifferUnexplained.
    """
    programme = await get_programme(session, form.programme_id)
    household = await get_household(session, form.household_id, pointer="/household_id")
    await lock_home(session, household.id)
    house = await find_house_of(session, household.id)
    residents = await list_residents(session, [household.id])
    under_way = await find_open_relocation(session, household.id)
    renovated = await find_open_renovation(session, house.id) if house else None
    if house:
        former = await list_former_helps(session, house_id=house.id, household_id=household.id)
    else:
        former = await list_relocated(session, household.id)
    help_policy, _ = get_help_policy(household.region, form.named_on)

    must_go_on(programme.ended_on)
    if not household.region.startswith(programme.region):
        raise rule.HouseholdOfAnotherCounty(pointer="/household_id")
    must_be_in_time(form.named_on, since=programme.opened_on, today=china(at).date(), pointer="/named_on")
    rule.must_not_be_moving(under_way.number if under_way else None)
    if renovated is not None:
        raise rule.HouseUnderRenovation(renovation_id=str(renovated.id), number=renovated.number)
    helped = [each.sentence for each in helped_before(help_policy, former, on=form.named_on)]
    rule.must_be_looked_into(helped, form.looked_into)
    rule.must_explain_persons(form.persons, len(residents), form.persons_reason)

    [number] = await take_numbers(session, Series.RELOCATION, f"{county_of(household.region)}-{form.named_on.year}")
    relocation = Relocation(
        number=number,
        programme_id=programme.id,
        region=household.region,
        household_id=household.id,
        house_id=house.id if house else None,
        why=form.why,
        why_says=form.why_says,
        looked_into=form.looked_into,
        persons=form.persons,
        persons_reason=form.persons_reason,
        oldest=form.oldest,
        has_disabled=form.has_disabled or any(each.is_disabled for each in residents),
        workers=form.workers,
        pupils=form.pupils,
        state=RelocationState.NAMED,
        named_on=form.named_on,
        named_by=by.subject,
    )
    session.add(relocation)
    await session.flush()
    says = "；".join(each for each in (*helped, form.looked_into) if each)[:500]
    add_event(session, relocation, RelocationAct.NAMED, on=form.named_on, by=by.subject, at=at, says=says)
    await session.flush()
    return relocation
