from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.rules.awaited_step import Matter, Step
from services.housing.rules.renovation import Act, move
from services.housing.rules.renovation_file import must_have_photos
from services.housing.rules.works import STAGE_NAMES, must_answer, must_be_between, must_be_built
from services.housing.schemas.renovation import InspectWorks
from services.housing.store.awaited_step import await_steps, new_step
from services.housing.store.file_policy import get_file_policy
from services.housing.store.renovation import add_event, lock_renovation
from services.housing.store.renovation_paper import list_kept
from services.housing.tables import Defect, Inspection
from shared.clock import china
from shared.security import Principal


async def inspect_works(
    session: AsyncSession, renovation_id: UUID, form: InspectWorks, *, by: Principal, at: datetime
) -> Inspection:
    """A look at the works, every assurance answered; whatever is not in order is a defect with its day.

    Raises NoSuchRenovation, NotTheBuildersWay, RenovationStateForbids, WorksOutOfTime, AnswersMissing, DefectsMissing,
    FlawAnsweredWell, CureDueBeforeFound, PhotosMissing.
    """
    renovation = await lock_renovation(session, renovation_id)
    kept = await list_kept(session, renovation)

    must_be_built(renovation.mode)
    move(renovation.state, Act.INSPECTED, renovation.mode)
    must_be_between(form.inspected_on, since=renovation.started_on, today=china(at).date(), pointer="/inspected_on")
    must_answer(form.answers, form.flaws, on=form.inspected_on)
    asks = get_file_policy(renovation.region, renovation.applied_on)
    must_have_photos(asks, Act.INSPECTED, renovation.mode, kept, stage=form.stage)

    inspection = Inspection(
        renovation_id=renovation.id,
        region=renovation.region,
        stage=form.stage,
        inspected_on=form.inspected_on,
        answers={each.value: answer for each, answer in form.answers.items()},
        inspectors=form.inspectors,
        entered_by=by.subject,
    )
    session.add(inspection)
    await session.flush()
    defects = [
        Defect(
            inspection_id=inspection.id,
            renovation_id=renovation.id,
            region=renovation.region,
            assurance=flaw.assurance,
            what=flaw.what,
            due_on=flaw.due_on,
        )
        for flaw in form.flaws
    ]
    session.add_all(defects)
    said = f"{STAGE_NAMES[form.stage]}，" + (f"发现{len(form.defects)}个问题" if form.defects else "合格")
    add_event(session, renovation, Act.INSPECTED, on=form.inspected_on, by=by.subject, at=at, said=said)
    await session.flush()
    cures = [
        new_step(
            Matter.DEFECT,
            defect.id,
            Step.CURE,
            region=renovation.region,
            since=form.inspected_on,
            due_on=defect.due_on,
            is_told_late=True,
            renovation_id=renovation.id,
            number=renovation.number,
        )
        for defect in defects
    ]

    await await_steps(session, cures)
    return inspection
