"""Relocation as anybody may look at it, without a token: the rules, the dwellings, each lot with its result, and the program that
draws it again. No household but by the number that its village told it."""

from pathlib import Path as FilePath
from typing import Annotated
from uuid import UUID

from fastapi import Path, Response
from fastapi.responses import HTMLResponse, PlainTextResponse

from services.housing.api.relocation_views import lot_proof, rules_shown
from services.housing.rules.lot import in_letters
from services.housing.rules.lot_life import NoSuchLot
from services.housing.rules.programme import NoSuchProgramme, NoSuchSite
from services.housing.rules.relocation import ASKS_NAMES
from services.housing.schemas.lot import LotLine, LotProof
from services.housing.schemas.programme import DwellingView, ProgrammeView, SiteView
from services.housing.store.lot import get_lot, list_lots
from services.housing.store.programme import get_programme, get_site, list_dwellings, list_programmes, list_sites
from shared.html import page
from shared.pages import After, UnreadableCursor, cursor, place
from shared.security import anyone
from shared.service import Transaction, door, refuses

router = door("/resettlement", "搬迁公开")

VERIFIER = FilePath(__file__).parent.parent / "verifier" / "verify_lot.py"
A_PAGE = 50

ProgrammeId = Annotated[UUID, Path(title="搬迁项目标识")]
SiteId = Annotated[UUID, Path(title="安置点标识")]
LotId = Annotated[UUID, Path(title="抽签标识")]


@router.get(
    "/page", summary="搬迁公开（网页）", response_class=HTMLResponse, dependencies=[anyone], responses=refuses(UnreadableCursor)
)
async def show_programmes(session: Transaction, after: After = None) -> HTMLResponse:
    """各县区的搬迁项目。"""
    found = await list_programmes(session, after=place(after), limit=A_PAGE)
    rows = [ProgrammeView.model_validate(each) for each in found[:A_PAGE]]
    following = cursor(rows[-1].id) if len(found) > A_PAGE else None
    return page("housing", "resettlement.html", programmes=rows, next=following, is_first=after is None)


@router.get(
    "/programmes/{programme_id}/page",
    summary="一个搬迁项目（网页）",
    response_class=HTMLResponse,
    dependencies=[anyone],
    responses=refuses(NoSuchProgramme),
)
async def show_programme(programme_id: ProgrammeId, session: Transaction) -> HTMLResponse:
    """规定、安置点和各次抽签。"""
    programme = await get_programme(session, programme_id)
    sites = await list_sites(session, [programme.id])
    lots = [LotLine.model_validate(each) for each in await list_lots(session, [each.id for each in sites])]
    return page(
        "housing",
        "resettlement_programme.html",
        programme=ProgrammeView.model_validate(programme),
        rules=rules_shown(programme),
        sites=[SiteView.model_validate(each) for each in sites],
        lots={each.id: [lot for lot in lots if lot.site_id == each.id] for each in sites},
    )


@router.get(
    "/sites/{site_id}/page",
    summary="一个安置点的房源（网页）",
    response_class=HTMLResponse,
    dependencies=[anyone],
    responses=refuses(NoSuchSite),
)
async def show_site(site_id: SiteId, session: Transaction) -> HTMLResponse:
    """房号、面积、居室、层和是否无障碍；不显示分给了谁。"""
    site = await get_site(session, site_id)
    programme = await get_programme(session, site.programme_id)
    return page(
        "housing",
        "resettlement_site.html",
        site=SiteView.model_validate(site),
        programme=ProgrammeView.model_validate(programme),
        classes={each.code: each.title for each in rules_shown(programme).classes},
        dwellings=[DwellingView.model_validate(each) for each in await list_dwellings(session, site.id)],
    )


@router.get(
    "/lots/{lot_id}/page",
    summary="一次抽签（网页）",
    response_class=HTMLResponse,
    dependencies=[anyone],
    responses=refuses(NoSuchLot),
)
async def show_lot(lot_id: LotId, session: Transaction) -> HTMLResponse:
    """名单、承诺、公开随机值、结果，以及怎样自己复核。"""
    lot = await get_lot(session, lot_id)
    site = await get_site(session, lot.site_id)
    programme = await get_programme(session, site.programme_id)
    proof = await lot_proof(session, lot)
    return page(
        "housing",
        "resettlement_lot.html",
        lot=LotLine.model_validate(lot),
        proof=proof,
        result={each.number: each for each in proof.result},
        digest_letters=in_letters(lot.digest),
        pledge_letters=in_letters(lot.pledge),
        site=SiteView.model_validate(site),
        programme=ProgrammeView.model_validate(programme),
        classes={each.code: each.title for each in rules_shown(programme).classes},
        asks=ASKS_NAMES,
    )


@router.get("/lots/{lot_id}/lot.json", summary="一次抽签的复核文件", dependencies=[anyone], responses=refuses(NoSuchLot))
async def take_lot(lot_id: LotId, session: Transaction, response: Response) -> LotProof:
    """名单、摘要、承诺、密值、公开随机值和结果；下载后用 verify_lot.py 离线复核。抽签以前密值为空。"""
    lot = await get_lot(session, lot_id)
    response.headers["Content-Disposition"] = f'attachment; filename="lot-{lot.number}.json"'
    return await lot_proof(session, lot)


@router.get("/verify_lot.py", summary="抽签复核程序", response_class=PlainTextResponse, dependencies=[anyone])
async def download_verifier() -> PlainTextResponse:
    """单个 Python 文件，只用标准库，不需要联网。"""
    return PlainTextResponse(
        VERIFIER.read_text(encoding="utf-8"), headers={"Content-Disposition": 'attachment; filename="verify_lot.py"'}
    )
