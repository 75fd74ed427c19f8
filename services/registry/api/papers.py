"""Photos and papers of a household's file: sent in, listed, handed out with a trace, withdrawn."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import File, Form, Path, Response, UploadFile

from services.registry.api.households import OFFICERS, HouseholdId
from services.registry.operations.paper.file_paper import file_paper
from services.registry.operations.paper.read_paper import read_paper
from services.registry.operations.paper.withdraw_paper import withdraw_paper
from services.registry.schemas.paper import FilePaper, PaperView
from services.registry.store import paper as store
from services.registry.store.household import NoSuchHousehold, NoSuchPerson, get_household
from services.registry.tables import Paper
from shared import papers
from shared.filing import doors
from shared.filing.forms import PaperReadView, Title, WithdrawPaper
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, paged, place
from shared.security import Principal, Role, may
from shared.service import Transaction, door_with_limit, refuses

router = door_with_limit("/households", "照片与材料", body_limit_bytes=papers.PAPER_BYTES + papers.ENVELOPE_BYTES)

PaperId = Annotated[UUID, Path(title="材料编号")]
Officer = Annotated[Principal, may(*OFFICERS)]


@router.post(
    "/{household_id}/papers",
    status_code=201,
    summary="上传照片或材料",
    description=doors.DESCRIPTION,
    responses=refuses(
        NoSuchHousehold,
        NoSuchPerson,
        *papers.FILING_LAWS,
    ),
)
async def post_paper(
    household_id: HouseholdId,
    session: Transaction,
    by: Officer,
    file: Annotated[UploadFile, File(title="照片或文件")],
    title: Annotated[Title, Form(title="材料名称", examples=["户口簿首页"])],
    person_id: Annotated[UUID | None, Form(title="人员编号", description="属于某一成员的材料填写")] = None,
    taken_on: Annotated[date | None, Form(title="拍摄或出具日期")] = None,
    keeps_particulars: Annotated[bool, Form(title="是否保留照片中的位置和时间")] = False,
) -> PaperView:
    form = FilePaper(title=title, person_id=person_id, taken_on=taken_on, keeps_particulars=keeps_particulars)
    return _view(await file_paper(session, form, await file.read(), household_id=household_id, by=by))


@router.get("/{household_id}/papers", summary="照片与材料列表", responses=refuses(NoSuchHousehold, UnreadableCursor))
async def read_papers(
    household_id: HouseholdId,
    session: Transaction,
    by: Annotated[Principal, may(*OFFICERS, Role.AUDITOR)],
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[PaperView]:
    await get_household(session, household_id)
    found = await store.cabinet.list_papers(session, store.file_of(household_id), after=place(after), limit=limit)
    return paged(found, limit, _view)


@router.get(
    "/{household_id}/papers/{paper_id}",
    summary="查看一份照片或材料（留痕）",
    response_class=Response,
    responses=doors.ANSWERS | refuses(store.NoSuchPaper),
)
async def read_one(household_id: HouseholdId, paper_id: PaperId, session: Transaction, by: Officer) -> Response:
    paper, content = await read_paper(session, household_id=household_id, paper_id=paper_id, by=by)
    return doors.paper_itself(paper, content)


@router.post(
    "/{household_id}/papers/{paper_id}/withdrawal",
    summary="撤下一份材料",
    responses=refuses(store.NoSuchPaper, papers.AlreadyWithdrawn),
)
async def post_withdrawal(
    household_id: HouseholdId, paper_id: PaperId, form: WithdrawPaper, session: Transaction, by: Officer
) -> PaperView:
    return _view(await withdraw_paper(session, form, household_id=household_id, paper_id=paper_id, by=by))


@router.get(
    "/{household_id}/papers/{paper_id}/reads",
    summary="一份材料的查看记录",
    responses=refuses(store.NoSuchPaper, UnreadableCursor),
)
async def read_reads(
    household_id: HouseholdId,
    paper_id: PaperId,
    session: Transaction,
    by: Annotated[Principal, may(Role.AUDITOR)],
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[PaperReadView]:
    await store.get_paper(session, household_id, paper_id)
    return doors.reads_page(await store.cabinet.list_reads(session, paper_id, after=place(after), limit=limit), limit)


def _view(paper: Paper) -> PaperView:
    return PaperView.model_validate({**paper.model_dump(), "paper_id": paper.id})
