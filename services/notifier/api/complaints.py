"""12317 for anyone: complain without an account, ask with the receipt, say whether the answer did, read the numbers."""

from typing import Annotated
from uuid import UUID

from fastapi import Form, Path, Query, Request
from fastapi.responses import HTMLResponse

from services.notifier.api.complaint_views import face
from services.notifier.operations.complaint.rate_answer import rate_answer
from services.notifier.operations.complaint.receive_complaint import receive_complaint
from services.notifier.operations.complaint.reopen_complaint import reopen_complaint
from services.notifier.rules.complaint import (
    About,
    ComplaintStands,
    DeskShut,
    NoSuchComplaint,
    ReviewTooLate,
    Satisfaction,
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
from shared.ids import uuid7
from shared.regions import AnyRegion
from shared.schemas import SeenText
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


@router.get("/page", summary="举报（网页，无需登录）", response_class=HTMLResponse, dependencies=[anyone])
async def show_form(
    region: Annotated[AnyRegion | None, Query(title="反映的是哪里")] = None,
    about: Annotated[About, Query(title="针对什么")] = About.NOTHING,
    about_number: Annotated[SeenText, Query(title="编号", max_length=60)] = "",
) -> HTMLResponse:
    """先按地名选到区县、镇街或村（社区），再写。从公示页面来的，带着公示的编号。"""
    return page(
        "notifier",
        "complain.html",
        key=uuid7(),
        region=region or "",
        inside=[(code, regions.short_name_of(code)) for code in regions.children_of(region or "")],
        abouts=list(About),
        about=about,
        about_number=about_number,
        received=None,
    )


@router.post("/page", summary="在网页上举报", response_class=HTMLResponse, dependencies=[anyone], responses=refuses(*_TAKEN))
async def write_complaint(
    request: Request,
    session: Transaction,
    key: Annotated[UUID, Form(title="表单编号", examples=["0190b8a4-7c1e-7d3a-9f60-2b1c6a3f5e10"])],
    region: Annotated[AnyRegion, Form(title="反映的是哪里", examples=["371311001"])],
    said: Annotated[
        SeenText, Form(title="反映的情况", min_length=10, max_length=3000, examples=["修路款已经拨付，路至今没有修"])
    ],
    about: Annotated[About, Form(title="针对什么")] = About.NOTHING,
    about_number: Annotated[SeenText, Form(title="编号", max_length=60)] = "",
    name: Annotated[SeenText, Form(title="姓名", max_length=60)] = "",
    contact: Annotated[SeenText, Form(title="联系方式", max_length=100)] = "",
) -> HTMLResponse:
    letterbox.admit(request)
    form = Complain(key=key, region=region, said=said, about=about, about_number=about_number, name=name, contact=contact)
    received = await receive_complaint(session, form, at=now())
    return page("notifier", "complain.html", received=received)


@router.get("/track/page", summary="凭回执号查询（网页，无需登录）", response_class=HTMLResponse, dependencies=[anyone])
async def ask_receipt() -> HTMLResponse:
    return page("notifier", "complaint_face.html", complaint=None, ratings=[], today=today())


@router.post(
    "/track/page",
    summary="凭回执号查询进度和答复（网页，无需登录）",
    response_class=HTMLResponse,
    dependencies=[anyone],
    responses=refuses(TooOften, NoSuchComplaint, ComplaintStands, ReviewTooLate, DeskShut),
)
async def track(
    request: Request,
    session: Transaction,
    receipt: Annotated[str, Form(title="回执号", max_length=40, examples=["K7QX-2MNA-4TLC"])],
    satisfaction: Annotated[Satisfaction | None, Form(title="是否满意")] = None,
    said: Annotated[SeenText | None, Form(title="不服的理由或新的情况", min_length=10, max_length=3000)] = None,
) -> HTMLResponse:
    """回执号不出现在地址里；写了评价或理由的，一并记下。"""
    questions.admit(request)
    if satisfaction:
        await rate_answer(session, receipt, RateAnswer(satisfaction=satisfaction), at=now())
    if said:
        await reopen_complaint(session, receipt, AskReview(said=said), at=now())
    complaint = face(await store.get_by_receipt(session, receipt), receipt=receipt)
    return page("notifier", "complaint_face.html", complaint=complaint, ratings=list(Satisfaction), today=today())


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
    return face(await store.get_by_receipt(session, receipt), receipt=receipt)


@router.post(
    "/by-receipt/{receipt}/rating",
    summary="对答复的评价（无需登录）",
    dependencies=[anyone],
    responses=refuses(TooOften, NoSuchComplaint, ComplaintStands),
)
async def rate(receipt: Receipt, form: RateAnswer, request: Request, session: Transaction) -> ComplaintFace:
    questions.admit(request)
    return face(await rate_answer(session, receipt, form, at=now()), receipt=receipt)


@router.post(
    "/by-receipt/{receipt}/review",
    summary="对答复不服，请求复查（无需登录）",
    dependencies=[anyone],
    responses=refuses(TooOften, NoSuchComplaint, ComplaintStands, ReviewTooLate, DeskShut),
)
async def ask_review(receipt: Receipt, form: AskReview, request: Request, session: Transaction) -> ComplaintFace:
    """在规定期限内请求的，当即重新受理，重新计算办理期限。"""
    questions.admit(request)
    return face(await reopen_complaint(session, receipt, form, at=now()), receipt=receipt)
