from datetime import date, datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.awaited_step import Matter, Step
from services.housing.rules.house_money import stages_must_be_paid
from services.housing.rules.household_question import must_be_settled
from services.housing.rules.money_policy import StageAt
from services.housing.rules.renovation import Act, move, must_be_paid
from services.housing.rules.renovation_file import contents, must_be_whole, unsafe_parts
from services.housing.rules.works import must_be_between, visits_after
from services.housing.schemas.renovation import DatedStep
from services.housing.schemas.renovation_told import progress_news
from services.housing.store.acceptance import get_acceptance
from services.housing.store.awaited_step import await_steps, new_step
from services.housing.store.file_policy import get_file_policy
from services.housing.store.help_policy import get_help_policy_named
from services.housing.store.house_money import find_money, list_stages
from services.housing.store.renovation import add_event, lock_renovation
from services.housing.store.renovation_paper import list_kept
from services.housing.store.renovation_step import follow_renovation
from services.housing.store.survey import get_survey
from services.housing.tables import Renovation
from shared import outbox
from shared.clock import china
from shared.events.housing import RenovationProgressed
from shared.security import Principal


async def close_file(session: AsyncSession, renovation_id: UUID, form: DatedStep, *, by: Principal, at: datetime) -> Renovation:
    """The household has its money and the file is whole: it is closed, and the days of the return visits stand. What is kept back
    until one of them is no hindrance.

    Raises NoSuchRenovation, RenovationStateForbids, HouseholdUnsettled, SubsidyNotPaid, WorksOutOfTime, FileIncomplete.
    """
    renovation = await lock_renovation(session, renovation_id)
    acceptance = await get_acceptance(session, renovation.acceptance_id) if renovation.acceptance_id else None
    survey, kept = await get_survey(session, renovation.survey_id), await list_kept(session, renovation)
    asks = get_file_policy(renovation.region, renovation.applied_on)
    money = await find_money(session, renovation_id)
    stages = await list_stages(session, money.id) if money else []

    state = move(renovation.state, Act.CLOSED, renovation.mode)
    must_be_settled(renovation.asks)
    must_be_paid(acceptance.subsidy if acceptance else None)
    stages_must_be_paid((stage.title, stage.state) for stage in stages if stage.at is not StageAt.VISITED)
    must_be_between(form.on, since=renovation.finished_on, today=china(at).date(), pointer="/on")
    must_be_whole(contents(asks, renovation.mode, kept, unsafe=unsafe_parts(survey.parts)))

    renovation.state, renovation.closed_on = state, form.on
    months = get_help_policy_named(renovation.policy).visits.months
    renovation.visits_due = [day.isoformat() for day in visits_after(form.on, months)]
    add_event(session, renovation, Act.CLOSED, on=form.on, by=by.subject, at=at, said=form.said)
    session.add(renovation)
    await session.flush()
    visits = [
        new_step(
            Matter.VISIT,
            renovation.id,
            Step.VISIT,
            region=renovation.region,
            since=day,
            renovation_id=renovation.id,
            number=renovation.number,
        )
        for day in map(date.fromisoformat, renovation.visits_due)
    ]

    today = china(at).date()
    await follow_renovation(session, renovation, on=today)
    await await_steps(session, visits)

    await outbox.record(session, RenovationProgressed(**progress_news(renovation, on=form.on)))
    return renovation
