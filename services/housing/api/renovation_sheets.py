"""The papers of a renovation that are printed and signed: agreement, record of inspections, acceptance sheet, file."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query, Response

from services.housing.api.acceptance import accepted
from services.housing.api.attachment import shown
from services.housing.api.photo_views import works_shown
from services.housing.api.renovation import Reader, RenovationId
from services.housing.api.renovation_views import file_contents, renovation_shown
from services.housing.operations.paper import show_thumbnail as showing
from services.housing.rules.help import Applicant
from services.housing.rules.renovation import NoSuchRenovation
from services.housing.rules.renovation_paper import Phase, spoken
from services.housing.rules.structure import STRUCTURE_NAMES
from services.housing.rules.subsidy import Subsidy, subsidy
from services.housing.rules.works import NoSuchInspection, NotTheBuildersWay, Stage, must_be_built
from services.housing.schemas.acceptance import AcceptanceView
from services.housing.schemas.acceptance_sheet import acceptance_of
from services.housing.schemas.agreement_sheet import agreement_of
from services.housing.schemas.file_sheet import file_of
from services.housing.schemas.inspection_sheet import inspection_of
from services.housing.schemas.renovation_page import PhotoShown
from services.housing.schemas.renovation_sheet import Code, Told
from services.housing.schemas.renovation_view import InspectionView
from services.housing.store.acceptance import get_acceptance
from services.housing.store.contractor import get_contractor
from services.housing.store.help_policy import get_help_policy_named
from services.housing.store.house import get_house
from services.housing.store.household import find_household
from services.housing.store.renovation import get_inspection, get_renovation
from services.housing.store.renovation_paper import list_file
from services.housing.store.survey import get_survey
from services.housing.tables import Renovation
from shared import clock, sheets
from shared.attachments import AS_PDF
from shared.clock import china
from shared.security import Principal, Role
from shared.service import Transaction, door, refuses
from shared.settings import current

router = door("/renovations", "危房改造")

COPIES_LIMIT = 8
PAIRS_ON_THE_SHEET = 2

InspectionId = Annotated[UUID, Path(title="检查编号")]
Copies = Annotated[int | None, Query(title="份数", description="不填的为签订各方各一份、档案一份", ge=1, le=COPIES_LIMIT)]


@router.get(
    "/{renovation_id}/agreement.pdf",
    summary="改造协议书（可打印的 PDF）",
    response_class=Response,
    responses=AS_PDF | refuses(NoSuchRenovation),
)
async def print_agreement(renovation_id: RenovationId, session: Transaction, by: Reader, copies: Copies = None) -> Response:
    """一式几份；签订之前的留空待填，审批没有完成的注明暂不签订。户主姓名由本人填写，平台不存。"""
    renovation = await get_renovation(session, renovation_id)
    told = await _told(session, renovation)
    promised = _brought(told, renovation, None)
    values = agreement_of(told, promised, _for_household(renovation), copies=copies)
    return await _printed("agreement", values, renovation)


@router.get(
    "/{renovation_id}/inspection.pdf",
    summary="施工检查记录表（空白，可打印的 PDF）",
    response_class=Response,
    responses=AS_PDF | refuses(NoSuchRenovation, NotTheBuildersWay),
)
async def print_blank_inspection(
    renovation_id: RenovationId,
    session: Transaction,
    by: Reader,
    stage: Annotated[Stage | None, Query(title="施工阶段", description="不填的到现场勾选")] = None,
) -> Response:
    """带到现场填写；以前发现、尚未整改的问题列在后面，逐项复查。"""
    renovation = await get_renovation(session, renovation_id)
    must_be_built(renovation.mode)
    told = await _told(session, renovation)
    values = inspection_of(told, _for_officers(renovation), stage=stage, look=None, photos=0)
    return await _printed("inspection", values, renovation)


@router.get(
    "/{renovation_id}/inspections/{inspection_id}/sheet.pdf",
    summary="施工检查记录表（已登记的一次，可打印的 PDF）",
    response_class=Response,
    responses=AS_PDF | refuses(NoSuchRenovation, NoSuchInspection),
)
async def print_inspection(
    renovation_id: RenovationId, inspection_id: InspectionId, session: Transaction, by: Reader
) -> Response:
    renovation = await get_renovation(session, renovation_id)
    look = InspectionView.model_validate(await get_inspection(session, renovation_id, inspection_id))
    own = await list_file(session, renovation)
    photos = sum(each.phase is Phase.DURING and each.kind == look.stage for each in own)
    told = await _told(session, renovation)
    values = inspection_of(told, _for_officers(renovation), stage=None, look=look, photos=photos)
    return await _printed("inspection", values, renovation)


@router.get(
    "/{renovation_id}/acceptance.pdf",
    summary="竣工验收表（可打印的 PDF）",
    response_class=Response,
    responses=AS_PDF | refuses(NoSuchRenovation, NotTheBuildersWay),
)
async def print_acceptance(renovation_id: RenovationId, session: Transaction, by: Reader) -> Response:
    """各部位改造前后、面积与限度、造价、补助与来源、等级、照片，签字盖章用；验收之前的留空，带到现场填写。"""
    renovation = await get_renovation(session, renovation_id)
    must_be_built(renovation.mode)
    told = await _told(session, renovation)
    row = await get_acceptance(session, renovation.acceptance_id) if renovation.acceptance_id else None
    acceptance = accepted(row) if row else None
    survey = await get_survey(session, renovation.survey_id)
    values = acceptance_of(
        told,
        acceptance,
        _brought(told, renovation, acceptance),
        _for_household(renovation),
        parts_before=survey.parts,
        parts_after=row.parts if row else {},
        photos=await _pictures(session, renovation, by),
    )
    return await _printed("acceptance", values, renovation)


@router.get(
    "/{renovation_id}/file.pdf",
    summary="农户档案封面和目录（可打印的 PDF）",
    response_class=Response,
    responses=AS_PDF | refuses(NoSuchRenovation),
)
async def print_file(renovation_id: RenovationId, session: Transaction, by: Reader) -> Response:
    """一户一档：应有的材料、已有的份数和所缺的，以及平台上的电子材料。"""
    renovation = await get_renovation(session, renovation_id)
    papers = [
        {"title": each.title, "kind": spoken(each.phase, each.kind), "filed_on": f"{china(each.filed_at).date()}"}
        for each in await list_file(session, renovation)
    ]
    told = await _told(session, renovation)
    values = file_of(told, await file_contents(session, renovation), papers, _for_officers(renovation))
    return await _printed("household_file", values, renovation)


async def _printed(template: str, values: dict[str, object], renovation: Renovation) -> Response:
    return shown(await sheets.pdf("housing", f"{template}.typ", values, at=clock.now()), f"{renovation.number}-{template}.pdf")


async def _told(session: Transaction, renovation: Renovation) -> Told:
    house = await get_house(session, renovation.house_id)
    household = await find_household(session, renovation.household_id)
    contractor = await get_contractor(session, renovation.contractor_id) if renovation.contractor_id else None
    return Told(
        one=await renovation_shown(session, renovation),
        policy=get_help_policy_named(renovation.policy),
        house=house.number,
        address=house.address,
        structure=STRUCTURE_NAMES[house.structure] if house.structure else "结构未登记",
        household=(household.code or "") if household else "",
        builder=contractor.name if contractor else "户主自建" if renovation.signed_on else "",
        builder_told=f"证号 {contractor.licence}" if contractor else "",
    )


def _brought(told: Told, renovation: Renovation, acceptance: AcceptanceView | None) -> Subsidy:
    applicant = Applicant(renovation.grade, frozenset(renovation.groups), renovation.persons, renovation.oldest)
    cost, area = (acceptance.cost_fen, acceptance.area_m2) if acceptance else (None, None)
    return subsidy(told.policy, applicant, renovation.mode, cost_fen=cost, area_m2=area)


def _for_household(renovation: Renovation) -> Code:
    """What the household keeps leads to where everybody may read: the notices of its village."""
    address = f"{current().base_url.rstrip('/')}/funds/notices/page?region={renovation.region}"
    return Code(sheets.qr_code(address), "扫码看本村公示，不必登录")


def _for_officers(renovation: Renovation) -> Code:
    address = f"{current().base_url.rstrip('/')}/housing/renovations/{renovation.id}/page"
    return Code(sheets.qr_code(address), "工作人员扫码查看，需登录")


async def _pictures(session: Transaction, renovation: Renovation, by: Principal) -> list[list[dict[str, str]]]:
    """The first pairs, each photo with a trace of who printed it; the operator of the platform sees none."""
    if by.role is Role.OPERATOR:
        return []
    pairs = (await works_shown(session, renovation)).pairs[:PAIRS_ON_THE_SHEET]
    return [
        [
            await _picture(session, pair.before, f"改造前：{pair.view_name}", by),
            await _picture(session, pair.after, f"改造后：{pair.view_name}", by),
        ]
        for pair in pairs
    ]


async def _picture(session: Transaction, photo: PhotoShown | None, said: str, by: Principal) -> dict[str, str]:
    if photo is None:
        return {"svg": "", "said": said}
    made = await showing.show_thumbnail(session, photo.paper_id, by=by, at=clock.now())
    return {"svg": sheets.picture(made), "said": f"{said}　{photo.taken_on}"}
