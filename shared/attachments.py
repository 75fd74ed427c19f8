"""Files that go out of our doors: named in Chinese, and kept by nobody between us and the reader."""

import asyncio
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from fastapi import Response

from shared.workbook import XLSX, Sheet, workbook

AS_WORKBOOK: dict[int | str, dict[str, Any]] = {200: {"content": {XLSX: {}}, "description": "工作簿"}}
AS_PDF: dict[int | str, dict[str, Any]] = {200: {"content": {"application/pdf": {}}, "description": "可打印的 PDF"}}


def attached(content: bytes, name: str, *, media_type: str = XLSX, status: int = 200) -> Response:
    """A file to be saved under this name, its ending included."""
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}", "Cache-Control": "no-store"}
    return Response(content, status, media_type=media_type, headers=headers | {"X-Content-Type-Options": "nosniff"})


async def as_book(name: str, *sheets: Sheet, asked: Sequence[tuple[str, str]]) -> Response:
    """A workbook to be saved; written in a thread, for ten thousand rows take about a second."""
    return attached(await asyncio.to_thread(workbook, *sheets, asked=asked), name)
