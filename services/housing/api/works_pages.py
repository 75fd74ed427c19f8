"""The beginning, a stop and the end of works, and moving in where nobody builds, written on a telephone."""

from typing import Annotated

from fastapi import Request
from fastapi.responses import HTMLResponse

from services.housing.api.act_forms import (
    DESCRIPTION,
    FORM_LAWS,
    ActForm,
    Written,
    act_page,
    day_in,
    do_act,
    fields_of,
    file_photos,
    form_of,
)
from services.housing.api.renovation import DATED, RenovationId
from services.housing.api.renovation_household import MOVING_IN
from services.housing.api.works import FINISHING, STARTING
from services.housing.operations.house_money.release_stages import release_stages
from services.housing.operations.renovation.finish_works import finish_works
from services.housing.operations.renovation.house_household import house_household
from services.housing.operations.renovation.start_works import start_works
from services.housing.operations.renovation.stop_works import stop_works
from services.housing.rules import renovation as rules
from services.housing.rules.mode import BUILDS, MODE_NAMES, Mode
from services.housing.rules.occupancy import TENURE_NAMES
from services.housing.rules.renovation import Act
from services.housing.rules.renovation_paper import PaperKindAstray, Phase, PhasePhotoOnly, PhotoOutOfTime
from services.housing.rules.works import STAGE_NAMES, STAGES_OF, STOP_NAMES, Stage, StopWhy
from services.housing.schemas.renovation import DatedStep, HouseHousehold, StopWorks
from services.housing.store.renovation import get_renovation, list_stages_seen
from services.housing.tables import Renovation
from shared import clock
from shared.security import Principal, Role, may
from shared.service import Transaction, door, refuses
from shared.written_form import FormTicket

router = door("/renovations", "危房改造施工", kind=ActForm)

Officer = Annotated[Principal, may(Role.VILLAGE, Role.TOWN)]
Town = Annotated[Principal, may(Role.TOWN)]


async def _no_photos() -> None:
    """These acts ask for none."""


@router.get(
    "/{renovation_id}/start/page",
    summary="登记开工或复工（网页，手机可用）",
    response_class=HTMLResponse,
    responses=refuses(rules.NoSuchRenovation),
)
async def show_start_form(renovation_id: RenovationId, request: Request, session: Transaction, by: Officer) -> HTMLResponse:
    """停工后的复工同样在这里登记。"""
    return await _start_page(renovation_id, request, session, by, Written())


@router.post(
    "/{renovation_id}/start/page",
    summary="提交网页填写的开工或复工",
    description=DESCRIPTION,
    response_class=HTMLResponse,
    responses=refuses(*STARTING, *FORM_LAWS),
)
async def post_start(
    renovation_id: RenovationId, request: Request, session: Transaction, by: Officer, ticket: FormTicket
) -> HTMLResponse:
    async def act(fields: dict[str, str]) -> str:
        told = form_of(DatedStep, _dated(fields))
        goes_on = (await get_renovation(session, renovation_id)).stop_why is not None
        await start_works(session, renovation_id, told, by=by, at=clock.now())
        await release_stages(session, renovation_id, by=by.subject, at=clock.now())
        return "复工已登记" if goes_on else "开工已登记"

    written = await do_act(session, await request.form(), act, _no_photos)
    return await _start_page(renovation_id, request, session, by, written)


async def _start_page(
    renovation_id: RenovationId, request: Request, session: Transaction, by: Principal, written: Written
) -> HTMLResponse:
    one = await get_renovation(session, renovation_id)
    goes_on = one.stop_why is not None
    may_act = one.mode in BUILDS and one.state in rules.MOVES[Act.RESUMED if goes_on else Act.STARTED]
    stop = STOP_NAMES[one.stop_why] if one.stop_why else ""
    return await act_page("start_form.html", request, session, one, by, written, stop=stop, may_act=may_act)


@router.get(
    "/{renovation_id}/stop/page",
    summary="登记停工（网页，手机可用）",
    response_class=HTMLResponse,
    responses=refuses(rules.NoSuchRenovation),
)
async def show_stop_form(renovation_id: RenovationId, request: Request, session: Transaction, by: Officer) -> HTMLResponse:
    """冬季、汛期停工顺延工期，其他停工不顺延。"""
    return await _stop_page(renovation_id, request, session, by, Written())


@router.post(
    "/{renovation_id}/stop/page",
    summary="提交网页填写的停工",
    description=DESCRIPTION,
    response_class=HTMLResponse,
    responses=refuses(*DATED, *FORM_LAWS),
)
async def post_stop(
    renovation_id: RenovationId, request: Request, session: Transaction, by: Officer, ticket: FormTicket
) -> HTMLResponse:
    async def act(fields: dict[str, str]) -> str:
        told = form_of(StopWorks, _dated(fields) | {"why": fields.get("why", "")})
        await stop_works(session, renovation_id, told, by=by, at=clock.now())
        return f"停工已登记（{STOP_NAMES[told.why]}）"

    written = await do_act(session, await request.form(), act, _no_photos)
    return await _stop_page(renovation_id, request, session, by, written)


