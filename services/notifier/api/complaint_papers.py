"""Photos and papers of complaints: sent in by whoever has the receipt or by the desk, opened by the desk alone, with a trace."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import File, Path, Request, Response, UploadFile

from services.notifier.api.complaint_desk import ComplaintId, Desk
from services.notifier.api.complaint_views import face, paper_shown
from services.notifier.api.complaints import Receipt, letterbox
from services.notifier.operations.complaint_paper.file_complaint_papers import file_complaint_papers
from services.notifier.operations.complaint_paper.read_complaint_paper import read_complaint_paper
from services.notifier.rules.complaint import DeskShut, NoSuchComplaint
from services.notifier.rules.complaint_paper import (
    AT_ONCE_BYTES,
    PAPERS_LAWS,
    PAPERS_LIMIT,
    NoSuchComplaintPaper,
    SentPaper,
    name_of,
)
from services.notifier.schemas.complaint import ComplaintFace, ComplaintPaperView
from services.notifier.store import complaint as store
from shared import papers
from shared.clock import now
from shared.envelopes import UnreadableEnvelope
from shared.filing import doors
from shared.security import anyone
from shared.service import Transaction, door_with_limit, refuses
from shared.throttle import TooOften
from shared.vault import unseal

LIMIT = AT_ONCE_BYTES + papers.PAPER_BYTES + papers.ENVELOPE_BYTES
"""A little more than may come at once: who chose too much is told so on the page on which they wrote."""

router = door_with_limit("/complaints", "12317 监督举报", body_limit_bytes=LIMIT)
desk = door_with_limit("/complaint-desk", "12317 监督举报", body_limit_bytes=LIMIT)

Files = Annotated[list[UploadFile], File(title="照片或文件", max_length=PAPERS_LIMIT)]
_LAWS = (NoSuchComplaint, *PAPERS_LAWS, *papers.CONTENT_LAWS, DeskShut, store.NoComplaintPolicy)
_DESCRIPTION = """按内容辨认类型：JPEG、PNG 照片或 PDF，每份至多 10 MB，一次合计至多 20 MB，份数见政策文件，请求复查的另计。
照片中的拍摄位置、时间和设备信息一律去除。内容用举报专用密钥加密，只有监督举报受理人员能打开，每次打开留痕。
内容相同的只收一份；没有答复以前可以补交。"""


@router.post(
    "/by-receipt/{receipt}/papers",
    status_code=201,
    summary="凭回执号补交照片和文件（无需登录）",
    description=_DESCRIPTION,
    dependencies=[anyone],
    responses=refuses(TooOften, *_LAWS),
)
async def add_papers(receipt: Receipt, request: Request, session: Transaction, file: Files) -> ComplaintFace:
    letterbox.admit(request)
    own = await store.get_own_by_receipt(session, receipt)
    await file_complaint_papers(session, own.id, await chosen(file), at=now())
    return await face(session, await store.get_by_receipt(session, receipt), receipt=receipt)


@desk.post(
    "/{complaint_id}/papers",
    status_code=201,
    summary="补登照片和文件",
    description=_DESCRIPTION,
    responses=refuses(*_LAWS),
)
async def enter_papers(complaint_id: ComplaintId, session: Transaction, by: Desk, file: Files) -> list[ComplaintPaperView]:
    filed = await file_complaint_papers(session, complaint_id, await chosen(file), by=by, at=now())
    return [paper_shown(paper, of=complaint_id) for paper in filed]


@desk.get(
    "/papers/{paper_id}",
    summary="打开举报的一份照片或文件（留痕）",
    response_class=Response,
    responses=doors.ANSWERS | refuses(NoSuchComplaintPaper, UnreadableEnvelope),
)
async def read_one(paper_id: Annotated[UUID, Path(title="材料编号")], session: Transaction, by: Desk) -> Response:
    paper, content = await read_complaint_paper(session, paper_id, by=by, at=now())
    return doors.paper_itself(paper, content, title=unseal(paper.name_sealed).rpartition(".")[0] or paper.title)


async def chosen(files: Sequence[UploadFile]) -> list[SentPaper]:
    """What a form brought along; a browser sends a nameless file where none was chosen."""
    return [SentPaper(name_of(each.filename), await each.read()) for each in files if each.filename]
