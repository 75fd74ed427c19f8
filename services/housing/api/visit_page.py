"""Short acts of a renovation, written on a telephone: a defect that was cured, and a return visit."""

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
from services.housing.api.renovation import RenovationId
from services.housing.api.works import DefectId
from services.housing.operations.house_money.release_stages import release_stages
from services.housing.operations.renovation.cure_defect import cure_defect
from services.housing.operations.renovation.visit_again import visit_again
from services.housing.rules import renovation as rules
from services.housing.rules import works
from services.housing.rules.house import VIEW_NAMES
from services.housing.rules.house_money import WhatIsWrongMissing
from services.housing.rules.renovation_paper import PaperKindAstray, Phase, PhasePhotoOnly, PhotoOutOfTime
from services.housing.rules.works import ASSURANCE_NAMES
from services.housing.schemas.renovation import CureDefect, VisitAgain
from services.housing.store.renovation import get_defect, get_inspection, get_renovation
from shared import clock
from shared.security import Principal, Role, may
from shared.service import Transaction, door, refuses
from shared.written_form import FormTicket

visits = door("/renovations", "危房改造", kind=ActForm)
cures = door("/defects", "危房改造施工", kind=ActForm)

Officer = Annotated[Principal, may(Role.VILLAGE, Role.TOWN)]
Town = Annotated[Principal, may(Role.TOWN)]


async def _no_photos() -> None:
    """A visit asks for none."""


@visits.get(
    "/{renovation_id}/visit/page",
    summary="登记回访（网页，手机可用）",
    response_class=HTMLResponse,
    responses=refuses(rules.NoSuchRenovation),
)
async def show_visit_form(renovation_id: RenovationId, request: Request, session: Transaction, by: Officer) -> HTMLResponse:
    """住房是否仍然完好；有问题的写明。"""
    return await _visit(renovation_id, request, session, by, Written())


@visits.post(
    "/{renovation_id}/visit/page",
    summary="提交网页填写的回访",
    description=DESCRIPTION,
    response_class=HTMLResponse,
    responses=refuses(rules.NoSuchRenovation, rules.RenovationStateForbids, works.WorksOutOfTime, WhatIsWrongMissing, *FORM_LAWS),
)
async def post_visit(
    renovation_id: RenovationId, request: Request, session: Transaction, by: Officer, ticket: FormTicket
) -> HTMLResponse:
    async def act(fields: dict[str, str]) -> str:
        is_sound = {"yes": True, "no": False}.get(fields.get("is_sound", ""), "")
        told = form_of(VisitAgain, {"on": fields.get("on", ""), "said": fields.get("said", ""), "is_sound": is_sound})
        await visit_again(session, renovation_id, told, by=by, at=clock.now(), is_sound=told.is_sound)
        await release_stages(session, renovation_id, by=by.subject, at=clock.now())
        return "回访已登记，住房完好" if told.is_sound else "回访已登记，问题已写明；整改后请再次回访"

    written = await do_act(session, await request.form(), act, _no_photos)
    return await _visit(renovation_id, request, session, by, written)


async def _visit(
    renovation_id: RenovationId, request: Request, session: Transaction, by: Principal, written: Written
) -> HTMLResponse:
    one = await get_renovation(session, renovation_id)
    return await act_page(
        "visit_form.html", request, session, one, by, written, may_act=one.state in rules.MOVES[rules.Act.VISITED]
    )


@cures.get(
    "/{defect_id}/cure/page",
    summary="登记整改（网页，手机可用）",
    response_class=HTMLResponse,
    responses=refuses(works.NoSuchDefect, rules.NoSuchRenovation),
)
async def show_cure_form(defect_id: DefectId, request: Request, session: Transaction, by: Town) -> HTMLResponse:
    """问题怎样整改的，哪一天复查合格；整改后的照片随表提交。"""
    return await _cure(defect_id, request, session, by, Written())


@cures.post(
    "/{defect_id}/cure/page",
    summary="提交网页填写的整改",
    description=DESCRIPTION,
    response_class=HTMLResponse,
    responses=refuses(
        works.NoSuchDefect,
        works.DefectCuredAlready,
        rules.RenovationStateForbids,
        works.WorksOutOfTime,
        works.NoSuchInspection,
        PaperKindAstray,
        PhasePhotoOnly,
        PhotoOutOfTime,
        *FORM_LAWS,
    ),
)
async def post_cure(defect_id: DefectId, request: Request, session: Transaction, by: Town, ticket: FormTicket) -> HTMLResponse:
    form = await request.form()
    defect = await get_defect(session, defect_id)
    renovation = await get_renovation(session, defect.renovation_id)
    look = await get_inspection(session, renovation.id, defect.inspection_id)

    async def photos() -> None:
        day = day_in(fields_of(form), "on")
        is_over = renovation.finished_on is not None and day is not None and day > renovation.finished_on
        phase, kind = (Phase.AFTER, fields_of(form).get("view", "")) if is_over else (Phase.DURING, look.stage.value)
        await file_photos(session, renovation, form.getlist("photos"), phase, kind, taken_on=day, by=by)

    async def act(fields: dict[str, str]) -> str:
        told = form_of(CureDefect, {name: fields.get(name, "") for name in ("on", "cure")})
        defect = await cure_defect(session, defect_id, told, by=by, at=clock.now())
        await release_stages(session, defect.renovation_id, by=by.subject, at=clock.now())
        return "整改已登记"

    written = await do_act(session, form, act, photos)
    return await _cure(defect_id, request, session, by, written)


async def _cure(defect_id: DefectId, request: Request, session: Transaction, by: Principal, written: Written) -> HTMLResponse:
    defect = await get_defect(session, defect_id)
    one = await get_renovation(session, defect.renovation_id)
    may_act = defect.cured_on is None and one.state in rules.MOVES[rules.Act.CURED]
    shown = {"assurance": ASSURANCE_NAMES[defect.assurance], "views": VIEW_NAMES if one.finished_on else {}}
    return await act_page("cure_form.html", request, session, one, by, written, defect=defect, may_act=may_act, **shown)
