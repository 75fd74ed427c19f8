"""The modules that run in a telephone's browser (`services/housing/telephone`), kept there by version."""

import json
from functools import cache
from hashlib import sha256
from pathlib import Path as Folder
from typing import Annotated

from fastapi import Path, Request, Response

from shared.problems import NoSuchAddress
from shared.security import anyone
from shared.service import door, refuses

router = door("/surveys/round", "下村排查")

FOLDER = Folder(__file__).parents[1] / "telephone"
PAGE = "page"
WORKER = "worker.js"
VERSION_HEADER = "Round-Version"
"""The worker keeps only files of its own version: while the platform is being renewed, its machines may differ."""
MEDIA_TYPES = {".js": "text/javascript", ".json": "application/manifest+json", ".svg": "image/svg+xml"}


@cache
def _read() -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(FOLDER.iterdir()) if path.suffix in MEDIA_TYPES}


@cache
def version() -> str:
    """Any change of a module or of the page makes it another."""
    shown = [FOLDER.parent / "templates/round.html", FOLDER.parents[2] / "shared/templates/base.html"]
    return sha256(b"".join([*_read().values(), *(path.read_bytes() for path in shown)])).hexdigest()[:16]


@cache
def files() -> dict[str, bytes]:
    """By name. The worker is told what it has to keep, and under which version."""
    kept = [PAGE, *(name for name in _read() if name != WORKER)]
    told = f"const VERSION = {json.dumps(version())};\nconst FILES = {json.dumps(kept)};\n"
    return _read() | {WORKER: told.encode() + _read()[WORKER]}


@router.get(
    "/{name}",
    summary="下村排查的程序文件",
    response_class=Response,
    responses={
        200: {"content": {kind: {} for kind in MEDIA_TYPES.values()}, "description": "程序文件"},
        304: {"description": "没有变化"},
        **refuses(NoSuchAddress),
    },
    dependencies=[anyone],
)
async def show_file(
    name: Annotated[str, Path(title="文件名", max_length=60, examples=["worker.js"])], request: Request
) -> Response:
    """不含任何数据；手机浏览器存下后离线可用，内容有变才重新下载。"""
    content = files().get(name)
    if content is None:
        raise NoSuchAddress(name=name)
    tag = f'"{sha256(content).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff", VERSION_HEADER: version()}
    if tag in request.headers.get("If-None-Match", ""):
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=MEDIA_TYPES[Folder(name).suffix], headers=headers)
