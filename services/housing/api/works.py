"""Door one: the works on a house, their inspections and defects."""

from typing import Annotated
from uuid import UUID

from fastapi import Path

from services.housing.api.renovation import DATED, RenovationId
from services.housing.api.renovation_views import renovation_shown
from services.housing.operations.house_money import release_stages as releasing
from services.housing.operations.renovation import cure_defect as curing
from services.housing.operations.renovation import finish_works as finishing
from services.housing.operations.renovation import inspect_works as inspecting
from services.housing.operations.renovation import start_works as starting
from services.housing.operations.renovation import stop_works as stopping
from services.housing.rules import renovation as rules
from services.housing.rules import works
from services.housing.rules.house_money import MoneyNotHeld
from services.housing.rules.household_question import HouseholdUnsettled
from services.housing.rules.renovation_file import PhotosMissing
from services.housing.schemas.renovation import CureDefect, DatedStep, InspectWorks, StopWorks
from services.housing.schemas.renovation_view import DefectView, InspectionView, RenovationView
from shared import clock
from shared.security import Principal, Role, may
from shared.service import Transaction, door, refuses

router = door("/renovations", "危房改造施工")
defects = door("/defects", "危房改造施工")

Officer = Annotated[Principal, may(Role.VILLAGE, Role.TOWN)]
Town = Annotated[Principal, may(Role.TOWN)]
DefectId = Annotated[UUID, Path(title="问题编号")]

STARTING = (*DATED, HouseholdUnsettled, works.NotTheBuildersWay, MoneyNotHeld)
FINISHING = (*DATED, works.StagesUninspected)
INSPECTING = (
    *DATED,
    works.NotTheBuildersWay,
    works.AnswersMissing,
    works.DefectsMissing,
    works.FlawAnsweredWell,
    works.CureDueBeforeFound,
    PhotosMissing,
)
"""What may refuse a beginning, an end and an inspection, by whichever door."""


@router.post(
    "/{renovation_id}/start",
    status_code=201,
    summary="开工或复工",
    responses=refuses(*STARTING),
)
async def start_works(renovation_id: RenovationId, form: DatedStep, session: Transaction, by: Officer) -> RenovationView:
    """补助分阶段拨付的，开工阶段随即请求发放。"""
    renovation = await starting.start_works(session, renovation_id, form, by=by, at=clock.now())
    await releasing.release_stages(session, renovation_id, by=by.subject, at=clock.now())
    return await renovation_shown(session, renovation)


@router.post("/{renovation_id}/stop", status_code=201, summary="停工", responses=refuses(*DATED, works.NotTheBuildersWay))
async def stop_works(renovation_id: RenovationId, form: StopWorks, session: Transaction, by: Officer) -> RenovationView:
    """冬季、汛期、质量安全问题，或户主去世、迁移、分户待明确。"""
    return await renovation_shown(session, await stopping.stop_works(session, renovation_id, form, by=by, at=clock.now()))


@router.post(
    "/{renovation_id}/inspections",
    status_code=201,
    summary="登记施工检查",
    responses=refuses(*INSPECTING),
)
async def inspect_works(renovation_id: RenovationId, form: InspectWorks, session: Transaction, by: Town) -> InspectionView:
    """“六个确保”、抗震和材料逐项回答；不合格的写明问题和整改期限，整改完才能验收。先上传这一阶段的照片。"""
    inspection = await inspecting.inspect_works(session, renovation_id, form, by=by, at=clock.now())
    await releasing.release_stages(session, renovation_id, by=by.subject, at=clock.now())
    return InspectionView.model_validate(inspection)


@defects.post(
    "/{defect_id}/cure",
    status_code=201,
    summary="登记整改",
    responses=refuses(
        works.NoSuchDefect, works.DefectCuredAlready, rules.RenovationStateForbids, works.WorksOutOfTime, rules.NoSuchRenovation
    ),
)
async def cure_defect(defect_id: DefectId, form: CureDefect, session: Transaction, by: Town) -> DefectView:
    defect = await curing.cure_defect(session, defect_id, form, by=by, at=clock.now())
    await releasing.release_stages(session, defect.renovation_id, by=by.subject, at=clock.now())
    return DefectView.model_validate(defect)


@router.post("/{renovation_id}/finish", status_code=201, summary="完工", responses=refuses(*FINISHING))
async def finish_works(renovation_id: RenovationId, form: DatedStep, session: Transaction, by: Officer) -> RenovationView:
    """各施工阶段都检查过的，登记完工，等待县区验收。"""
    renovation = await finishing.finish_works(session, renovation_id, form, by=by, at=clock.now())
    await releasing.release_stages(session, renovation_id, by=by.subject, at=clock.now())
    return await renovation_shown(session, renovation)
