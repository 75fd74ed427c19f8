"""12317 for anyone: complain without an account, ask with the receipt, say whether the answer did, read the numbers."""

from typing import Annotated

from fastapi import Path, Query, Request
from fastapi.responses import HTMLResponse

from services.notifier.api.complaint_views import face
from services.notifier.operations.complaint.rate_answer import rate_answer
from services.notifier.operations.complaint.receive_complaint import receive_complaint
from services.notifier.operations.complaint.reopen_complaint import reopen_complaint
from services.notifier.rules.complaint import (
    ComplaintStands,
    DeskShut,
    NoSuchComplaint,
    ReviewTooLate,
)
from services.notifier.rules.complaint_numbers import CountedByCounty
from services.notifier.schemas.complaint import (
    AskReview,
    Complain,
    ComplaintFace,
    ComplaintReceived,
    ComplaintStatistics,
    RateAnswer,
)
from services.notifier.store import complaint as store
from services.notifier.store.complaint_numbers import count_year
from shared import regions
from shared.clock import now, today
from shared.html import page
from shared.regions import AnyRegion
from shared.security import anyone
from shared.service import Transaction, door, refuses
from shared.throttle import Throttle, TooOften

router = door("/complaints", "12317 监督举报")

letterbox = Throttle(a_minute=5)
"""A person writes one; what floods the desk is turned away before it becomes work."""
questions = Throttle(a_minute=30)
"""Sixty bits are not guessed at thirty a minute."""

Receipt = Annotated[str, Path(title="回执号", description="如 K7QX-2MNA-4TLC，连字符可省", max_length=40)]
Where = Annotated[AnyRegion, Query(title="县区代码", description="六位", examples=["371311"])]
Year = Annotated[int | None, Query(title="年度", ge=2014, le=2100)]
_TAKEN = (TooOften, DeskShut, store.NoComplaintPolicy)
_COUNTED = (CountedByCounty, store.NoComplaintPolicy)


@router.post("", status_code=201, summary="举报（无需登录）", dependencies=[anyone], responses=refuses(*_TAKEN))
async def complain(form: Complain, request: Request, session: Transaction) -> ComplaintReceived:
    """内容、姓名和联系方式用举报专用密钥加密，只有监督举报受理人员能看到；凭回执号查询。"""
    letterbox.admit(request)
    return ComplaintReceived.model_validate(await receive_complaint(session, form, at=now()))


@router.get("/statistics", summary="一县一年的公开统计（无需登录）", dependencies=[anyone], responses=refuses(*_COUNTED))
async def read_statistics(session: Transaction, region: Where, year: Year = None) -> ComplaintStatistics:
    """按问题分类；少于规定件数的不公布具体数，避免猜出是谁。只按县区公布，免得逐级相减。"""
    return await count_year(session, region, year or today().year, on=today())


@router.get(
    "/statistics/page",
    summary="公开统计（网页，无需登录）",
    response_class=HTMLResponse,
    dependencies=[anyone],
    responses=refuses(*_COUNTED),
)
async def show_statistics(session: Transaction, region: Where, year: Year = None) -> HTMLResponse:
    counted = await read_statistics(session, region, year)
    return page("notifier", "complaint_statistics.html", counted=counted, place=regions.name_of(region))


@router.get(
    "/by-receipt/{receipt}",
    summary="凭回执号查询进度和答复（无需登录）",
    dependencies=[anyone],
    responses=refuses(TooOften, NoSuchComplaint),
)
async def read_face(receipt: Receipt, request: Request, session: Transaction) -> ComplaintFace:
    questions.admit(request)
    return await face(session, await store.get_by_receipt(session, receipt), receipt=receipt)


@router.post(
    "/by-receipt/{receipt}/rating",
    summary="对答复的评价（无需登录）",
    dependencies=[anyone],
    responses=refuses(TooOften, NoSuchComplaint, ComplaintStands),
)
async def rate(receipt: Receipt, form: RateAnswer, request: Request, session: Transaction) -> ComplaintFace:
    questions.admit(request)
    return await face(session, await rate_answer(session, receipt, form, at=now()), receipt=receipt)


@router.post(
    "/by-receipt/{receipt}/review",
    summary="对答复不服，请求复查（无需登录）",
    dependencies=[anyone],
    responses=refuses(TooOften, NoSuchComplaint, ComplaintStands, ReviewTooLate, DeskShut),
)
async def ask_review(receipt: Receipt, form: AskReview, request: Request, session: Transaction) -> ComplaintFace:
    """在规定期限内请求的，当即重新受理，重新计算办理期限。"""
    questions.admit(request)
    return await face(session, await reopen_complaint(session, receipt, form, at=now()), receipt=receipt)
