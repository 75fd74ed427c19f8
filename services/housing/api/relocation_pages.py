"""A household that moves as people read and print it: its page, and the slip that says which dwelling it drew."""

from fastapi import Response
from fastapi.responses import HTMLResponse

from services.housing.api.attachment import shown
from services.housing.api.relocation_views import relocation_shown
from services.housing.api.relocations import Reader, RelocationId
from services.housing.rules.relocation import NoSuchRelocation, NotAllottedYet
from services.housing.schemas.allotment_slip import slip_of
from services.housing.schemas.lot import LotLine
from services.housing.schemas.programme import ProgrammeView, SiteView
from services.housing.store.lot import get_lot
from services.housing.store.programme import get_programme, get_site
from services.housing.store.relocation import get_relocation
from shared import clock, sheets
from shared.attachments import AS_PDF
from shared.html import page
from shared.service import Transaction, door, refuses
from shared.settings import current

router = door("/relocations", "搬迁户")


@router.get(
    "/{relocation_id}/page", summary="一户搬迁户（网页）", response_class=HTMLResponse, responses=refuses(NoSuchRelocation)
)
async def show_page(relocation_id: RelocationId, session: Transaction, by: Reader) -> HTMLResponse:
    """意愿、分房、签约、入住、拆旧、后续扶持和办理记录。"""
    relocation = await get_relocation(session, relocation_id)
    return page(
        "housing",
        "relocation.html",
        one=await relocation_shown(session, relocation),
        programme=ProgrammeView.model_validate(await get_programme(session, relocation.programme_id)),
        site=await get_site(session, relocation.site_id) if relocation.site_id else None,
        today=clock.today(),
    )


@router.get(
    "/{relocation_id}/slip.pdf",
    summary="分房确认书（可打印的 PDF）",
    response_class=Response,
    responses=AS_PDF | refuses(NoSuchRelocation, NotAllottedYet),
)
async def print_slip(relocation_id: RelocationId, session: Transaction, by: Reader) -> Response:
    """户主签字用；二维码指向公开的抽签页面。"""
    relocation = await get_relocation(session, relocation_id)
    told = await relocation_shown(session, relocation)
    if told.allotted is None or relocation.lot_id is None or relocation.site_id is None:
        raise NotAllottedYet
    lot = LotLine.model_validate(await get_lot(session, relocation.lot_id))
    site = SiteView.model_validate(await get_site(session, relocation.site_id))
    programme = ProgrammeView.model_validate(await get_programme(session, relocation.programme_id))
    address = f"{current().base_url.rstrip('/')}/housing/resettlement/lots/{lot.id}/page"
    values = slip_of(told, told.allotted, lot, site, programme, address=address, qr_code=sheets.qr_code(address))
    return shown(await sheets.pdf("housing", "allotment_slip.typ", values, at=clock.now()), f"{relocation.number}.pdf")
