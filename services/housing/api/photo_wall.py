"""Door one: houses before and after their works, side by side."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import Query, Response
from fastapi.responses import HTMLResponse

from services.housing.api.paper import PaperId
from services.housing.api.paper import Reader as PhotoReader
from services.housing.api.progress import InRegion, OfMode, within
from services.housing.operations.paper import show_thumbnail as showing
from services.housing.rules.house import VIEW_NAMES, PhotoView
from services.housing.rules.mode import BUILDS, MODE_NAMES
from services.housing.rules.paper import NoSuchPaper
from services.housing.rules.photo_wall import THUMBNAIL_SIDE, NoThumbnail, Photo, pairs
from services.housing.schemas.photo_wall import WallLine
from services.housing.store.photo_wall import list_photos, list_shown
from services.housing.tables import Renovation
from shared import clock
from shared.html import page
from shared.pages import After, Page, UnreadableCursor, cursor, place
from shared.papers import BrokenPhoto, PhotoTooLarge
from shared.regions import name_of
from shared.service import Transaction, door, refuses

router = door("/photo-wall", "前后对比照片")
thumbnails = door("/papers", "材料与照片")

WALL_ROWS = 12
"""Houses of a page: up to eight photos each, of some 20 KB."""
WALL_ROWS_LIMIT = 50
OfView = Annotated[PhotoView | None, Query(title="照片所示")]
WallLimit = Annotated[int, Query(title="每页户数", ge=1, le=WALL_ROWS_LIMIT)]


@router.get("", summary="前后对比照片", responses=refuses(UnreadableCursor))
async def list_wall(
    session: Transaction,
    by: PhotoReader,
    region: InRegion = None,
    view: OfView = None,
    mode: OfMode = None,
    after: After = None,
    limit: WallLimit = WALL_ROWS,
) -> Page[WallLine]:
    """已完工并有完工后照片的，新申请的在前；开工当天及以前的为改造前，完工当天及以后的为改造后，各取最后一张。"""
    found = await list_shown(session, region=within(by, region), view=view, mode=mode, after=place(after), limit=limit)
    shown = found[:limit]
    photos = await list_photos(session, [each.id for each in shown], view=view)
    rows = [_line(each, photos[each.id]) for each in shown]
    return Page(rows=rows, next=cursor(rows[-1].id) if len(found) > limit else None)


@router.get("/page", summary="前后对比照片墙（网页）", response_class=HTMLResponse, responses=refuses(UnreadableCursor))
async def show_wall(
    session: Transaction,
    by: PhotoReader,
    region: InRegion = None,
    view: OfView = None,
    mode: OfMode = None,
    after: After = None,
) -> HTMLResponse:
    """可按辖区、所示、方式查看和打印；照片为小图，每次查看留痕。"""
    where = within(by, region)
    asked = {"region": region, "view": view, "mode": mode}

    def query(**other: object) -> str:
        told = {name: value for name, value in (asked | other).items() if value}
        return f"?{urlencode(told)}" if told else ""

    return page(
        "housing",
        "photo_wall.html",
        wall=await list_wall(session, by, region, view, mode, after, WALL_ROWS),
        where=name_of(where) if where else "全部辖区",
        asked=asked,
        query=query,
        views=VIEW_NAMES,
        modes={mode: name for mode, name in MODE_NAMES.items() if mode in BUILDS},
        is_first=after is None,
    )


@thumbnails.get(
    "/{paper_id}/thumbnail",
    summary="一张照片的缩略图（留痕）",
    response_class=Response,
    responses={
        200: {
            "content": {"image/jpeg": {}},
            "description": f"JPEG，每边至多 {THUMBNAIL_SIDE} 像素，不带拍摄信息",
        },
        **refuses(NoSuchPaper, NoThumbnail, BrokenPhoto, PhotoTooLarge),
    },
)
async def show_thumbnail(paper_id: PaperId, session: Transaction, by: PhotoReader) -> Response:
    """第一次查看时做好，加密保存；此后不再重做。"""
    made = await showing.show_thumbnail(session, paper_id, by=by, at=clock.now())
    headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}
    return Response(made, media_type="image/jpeg", headers=headers)


def _line(renovation: Renovation, photos: list[Photo]) -> WallLine:
    assert renovation.started_on and renovation.finished_on
    found = pairs(photos, started_on=renovation.started_on, finished_on=renovation.finished_on)
    ordered = sorted(found, key=lambda pair: not pair.is_whole)
    return WallLine.model_validate(
        renovation.model_dump()
        | {"pairs": [{"view": pair.view, "before": _photo(pair.before), "after": _photo(pair.after)} for pair in ordered]}
    )


def _photo(photo: Photo | None) -> dict[str, object] | None:
    return {"id": photo.id, "on": photo.on} if photo else None
