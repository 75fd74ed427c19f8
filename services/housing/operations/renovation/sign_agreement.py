from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.acceptance import must_be_as_applied
from services.housing.rules.contractor import must_be_fit
from services.housing.rules.floor_area import AreaMissing, floor_limit, must_keep_floor_limit
from services.housing.rules.household_question import must_be_settled
from services.housing.rules.mode import Mode
from services.housing.rules.renovation import Act, move, must_have_stood
from services.housing.rules.works import must_be_between, must_be_priced, must_run_forward
from services.housing.schemas.renovation import SignAgreement
from services.housing.schemas.renovation_told import progress_news
from services.housing.store.contractor import get_contractor
from services.housing.store.help_policy import get_help_policy_named
from services.housing.store.renovation import add_event, lock_renovation
from services.housing.store.renovation_step import follow_renovation
from services.housing.store.standing import find_standing
from services.housing.store.survey import get_survey
from services.housing.tables import Renovation
from shared import outbox
from shared.clock import china
from shared.events.housing import RenovationProgressed
from shared.security import Principal


async def sign_agreement(
    session: AsyncSession, renovation_id: UUID, form: SignAgreement, *, by: Principal, at: datetime
) -> Renovation:
    """The household, the town and whoever builds sign; the floor of a new house is within its limits from the beginning.

    Raises NoSuchRenovation, RenovationStateForbids, HouseholdUnsettled, NoticeNotStood, HouseGradeHeld, AppraisalLapsed,
    GradeChanged, WorksOutOfTime, EndsBeforeStart, NoSuchContractor, ContractorBarred, LicenceExpired, CostMissing, AreaMissing,
    FloorTooLarge, FloorTooSmall.
    """
    renovation = await lock_renovation(session, renovation_id)
    contractor = await get_contractor(session, form.contractor_id) if form.contractor_id else None
    survey, today = await get_survey(session, renovation.survey_id), china(at).date()
    counts = await find_standing(session, survey, renovation.house_id, on=today)

    state = move(renovation.state, Act.SIGNED, renovation.mode)
    must_be_settled(renovation.asks)
    must_have_stood(renovation.has_stood)
    must_be_as_applied(counts, renovation.grade)
    must_be_between(form.signed_on, since=renovation.applied_on, today=today, pointer="/signed_on")
    must_run_forward(form.signed_on, form.starts_on, form.ends_on)
    must_be_priced(renovation.mode, form.planned_cost_fen)
    if contractor is not None:
        must_be_fit(is_barred=contractor.is_barred, valid_until=contractor.valid_until, on=form.signed_on)
    if renovation.mode is Mode.REBUILD:
        if form.planned_area_m2 is None:
            raise AreaMissing(pointer="/planned_area_m2")
        limit = floor_limit(get_help_policy_named(renovation.policy), renovation.persons)
        must_keep_floor_limit(limit, form.planned_area_m2, pointer="/planned_area_m2")

    for name, value in form.model_dump().items():
        setattr(renovation, name, value)
    renovation.state = state
    add_event(session, renovation, Act.SIGNED, on=form.signed_on, by=by.subject, at=at)
    session.add(renovation)
    await session.flush()

    await follow_renovation(session, renovation, on=today)

    await outbox.record(session, RenovationProgressed(**progress_news(renovation, on=form.signed_on)))
    return renovation
