"""What the doors of files have in common: the paper itself as an answer, and who looked at it."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from fastapi import Response

from shared.filing.cabinet import PaperReadRow, PaperRow
from shared.filing.forms import PaperReadView
from shared.pages import Page, cursor
from shared.papers import ENDINGS, MediaType
from shared.security import ROLE_NAMES, Role

DESCRIPTION = """按内容辨认类型：JPEG、PNG 照片或 PDF，每份至多 10 MB。
照片中的拍摄位置、时间和设备信息默认去除，需要时可声明保留。内容加密保存，每次查看留痕。"""

ANSWERS: dict[int | str, dict[str, Any]] = {200: {"content": {kind.value: {} for kind in MediaType}, "description": "照片或文件"}}


def paper_itself(paper: PaperRow, content: bytes, *, title: str = "") -> Response:
    """An attachment, and taken for nothing but what it is: what somebody sent us never runs as a page of ours. `title`: where the
    paper's own does not say what it is called."""
    name = quote(f"{title or paper.title}.{ENDINGS[paper.media_type]}")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}", "X-Content-Type-Options": "nosniff"}
    return Response(content, media_type=paper.media_type, headers=headers | {"Cache-Control": "no-store"})


def reads_page(found: Sequence[PaperReadRow], limit: int) -> Page[PaperReadView]:
    """`found`: one more than `limit`, if there are more."""
    rows = [
        PaperReadView(read_by=read.read_by, role=read.role, role_name=ROLE_NAMES[Role(read.role)], read_at=read.read_at)
        for read in found[:limit]
    ]
    return Page(rows=rows, next=cursor(found[limit - 1].id) if len(found) > limit else None)
