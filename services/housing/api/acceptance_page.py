"""The acceptance of finished works, written on a telephone in front of the house, the photos of after with it."""

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
    told_in,
)
from services.housing.api.renovation import ACCEPTING, RenovationId
from services.housing.operations.renovation.accept_renovation import accept_renovation
from services.housing.rules import renovation as rules
from services.housing.rules.floor_area import floor_limit
from services.housing.rules.house import CONDITION_NAMES, PART_NAMES, VIEW_NAMES
from services.housing.rules.mode import BUILDS, Mode
from services.housing.rules.renovation_file import photos_asked, unsafe_parts
from services.housing.rules.renovation_paper import PaperKindAstray, Phase, PhasePhotoOnly, PhotoOutOfTime
from services.housing.rules.structure import STRUCTURE_NAMES
from services.housing.schemas.renovation import AcceptRenovation
from services.housing.store.file_policy import get_file_policy
from services.housing.store.help_policy import get_help_policy_named
from services.housing.store.house_money import find_money
from services.housing.store.renovation import get_renovation
from services.housing.store.renovation_paper import list_kept
from services.housing.store.survey import get_survey
from services.housing.tables import Renovation
from shared import clock
from shared.money import yuan
from shared.security import Principal, Role, may
from shared.service import Transaction, door, refuses
from shared.written_form import FormTicket

router = door("/renovations", "危房改造", kind=ActForm)

County = Annotated[Principal, may(Role.COUNTY)]


@router.get(
    "/{renovation_id}/acceptance/page",
    summary="登记竣工验收（网页，手机可用）",
    response_class=HTMLResponse,
    responses=refuses(rules.NoSuchRenovation),
)
async def show_acceptance_form(renovation_id: RenovationId, request: Request, session: Transaction, by: County) -> HTMLResponse:
    """逐个部位登记所见，填面积和实际支出；改造后的照片随表提交，补助由平台按标准算出。"""
    return await _page(await get_renovation(session, renovation_id), request, session, by, Written())


@router.post(
    "/{renovation_id}/acceptance/page",
    summary="提交网页填写的竣工验收",
    description=DESCRIPTION,
    response_class=HTMLResponse,
    responses=refuses(*ACCEPTING, PaperKindAstray, PhasePhotoOnly, PhotoOutOfTime, *FORM_LAWS),
)
async def post_acceptance(
    renovation_id: RenovationId, request: Request, session: Transaction, by: County, ticket: FormTicket
) -> HTMLResponse:
    form = await request.form()
    renovation = await get_renovation(session, renovation_id)

    async def photos() -> None:
        day = day_in(fields_of(form), "accepted_on")
        for view in VIEW_NAMES:
            await file_photos(session, renovation, form.getlist(f"photo-{view}"), Phase.AFTER, view, taken_on=day, by=by)

    async def act(fields: dict[str, str]) -> str:
        told = form_of(AcceptRenovation, told_in(AcceptRenovation, fields))
        acceptance = await accept_renovation(session, renovation_id, told, by=by, at=clock.now())
        return f"验收合格，住房评为 {acceptance.grade} 级，补助 {yuan(acceptance.subsidy_fen)} 元，已请求发放到户"

    written = await do_act(session, form, act, photos)
    return await _page(await get_renovation(session, renovation_id), request, session, by, written)


async def _page(renovation: Renovation, request: Request, session: Transaction, by: Principal, written: Written) -> HTMLResponse:
    survey = await get_survey(session, renovation.survey_id)
    policy = get_help_policy_named(renovation.policy)
    asks = get_file_policy(renovation.region, renovation.applied_on)
    asked = photos_asked(asks, rules.Act.ACCEPTED, renovation.mode, unsafe=unsafe_parts(survey.parts))
    kept = await list_kept(session, renovation)
    since = renovation.finished_on
    there = {each.kind for each in kept if each.phase is Phase.AFTER and (since is None or each.on >= since)}
    money = await find_money(session, renovation.id)
    return await act_page(
        "acceptance_form.html",
        request,
        session,
        renovation,
        by,
        written,
        parts=PART_NAMES,
        conditions=CONDITION_NAMES,
        structures=STRUCTURE_NAMES,
        views=[(view, name, (Phase.AFTER, view.value) in asked, view in there) for view, name in VIEW_NAMES.items()],
        limit=floor_limit(policy, renovation.persons) if renovation.mode is Mode.REBUILD else None,
        budget_code=money.budget_code if money else "housing",
        may_act=renovation.state in rules.MOVES[rules.Act.ACCEPTED] and renovation.mode in BUILDS,
    )
