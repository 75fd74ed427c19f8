"""A look at the works, written on a telephone at the house: every assurance answered, the stage's photos with it."""

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
from services.housing.api.works import INSPECTING
from services.housing.operations.house_money.release_stages import release_stages
from services.housing.operations.renovation.inspect_works import inspect_works
from services.housing.rules import renovation as rules
from services.housing.rules.renovation_paper import PaperKindAstray, Phase, PhasePhotoOnly, PhotoOutOfTime
from services.housing.rules.works import ASSURANCE_NAMES, STAGE_NAMES, STAGES_OF, Assurance
from services.housing.schemas.renovation import InspectWorks
from services.housing.store.renovation import get_renovation, list_stages_seen
from services.housing.store.renovation_paper import list_kept
from services.housing.tables import Renovation
from shared import clock
from shared.security import Principal, Role, may
from shared.service import Transaction, door, refuses
from shared.written_form import FormTicket

router = door("/renovations", "危房改造施工", kind=ActForm)

Town = Annotated[Principal, may(Role.TOWN)]


@router.get(
    "/{renovation_id}/inspection/page",
    summary="登记施工检查（网页，手机可用）",
    response_class=HTMLResponse,
    responses=refuses(rules.NoSuchRenovation),
)
async def show_inspection_form(renovation_id: RenovationId, request: Request, session: Transaction, by: Town) -> HTMLResponse:
    """逐项选合格或不合格，不合格的写问题和整改期限；照片随表提交。"""
    return await _page(await get_renovation(session, renovation_id), request, session, by, Written())


@router.post(
    "/{renovation_id}/inspection/page",
    summary="提交网页填写的施工检查",
    description=DESCRIPTION,
    response_class=HTMLResponse,
    responses=refuses(*INSPECTING, PaperKindAstray, PhasePhotoOnly, PhotoOutOfTime, *FORM_LAWS),
)
async def post_inspection(
    renovation_id: RenovationId, request: Request, session: Transaction, by: Town, ticket: FormTicket
) -> HTMLResponse:
    form = await request.form()
    renovation = await get_renovation(session, renovation_id)

    async def photos() -> None:
        fields = fields_of(form)
        if fields.get("stage") in STAGE_NAMES:
            day = day_in(fields, "inspected_on")
            sent = form.getlist("photos")
            await file_photos(session, renovation, sent, Phase.DURING, fields["stage"], taken_on=day, by=by)

    async def act(fields: dict[str, str]) -> str:
        told = form_of(InspectWorks, _told(fields))
        await inspect_works(session, renovation_id, told, by=by, at=clock.now())
        await release_stages(session, renovation_id, by=by.subject, at=clock.now())
        found = f"发现 {len(told.defects)} 个问题，到期前整改" if told.defects else "全部合格"
        return f"{STAGE_NAMES[told.stage]}检查已登记，{found}"

    written = await do_act(session, form, act, photos)
    return await _page(await get_renovation(session, renovation_id), request, session, by, written)


def _told(fields: dict[str, str]) -> dict[str, object]:
    """As the command wants it: an answer for each that was ticked, a defect for each that is not in order."""
    answers = {each: fields[f"is-{each}"] == "yes" for each in Assurance if fields.get(f"is-{each}") in ("yes", "no")}
    defects = [
        {"assurance": each, "what": fields[f"what-{each}"], "due_on": fields.get(f"due-{each}", "")}
        for each, is_well in answers.items()
        if not is_well and fields.get(f"what-{each}")
    ]
    kept = {name: fields.get(name, "") for name in ("stage", "inspected_on", "inspectors")}
    return kept | {"answers": answers, "defects": defects}


async def _page(renovation: Renovation, request: Request, session: Transaction, by: Principal, written: Written) -> HTMLResponse:
    seen = await list_stages_seen(session, renovation.id)
    shown = {each.kind for each in await list_kept(session, renovation) if each.phase is Phase.DURING}
    stages = STAGES_OF.get(renovation.mode, ())
    return await act_page(
        "inspection_form.html",
        request,
        session,
        renovation,
        by,
        written,
        stages=[(stage, STAGE_NAMES[stage], stage in seen, stage in shown) for stage in stages],
        stage=written["stage"] or next((stage.value for stage in stages if stage not in seen), ""),
        assurances=ASSURANCE_NAMES,
        may_act=renovation.state in rules.MOVES[rules.Act.INSPECTED] and bool(stages),
    )
