from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules import help as rule
from services.housing.rules import household_question as question
from services.housing.rules.household import HouseholdState
from services.housing.rules.occupancy import Tenure
from services.housing.rules.prefill import taken
from services.housing.rules.renovation import Act, HelpHindered, RenovationState, move
from services.housing.rules.subsidy import subsidy
from services.housing.rules.works import must_be_between
from services.housing.schemas.renovation import SettleHousehold
from services.housing.store.help_policy import get_help_policy_named
from services.housing.store.house import lock_home, lock_house
from services.housing.store.household import find_household, find_known
from services.housing.store.occupancy import begin_stay, find_open_stay, is_lived_in
from services.housing.store.renovation import add_event, get_renovation, list_former_helps, lock_renovation
from services.housing.store.renovation_step import follow_renovation
from services.housing.tables import Renovation
from shared.clock import china
from shared.security import Principal


async def settle_household(
    session: AsyncSession, renovation_id: UUID, form: SettleHousehold, *, by: Principal, at: datetime
) -> Renovation:
    """The town says with whom a renovation goes on after a death, a move or a split: with those who are left, or with another
    household, which is judged by the rule of the day of application. Once the house is accepted, nothing is judged again.

    Raises NoSuchRenovation, RenovationStateForbids, NothingToSettle, WorksOutOfTime, SuccessorUnknown, NobodyLeft,
    ApplicantUntold, GroupUnknown, HelpHindered, ModeNotOffered.
    """
    renovation = await get_renovation(session, renovation_id)
    household_id = form.household_id or renovation.household_id
    await lock_home(session, household_id)
    house = await lock_house(session, renovation.house_id)
    renovation = await lock_renovation(session, renovation_id)
    household, registered = await find_household(session, household_id), await find_known(session, household_id)
    former = await list_former_helps(session, house_id=house.id, household_id=household_id)
    stay, is_full = await find_open_stay(session, household_id), await is_lived_in(session, house.id)
    policy = get_help_policy_named(renovation.policy)

    state = move(renovation.state, Act.SETTLED, renovation.mode)
    question.must_be_asked(renovation.asks)
    must_be_between(form.on, since=renovation.asked_on, today=china(at).date(), pointer="/on")
    if form.household_id and household is None:
        raise question.SuccessorUnknown(pointer="/household_id", household_id=str(household_id))
    is_cancelled = household is not None and household.state is HouseholdState.CANCELLED
    living = registered.persons if registered else 0
    question.must_live_on(is_cancelled=is_cancelled, is_known=household is not None, living=living)
    if state is not RenovationState.ACCEPTED:
        said = taken(
            registered,
            groups=renovation.groups if form.groups is None and household_id == renovation.household_id else form.groups,
            persons=form.persons,
            of_policy=[group.code for group in policy.groups],
            because=form.said,
        )
        applicant = rule.Applicant(
            grade=renovation.grade,
            groups=said.groups,
            persons=said.persons,
            oldest=renovation.oldest if form.oldest is None else form.oldest,
            wishes_care=renovation.wishes_care,
            former=tuple(former),
        )
        against = rule.hindrances(policy, applicant, on=renovation.applied_on)
        if bars := [each.sentence for each in against if each.is_absolute]:
            raise HelpHindered(hindrances=bars)
        rule.must_fit(rule.offers(policy, applicant), renovation.mode, reason=form.said)
        renovation.groups, renovation.persons, renovation.oldest = sorted(said.groups), said.persons, applicant.oldest
        renovation.standard_fen = subsidy(policy, applicant, renovation.mode, cost_fen=None, area_m2=None).amount_fen

    renovation.household_id, renovation.asks, renovation.asked_on = household_id, None, None
    if stay is None and not is_full:
        await begin_stay(session, house, household_id, tenure=Tenure.OWN, since_on=form.on, by=by.subject)
    add_event(session, renovation, Act.SETTLED, on=form.on, by=by.subject, at=at, said=form.said)
    session.add(renovation)
    await session.flush()

    await follow_renovation(session, renovation, on=china(at).date())
    return renovation
