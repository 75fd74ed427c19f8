"""Plan a patient's treatment (一户一案、一人一法): a doctor, and steps with their days."""

from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.medical.rules.health import file as rules
from services.medical.rules.health.programme import Kind
from services.medical.schemas.health.care import PlanTreatment
from services.medical.store.health import contents, files
from services.medical.tables import HealthStep
from shared.security import Principal
from shared.vault import seal

LATEST_AHEAD_YEARS = 10


async def plan_treatment(
    session: AsyncSession, form: PlanTreatment, *, file_id: UUID, by: Principal, on: date
) -> list[HealthStep]:
    """New steps follow those that are there; a plan is added to, never rewritten.

    Raises NoSuchHealthFile, FileClosed, NotForThisProgramme, PlanTooLong, DayNotPossible.
    """
    file = await files.lock_file(session, file_id)
    last = await contents.last_step_no(session, file)

    rules.must_be_open(file.closed_on)
    rules.must_be_of_kind(file.kind, Kind.TREATMENT)
    rules.must_stay_readable(last + len(form.steps))
    latest = date(on.year + LATEST_AHEAD_YEARS, 12, 31)
    for at, step in enumerate(form.steps):
        rules.must_fall_between(f"/steps/{at}/due_on", file.diagnosed_on, step.due_on, latest)

    file.doctor = form.doctor
    session.add(file)
    steps = [
        HealthStep(
            file_id=file.id,
            region=file.region,
            no=no,
            what_sealed=seal(step.what),
            doctor=step.doctor or form.doctor,
            is_treatment=step.is_treatment,
            due_on=step.due_on,
        )
        for no, step in enumerate(form.steps, last + 1)
    ]
    session.add_all(steps)
    return steps
