"""Letters on paper: what is to be printed, the file of a run, and what became of each."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query, Response

from services.notifier.api.letter_sheets import sheets_of
from services.notifier.operations.letter import hand_over_letter as handing
from services.notifier.operations.letter import print_letters as printing
from services.notifier.operations.letter import return_letter as returning
from services.notifier.rules.letter import LetterMoved, LetterNotFound, NothingToPrint, PaperState
from services.notifier.rules.message import IdNumberInText
from services.notifier.schemas.letter import HandOverLetter, LetterView, ReturnLetter, RunView, TakeRun
from services.notifier.store.letter import get_run, list_letters, list_letters_of_run
from shared import sheets
from shared.attachments import AS_PDF
from shared.clock import now
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.regions import AnyRegion
from shared.security import OutsideRegion, Principal, Role, may
from shared.service import Transaction, door, refuses

router = door("/letters", "打印信函")

Carrier = Annotated[Principal, may(Role.VILLAGE, Role.TOWN, Role.COUNTY)]
Reader = Annotated[Principal, may(Role.VILLAGE, Role.TOWN, Role.COUNTY, Role.AUDITOR)]
LetterId = Annotated[UUID, Path(title="信函编号")]
RunId = Annotated[UUID, Path(title="打印批次编号")]


@router.get("", summary="信函列表", responses=refuses(UnreadableCursor))
async def list_paper_letters(
    session: Transaction,
    by: Reader,
    state: Annotated[PaperState | None, Query(title="状态")] = None,
    region: Annotated[AnyRegion | None, Query(title="区划代码", description="村、镇街或县区")] = None,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[LetterView]:
    """本辖区的信函，先写的在前。"""
    found = await list_letters(session, state=state, region=region, after=place(after), limit=limit)
    rows = [LetterView.model_validate(letter) for letter in found]
    return Page(rows=rows, next=cursor(rows[-1].id) if len(rows) == limit else None)


@router.post("/runs", status_code=201, summary="取一批信函去打印", responses=refuses(OutsideRegion, NothingToPrint))
async def take_run(form: TakeRun, session: Transaction, by: Carrier) -> RunView:
    """取该地最早的至多一百封，记为已打印；卡纸、漏页的，同一批次的文件可以再取。"""
    return RunView.model_validate(await printing.print_letters(session, form, by=by, at=now()))


@router.get(
    "/runs/{run_id}/letters.pdf",
    summary="一批信函（PDF）",
    response_class=Response,
    responses=AS_PDF | refuses(LetterNotFound),
)
async def print_run(run_id: RunId, session: Transaction, by: Carrier) -> Response:
    """一封一页起，地址在信封窗口的位置；末页是送交登记表，送交人、签收人手写。"""
    run = await get_run(session, run_id)
    values = sheets_of(run, await list_letters_of_run(session, run_id))
    printed = await sheets.pdf("notifier", "letters.typ", values, at=run.taken_at)
    headers = {"Content-Disposition": 'inline; filename="letters.pdf"', "Cache-Control": "no-store"}
    return Response(printed, media_type="application/pdf", headers=headers)


@router.post("/{letter_id}/hand-over", summary="登记信函已送交", responses=refuses(LetterNotFound, LetterMoved))
async def hand_over(letter_id: LetterId, form: HandOverLetter, session: Transaction, by: Carrier) -> LetterView:
    """对应的消息记为已送达。"""
    return LetterView.model_validate(await handing.hand_over_letter(session, letter_id, form, by=by, at=now()))


@router.post("/{letter_id}/return", summary="登记信函退回", responses=refuses(LetterNotFound, LetterMoved, IdNumberInText))
async def take_back(letter_id: LetterId, form: ReturnLetter, session: Transaction, by: Carrier) -> LetterView:
    """对应的消息记为未送达，改用下一种方式。"""
    return LetterView.model_validate(await returning.return_letter(session, letter_id, form, by=by, at=now()))
