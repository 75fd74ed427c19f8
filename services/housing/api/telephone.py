"""The modules that run in a telephone's browser (`services/housing/telephone`), kept there by version."""

from pathlib import Path as Folder
from typing import Annotated

from fastapi import Path, Request, Response

from shared.page_program import MEDIA_TYPES, PageProgram
from shared.problems import NoSuchAddress
from shared.security import anyone
from shared.service import door, refuses

router = door("/surveys/round", "下村排查")

FOLDER = Folder(__file__).parents[1] / "telephone"
program = PageProgram(
    FOLDER,
    uses=("answers.js", "base.js", "dom.js", "drawing.js", "lasting.js"),
    pages=(FOLDER.parent / "templates/round.html",),
    # The worker keeps only files of its own version: while the platform is being renewed, its machines may differ.
    header="Round-Version",
    keeps=("page",),
)


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
    return program.answer(name, request)