async def _stop_page(
    renovation_id: RenovationId, request: Request, session: Transaction, by: Principal, written: Written
) -> HTMLResponse:
    one = await get_renovation(session, renovation_id)
    may_act = one.mode in BUILDS and one.state in rules.MOVES[Act.STOPPED]
    reasons = {why: STOP_NAMES[why] for why in StopWhy}
    return await act_page("stop_form.html", request, session, one, by, written, reasons=reasons, may_act=may_act)


@router.get(
    "/{renovation_id}/finish/page",
    summary="登记完工（网页，手机可用）",
    response_class=HTMLResponse,
    responses=refuses(rules.NoSuchRenovation),
)
async def show_finish_form(renovation_id: RenovationId, request: Request, session: Transaction, by: Officer) -> HTMLResponse:
    """各施工阶段都检查过的才能登记；改造后的照片可以随表提交。"""
    return await _finish_page(await get_renovation(session, renovation_id), request, session, by, Written())


@router.post(
    "/{renovation_id}/finish/page",
    summary="提交网页填写的完工",
    description=DESCRIPTION,
    response_class=HTMLResponse,
    responses=refuses(*FINISHING, PaperKindAstray, PhasePhotoOnly, PhotoOutOfTime, *FORM_LAWS),
)
async def post_finish(
    renovation_id: RenovationId, request: Request, session: Transaction, by: Officer, ticket: FormTicket
) -> HTMLResponse:
    form = await request.form()
    renovation = await get_renovation(session, renovation_id)

    async def photos() -> None:
        day, sent = day_in(fields_of(form), "on"), form.getlist("photos")
        await file_photos(session, renovation, sent, Phase.DURING, Stage.FINISH, taken_on=day, by=by)

    async def act(fields: dict[str, str]) -> str:
        await finish_works(session, renovation_id, form_of(DatedStep, _dated(fields)), by=by, at=clock.now())
        await release_stages(session, renovation_id, by=by.subject, at=clock.now())
        return "完工已登记，等待县区验收"

    written = await do_act(session, form, act, photos)
    return await _finish_page(await get_renovation(session, renovation_id), request, session, by, written)


async def _finish_page(one: Renovation, request: Request, session: Transaction, by: Principal, written: Written) -> HTMLResponse:
    seen = await list_stages_seen(session, one.id)
    unseen = [STAGE_NAMES[stage] for stage in STAGES_OF.get(one.mode, ()) if stage not in seen]
    may_act = one.mode in BUILDS and one.state in rules.MOVES[Act.FINISHED]
    return await act_page("finish_form.html", request, session, one, by, written, unseen=unseen, may_act=may_act)


@router.get(
    "/{renovation_id}/moving-in/page",
    summary="登记入住（网页，手机可用）",
    response_class=HTMLResponse,
    responses=refuses(rules.NoSuchRenovation),
)
async def show_moving_in_form(renovation_id: RenovationId, request: Request, session: Transaction, by: Town) -> HTMLResponse:
    """集中供养、租赁和安置的，住到了哪里；住进在册住房的填住房标识。"""
    return await _moving_in_page(renovation_id, request, session, by, Written())


@router.post(
    "/{renovation_id}/moving-in/page",
    summary="提交网页填写的入住",
    description=DESCRIPTION,
    response_class=HTMLResponse,
    responses=refuses(*MOVING_IN, *FORM_LAWS),
)
async def post_moving_in(
    renovation_id: RenovationId, request: Request, session: Transaction, by: Town, ticket: FormTicket
) -> HTMLResponse:
    async def act(fields: dict[str, str]) -> str:
        told = {name: fields[name] for name in ("house_id", "elsewhere", "tenure") if fields.get(name)}
        await house_household(session, renovation_id, form_of(HouseHousehold, _dated(fields) | told), by=by, at=clock.now())
        return "入住已登记，原住房的居住登记随之终止"

    written = await do_act(session, await request.form(), act, _no_photos)
    return await _moving_in_page(renovation_id, request, session, by, written)


async def _moving_in_page(
    renovation_id: RenovationId, request: Request, session: Transaction, by: Principal, written: Written
) -> HTMLResponse:
    one = await get_renovation(session, renovation_id)
    may_act = one.mode not in BUILDS and one.state in rules.MOVES[Act.HOUSED]
    into_house = one.mode is not Mode.COLLECTIVE_CARE
    shown = {"mode_name": MODE_NAMES[one.mode], "into_house": into_house, "tenures": TENURE_NAMES}
    return await act_page("moving_in_form.html", request, session, one, by, written, may_act=may_act, **shown)


def _dated(fields: dict[str, str]) -> dict[str, str]:
    return {"on": fields.get("on", ""), "said": fields.get("said", "")}
