"""Take over what the national system says of a household, marked as its answer and not as a judging of ours."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.poverty import AnswerInTheFuture, NothingNew, StateOfAnotherAxis, StateOrigin, axis_of
from services.registry.schemas.feed import enrolment
from services.registry.schemas.procedure import RecordNationalAnswer
from services.registry.store import household as households
from services.registry.store import procedure as procedures
from services.registry.store.paper import check_papers
from services.registry.store.standing_class import follow_state
from services.registry.tables import PovertyEntry
from shared import clock, outbox
from shared.events.registry import HouseholdStateChanged, PersonEnrolled


async def record_national_answer(
    session: AsyncSession, form: RecordNationalAnswer, *, household_id: UUID, by: str
) -> PovertyEntry:
    """The national system is the truth of who is in the register: any state may follow any other, with its record named.

    Raises NoSuchHousehold, StateOfAnotherAxis, AnswerInTheFuture, NothingNew or PaperNotOfHousehold.
    """
    household = await households.get_household(session, household_id)
    await procedures.lock_household(session, str(household_id))
    current = await procedures.current_states(session, household_id)
    history = await procedures.list_entries(session, household_id)

    if axis_of(form.state) is not form.axis:
        raise StateOfAnotherAxis(pointer="/state")
    newest = max((entry.since_on for entry in history if entry.axis is form.axis), default=form.since_on)
    if not newest <= form.since_on <= clock.today():
        raise AnswerInTheFuture(pointer="/since_on", from_on=newest.isoformat(), to_on=clock.today().isoformat())
    if current.get(form.axis) is form.state:
        raise NothingNew(pointer="/state")
    await check_papers(session, household_id, [paper.attachment_id for paper in form.papers], pointer="/papers")

    entry = PovertyEntry(
        household_id=household.id,
        region=household.region,
        axis=form.axis,
        state=form.state,
        since_on=form.since_on,
        origin=StateOrigin.NATIONAL,
        national_reference=form.national_reference,
        by=by,
        why=form.why,
        papers=[paper.model_dump(mode="json") for paper in form.papers],
        recorded_at=clock.now(),
    )
    await procedures.add_entry(session, entry)
    known_as = await follow_state(session, entry, at=entry.recorded_at)

    await outbox.record(
        session,
        HouseholdStateChanged(
            household_id=entry.household_id,
            region=entry.region,
            axis=entry.axis,
            state=entry.state,
            since_on=entry.since_on,
            origin=entry.origin,
        ),
        *(PersonEnrolled(**enrolment(person, day)) for person, day in known_as.values()),
    )
    return entry
