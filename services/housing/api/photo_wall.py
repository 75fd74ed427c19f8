"""Photos small enough for a page on a telephone."""

from fastapi import Response

from services.housing.api.paper import PaperId, Reader
from services.housing.operations.paper import show_thumbnail as showing
from services.housing.rules.paper import NoSuchPaper
from services.housing.rules.photo_wall import THUMBNAIL_SIDE, NoThumbnail
from shared import clock
from shared.papers import BrokenPhoto, PhotoTooLarge
from shared.service import Transaction, door, refuses

thumbnails = door("/papers", "材料与照片")


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
async def show_thumbnail(paper_id: PaperId, session: Transaction, by: Reader) -> Response:
    made = await showing.show_thumbnail(session, paper_id, by=by, at=clock.now())
    headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}
    return Response(made, media_type="image/jpeg", headers=headers)
