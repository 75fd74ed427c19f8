"""12317 for anyone, as pages without a script: complain with photos and papers, and ask with the receipt what came of it."""

from typing import Annotated
from uuid import UUID

from fastapi import Form, Query, Request
from fastapi.responses import HTMLResponse

from services.notifier.api.complaint_papers import LIMIT, Files, chosen
from services.notifier.api.complaint_views import face
from services.notifier.api.complaints import letterbox, questions
from services.notifier.operations.complaint.rate_answer import rate_answer
from services.notifier.operations.complaint.receive_complaint import receive_complaint
from services.notifier.operations.complaint.reopen_complaint import reopen_complaint
from services.notifier.operations.complaint_paper.file_complaint_papers import file_complaint_papers
from services.notifier.rules.complaint import About, ComplaintStands, DeskShut, NoSuchComplaint, ReviewTooLate, Satisfaction
from services.notifier.rules.complaint_paper import PAPERS_LAWS
from services.notifier.schemas.complaint import SAID_LIMIT, AskReview, Complain, RateAnswer
from services.notifier.store import complaint as store
from shared import papers, regions
from shared.clock import now, today
from shared.errors import Refusal
from shared.html import page
from shared.ids import uuid7
from shared.regions import AnyRegion
from shared.schemas import SeenText
from shared.security import anyone
from shared.service import Transaction, door_with_limit, refuses
from shared.throttle import TooOften

router = door_with_limit("/complaints", "12317 监督举报", body_limit_bytes=LIMIT)

_FILED = (*PAPERS_LAWS, *papers.CONTENT_LAWS)


@router.get("/page", summary="举报（网页，无需登录）", response_class=HTMLResponse, dependencies=[anyone])
async def show_form(
    region: Annotated[AnyRegion | None, Query(title="反映的是哪里")] = None,
    about: Annotated[About, Query(title="针对什么")] = About.NOTHING,
    about_number: Annotated[SeenText, Query(title="编号", max_length=60)] = "",
) -> HTMLResponse:
    """先按地名选到区县、镇街或村（社区），再写。从公示页面来的，带着公示的编号。"""
    return _form(uuid7(), region or "", about, about_number)


@router.post(
    "/page",
    summary="在网页上举报",
    response_class=HTMLResponse,
    dependencies=[anyone],
    responses=refuses(TooOften, DeskShut, store.NoComplaintPolicy, *_FILED),
)
async def write_complaint(
    request: Request,
    session: Transaction,
    key: Annotated[UUID, Form(title="表单编号", examples=["0190b8a4-7c1e-7d3a-9f60-2b1c6a3f5e10"])],
    region: Annotated[AnyRegion, Form(title="反映的是哪里", examples=["371311001"])],
    said: Annotated[
        SeenText, Form(title="反映的情况", min_length=10, max_length=SAID_LIMIT, examples=["修路款已经拨付，路至今没有修"])
    ],
    about: Annotated[About, Form(title="针对什么")] = About.NOTHING,
    about_number: Annotated[SeenText, Form(title="编号", max_length=60)] = "",
    name: Annotated[SeenText, Form(title="姓名", max_length=60)] = "",
    contact: Annotated[SeenText, Form(title="联系方式", max_length=100)] = "",
    file: Files = [],  # noqa: B006  FastAPI makes it anew
) -> HTMLResponse:
    """照片和文件随信交来，可以不加；没有收下的，写好的文字还在页面上，文件须重新选择。"""
    form = Complain(key=key, region=region, said=said, about=about, about_number=about_number, name=name, contact=contact)
    try:
        letterbox.admit(request)
        # The letter and its files are one: what is refused of them is undone as a whole.
        async with session.begin_nested():
            received = await receive_complaint(session, form, at=now())
            filed = await file_complaint_papers(session, received.id, await chosen(file), at=now())
    except Refusal as refusal:
        return _form(key, region, about, about_number, typed=form, refusal=refusal)
    return page("notifier", "complain.html", received=received, filed=len(filed))


@router.get("/track/page", summary="凭回执号查询（网页，无需登录）", response_class=HTMLResponse, dependencies=[anyone])
async def ask_receipt() -> HTMLResponse:
    return page("notifier", "complaint_face.html", complaint=None, ratings=[], today=today(), refusal=None)


@router.post(
    "/track/page",
    summary="凭回执号查询进度和答复（网页，无需登录）",
    response_class=HTMLResponse,
    dependencies=[anyone],
    responses=refuses(TooOften, NoSuchComplaint, ComplaintStands, ReviewTooLate, DeskShut, *_FILED),
)
async def track(
    request: Request,
    session: Transaction,
    receipt: Annotated[str, Form(title="回执号", max_length=40, examples=["K7QX-2MNA-4TLC"])],
    satisfaction: Annotated[Satisfaction | None, Form(title="是否满意")] = None,
    said: Annotated[SeenText | None, Form(title="不服的理由或新的情况", min_length=10, max_length=SAID_LIMIT)] = None,
    file: Files = [],  # noqa: B006
) -> HTMLResponse:
    """回执号不出现在地址里；写了评价或理由的、补交照片和文件的，一并记下。"""
    questions.admit(request)
    if satisfaction:
        await rate_answer(session, receipt, RateAnswer(satisfaction=satisfaction), at=now())
    if said:
        await reopen_complaint(session, receipt, AskReview(said=said), at=now())
    complaint, refusal = await store.get_by_receipt(session, receipt), None
    if sent := await chosen(file):
        own = await store.get_own_by_receipt(session, receipt)
        try:
            letterbox.admit(request)
            async with session.begin_nested():
                await file_complaint_papers(session, own.id, sent, at=now())
        except Refusal as law:
            refusal = law
    told = await face(session, complaint, receipt=receipt)
    return page(
        "notifier",
        "complaint_face.html",
        status=refusal.status if refusal else 200,
        complaint=told,
        ratings=list(Satisfaction),
        today=today(),
        refusal=refusal,
    )


def _form(
    key: UUID, region: str, about: About, about_number: str, *, typed: Complain | None = None, refusal: Refusal | None = None
) -> HTMLResponse:
    return page(
        "notifier",
        "complain.html",
        status=refusal.status if refusal else 200,
        key=key,
        region=region,
        inside=[(code, regions.short_name_of(code)) for code in regions.children_of(region)],
        abouts=list(About),
        about=about,
        about_number=about_number,
        typed=typed,
        refusal=refusal,
        most=store.find_papers_most(region, today()),
        received=None,
    )
