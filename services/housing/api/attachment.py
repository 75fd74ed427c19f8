"""Files that go out of housing's doors."""

from typing import Any
from urllib.parse import quote

from fastapi import Response

from shared.workbook import XLSX

AS_WORKBOOK: dict[int | str, dict[str, Any]] = {200: {"content": {XLSX: {}}, "description": "工作簿"}}
AS_PDF: dict[int | str, dict[str, Any]] = {200: {"content": {"application/pdf": {}}, "description": "可打印的 PDF"}}


def attached(content: bytes, name: str, *, media_type: str = XLSX) -> Response:
    """A file to be saved; nobody between us and the reader keeps it."""
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}", "Cache-Control": "no-store"}
    return Response(content, media_type=media_type, headers=headers | {"X-Content-Type-Options": "nosniff"})


def shown(content: bytes, name: str) -> Response:
    """A PDF to be looked at and printed."""
    headers = {"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, media_type="application/pdf", headers=headers)
