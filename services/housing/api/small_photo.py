"""Photos small enough for a page on a telephone."""

from fastapi import Response

from services.housing.api.paper import PaperId, Reader
from services.housing.operations.paper import show_photo as showing
from services.housing.rules.paper import NoSuchPaper
from services.housing.rules.renovation_paper import NotAPhoto
from shared import clock
from shared.papers import BrokenPhoto, PhotoTooLarge
from shared.service import Transaction, door, refuses

router = door("/papers", "材料与照片")

ON_A_PAGE = 640
"""Pixels: as wide as a telephone's page, some 60 KB."""


@router.get(
    "/{paper_id}/small",
    summary="查看一张照片的小图（留痕）",
    response_class=Response,
    responses={
        200: {"content": {"image/jpeg": {}}, "description": f"JPEG，每边至多 {ON_A_PAGE} 像素"},
        **refuses(NoSuchPaper, NotAPhoto, BrokenPhoto, PhotoTooLarge),
    },
)
async def show_small(paper_id: PaperId, session: Transaction, by: Reader) -> Response:
    made = await showing.show_photo(session, paper_id, side=ON_A_PAGE, by=by, at=clock.now())
    headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}
    return Response(made, media_type="image/jpeg", headers=headers)
