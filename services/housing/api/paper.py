"""Photos and papers of houses, surveys and renovations: sent in, listed, handed out with a trace, withdrawn."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import File, Form, Path, Query, Response, UploadFile
from pydantic import AwareDatetime

from services.housing.operations.paper import file_paper as filing
from services.housing.operations.paper import read_paper as reading
from services.housing.operations.paper import withdraw_paper as withdrawing
from services.housing.rules import paper as rules
from services.housing.rules.paper import PaperAbout
from services.housing.rules.renovation_paper import (
    EVERY_KIND,
    PAPER_KIND_NAMES,
    PaperKindAstray,
    Phase,
    PhasePhotoOnly,
    PhotoOutOfTime,
)
from services.housing.schemas.paper import FiledPaperView, FilePaper
from services.housing.store import paper as store
from services.housing.tables import Paper
from shared import clock, papers
from shared.filing import doors
from shared.filing.forms import PaperReadView, Title, WithdrawPaper
from shared.own_page import OwnPage
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, paged, place
from shared.papers import AlreadyWithdrawn
from shared.security import Principal, Role, may
from shared.service import Transaction, door_with_limit, refuses

router = door_with_limit("/papers", "材料与照片", body_limit_bytes=papers.PAPER_BYTES + papers.ENVELOPE_BYTES, kind=OwnPage)

PaperId = Annotated[UUID, Path(title="材料编号")]
About = Annotated[PaperAbout, Query(title="所属事项", examples=["survey"])]
AboutId = Annotated[UUID, Query(title="所属事项编号")]

Officer = Annotated[Principal, may(Role.COUNTY, Role.TOWN)]
Sender = Annotated[Principal, may(Role.COUNTY, Role.TOWN, Role.VILLAGE)]
Reader = Annotated[Principal, may(Role.COUNTY, Role.TOWN, Role.VILLAGE, Role.AUDITOR)]

KINDS = rf"^({'|'.join(EVERY_KIND)})?$"
_SHOWS = "front 正面，roof 屋面，inner-wall 内墙，outer-wall 外墙；改造的：施工中写施工阶段，文件写 " + "，".join(
    f"{kind} {name}" for kind, name in PAPER_KIND_NAMES.items()
)


@router.post(
    "",
    status_code=201,
    summary="上传材料或照片",
    description=doors.DESCRIPTION,
    responses=refuses(rules.NoSuchMatter, *papers.FILING_LAWS, PaperKindAstray, PhasePhotoOnly, PhotoOutOfTime),
)
async def post_paper(
    about: About,
    about_id: AboutId,
    session: Transaction,
    by: Sender,
    file: Annotated[UploadFile, File(title="照片或文件")],
    title: Annotated[Title, Form(title="材料名称", examples=["西山墙"])],
    kind: Annotated[
        str,
        Form(title="照片所示", description=f"{_SHOWS}；其余不填", pattern=KINDS),
    ] = "",
    phase: Annotated[
        Phase | None, Form(title="拍摄阶段", description="before 改造前，during 施工中，after 改造后；只有改造的照片填写")
    ] = None,
    taken_on: Annotated[date | None, Form(title="拍摄或出具日期")] = None,
    taken_at: Annotated[AwareDatetime | None, Form(title="拍摄时间", description="带时区；填了它的，拍摄日期可以不填")] = None,
    keeps_particulars: Annotated[bool, Form(title="是否保留照片中的位置和时间")] = False,
) -> FiledPaperView:
    form = FilePaper(
        about=about,
        about_id=about_id,
        title=title,
        kind=kind,
        phase=phase,
        taken_on=taken_on,
        taken_at=taken_at,
        keeps_particulars=keeps_particulars,
    )
    return _view(await filing.file_paper(session, form, await file.read(), by=by, at=clock.now()))


@router.get("", summary="一个事项的材料列表", responses=refuses(rules.NoSuchMatter, UnreadableCursor))
async def read_papers(
    about: About, about_id: AboutId, session: Transaction, by: Reader, after: After = None, limit: Limit = PAGE_ROWS
) -> Page[FiledPaperView]:
    """先上传的在前，撤下的也列出。"""
    await store.check_matter(session, about, about_id)
    found = await store.cabinet.list_papers(session, store.file_of(about, about_id), after=place(after), limit=limit)
    return paged(found, limit, _view)


@router.get(
    "/{paper_id}",
    summary="查看一份材料（留痕）",
    response_class=Response,
    responses=doors.ANSWERS | refuses(rules.NoSuchPaper),
)
async def read_one(paper_id: PaperId, session: Transaction, by: Reader) -> Response:
    paper, content = await reading.read_paper(session, paper_id, by=by, at=clock.now())
    return doors.paper_itself(paper, content)


@router.post("/{paper_id}/withdrawal", summary="撤下一份材料", responses=refuses(rules.NoSuchPaper, AlreadyWithdrawn))
async def post_withdrawal(paper_id: PaperId, form: WithdrawPaper, session: Transaction, by: Officer) -> FiledPaperView:
    return _view(await withdrawing.withdraw_paper(session, paper_id, form, by=by, at=clock.now()))


@router.get("/{paper_id}/reads", summary="一份材料的查看记录", responses=refuses(rules.NoSuchPaper, UnreadableCursor))
async def read_reads(
    paper_id: PaperId,
    session: Transaction,
    by: Annotated[Principal, may(Role.AUDITOR)],
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[PaperReadView]:
    await store.get_paper(session, paper_id)
    return doors.reads_page(await store.cabinet.list_reads(session, paper_id, after=place(after), limit=limit), limit)


def _view(paper: Paper) -> FiledPaperView:
    return FiledPaperView.model_validate({**paper.model_dump(), "paper_id": paper.id})
