"""Letters on paper as a page: what waits, village by village; print; write down who took them or that they came back."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import Form, Request
from fastapi.responses import HTMLResponse

from services.notifier.api.letters import Carrier
from services.notifier.operations.letter.hand_over_letter import hand_over_letter
from services.notifier.operations.letter.print_letters import print_letters
from services.notifier.operations.letter.return_letter import return_letter
from services.notifier.rules.letter import LetterMoved, LetterNotFound, NothingToPrint, PaperState, Receiver
from services.notifier.rules.message import IdNumberInText
from services.notifier.schemas.letter import HandOverLetter, Recipient, ReturnLetter, TakeRun
from services.notifier.store.letter import count_heaps, list_letters, list_runs
from shared.clock import now
from shared.html import page
from shared.regions import AnyRegion
from shared.schemas import SeenText
from shared.security import OutsideRegion, Principal
from shared.service import Transaction, door, refuses
from shared.vault import unseal
from shared.written_form import PageNotOurs, WrittenForm, ticket_for

router = door("/letters", "打印信函", kind=WrittenForm)

SHOWN = 100
RUNS_SHOWN = 10


@router.get("/page", summary="打印信函（网页）", response_class=HTMLResponse)
async def show_letters(request: Request, session: Transaction, by: Carrier) -> HTMLResponse:
    """待打印的按村列出；已打印的逐封登记送交或退回。"""
    return await _page(request, session, by)


@router.post(
    "/page",
    summary="在网页上打印、登记送交或退回",
    response_class=HTMLResponse,
    responses=refuses(LetterNotFound, LetterMoved, NothingToPrint, OutsideRegion, IdNumberInText, PageNotOurs),
)
async def write_letters(
    request: Request,
    session: Transaction,
    by: Carrier,
    ticket: Annotated[str, Form(title="页面凭证", max_length=2000, examples=["AYx3…"])],
    act: Annotated[Literal["print", "hand-over", "return"], Form(title="办什么", examples=["print"])],
    region: Annotated[AnyRegion | None, Form(title="哪里的信函", description="打印时填写")] = None,
    letter_id: Annotated[UUID | None, Form(title="信函编号", description="送交、退回时填写")] = None,
    receiver: Annotated[Receiver, Form(title="由谁签收")] = Receiver.SELF,
    reason: Annotated[SeenText, Form(title="退回原因", max_length=200)] = "没有送到",
) -> HTMLResponse:
    if act == "print":
        run = await print_letters(session, TakeRun(region=region or by.region), by=by, at=now())
        return await _page(request, session, by, said=f"已取 {run.letters} 封，请打开下面最近的批次打印。")
    if letter_id is None:
        raise LetterNotFound(pointer="/letter_id")
    if act == "hand-over":
        await hand_over_letter(session, letter_id, HandOverLetter(receiver=receiver), by=by, at=now())
        return await _page(request, session, by, said="已登记送交。")
    await return_letter(session, letter_id, ReturnLetter(reason=reason or "没有送到"), by=by, at=now())
    return await _page(request, session, by, said="已登记退回，消息改用下一种方式。")


async def _page(request: Request, session: Transaction, by: Principal, *, said: str = "") -> HTMLResponse:
    printed = await list_letters(session, state=PaperState.PRINTED, region=None, after=None, limit=SHOWN)
    return page(
        "notifier",
        "letters.html",
        region=by.region,
        heaps=await count_heaps(session),
        runs=await list_runs(session, limit=RUNS_SHOWN),
        printed=[(letter, Recipient.model_validate_json(unseal(letter.sealed_recipient))) for letter in printed],
        receivers=list(Receiver),
        shown=SHOWN,
        said=said,
        ticket=ticket_for(by, request.url.path),
    )
