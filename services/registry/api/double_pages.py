"""Two likely doubles side by side in a browser, and what somebody decides of them there."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from fastapi import Form, Request
from fastapi.responses import HTMLResponse
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.api.doubles import DECIDERS, DECIDING, MERGING, UNDOING, Decider, PairId, Reader, read_double
from services.registry.operations.double.decide_double import decide_double
from services.registry.operations.double.merge_persons import merge_persons
from services.registry.operations.double.undo_merge import undo_merge
from services.registry.rules.double import NoSuchDouble, NoSuchMerger
from services.registry.schemas.double import DecideDouble, DoubleView, MergePersons, UndoMerge
from shared.clock import today
from shared.errors import Refusal
from shared.html import page
from shared.security import Principal
from shared.service import Transaction, door, refuses
from shared.written_form import FOR_PAGES, FormTicket, PageNotOurs, WrittenForm, ticket_for

router = door("/doubles", "疑似重复人员", kind=WrittenForm)

Choice = Literal["left", "right", "different", "later", "undo"]
CHOICES = {
    "left": "是同一人，保留左边的一份",
    "right": "是同一人，保留右边的一份",
    "different": "是两个人",
    "later": "一时不能确定，暂缓",
}
DONE = {
    "left": "已合并，保留左边的一份。",
    "right": "已合并，保留右边的一份。",
    "different": "已判为两个人。",
    "later": "已暂缓。",
    "undo": "已撤销合并，两份档案恢复原样。",
}


@router.get("/{pair_id}/page", summary="并排比较（网页）", response_class=HTMLResponse, responses=refuses(NoSuchDouble))
async def show_double(pair_id: PairId, request: Request, session: Transaction, by: Reader) -> HTMLResponse:
    """两份档案的异同；镇街和县区在这里判定。"""
    return await _page(pair_id, request, session, by)


@router.post(
    "/{pair_id}/page",
    status_code=201,
    summary="在网页上判定一对疑似重复人员",
    description=FOR_PAGES,
    response_class=HTMLResponse,
    responses=refuses(*DECIDING, *MERGING, *UNDOING, PageNotOurs),
)
async def post_choice(
    pair_id: PairId,
    choice: Annotated[
        Choice,
        Form(
            title="判定",
            description="left、right 是同一人，保留左边或右边的一份；different 是两个人；later 暂缓；undo 撤销合并",
        ),
    ],
    reason: Annotated[str, Form(title="理由", min_length=1, max_length=500, examples=["已见本人与身份证原件"])],
    ticket: FormTicket,
    request: Request,
    session: Transaction,
    by: Decider,
    paper: Annotated[str, Form(title="依据", max_length=100)] = "",
    until_on: Annotated[date | None, Form(title="何日再提醒")] = None,
) -> HTMLResponse:
    papers = [paper] if paper else []
    try:
        async with session.begin_nested():
            pair = await read_double(pair_id, session, by)
            match choice:
                case "different" | "later":
                    put_off = until_on if choice == "later" else None
                    form = DecideDouble(decision=choice, reason=reason, until_on=put_off)
                    await decide_double(session, pair_id, form, by=by, on=today())
                case "undo":
                    await undo_merge(session, _standing_merger(pair), UndoMerge(reason=reason, papers=papers), by=by, on=today())
                case "left" | "right":
                    kept = pair.sides[0 if choice == "left" else 1].person_id
                    merging = MergePersons(keep_id=kept, reason=reason, papers=papers)
                    await merge_persons(session, pair_id, merging, by=by, on=today())
    except Refusal as refusal:
        written = {"choice": choice, "reason": reason, "paper": paper, "until_on": until_on.isoformat() if until_on else ""}
        return await _page(pair_id, request, session, by, refusal=refusal, written=written)
    return await _page(pair_id, request, session, by, done=DONE[choice])


def _standing_merger(pair: DoubleView) -> UUID:
    """Raises NoSuchMerger where the two files are two."""
    if not pair.mergers:
        raise NoSuchMerger
    return pair.mergers[-1].merger_id


async def _page(
    pair_id: PairId,
    request: Request,
    session: AsyncSession,
    by: Principal,
    *,
    done: str = "",
    refusal: Refusal | None = None,
    written: dict[str, str] | None = None,
) -> HTMLResponse:
    return page(
        "registry",
        "double.html",
        status=refusal.status if refusal else 201 if done else 200,
        pair=await read_double(pair_id, session, by),
        may_decide=by.role in DECIDERS,
        choices=CHOICES,
        done=done,
        refusal=refusal,
        written=written or {},
        ticket=ticket_for(by, request.url.path),
    )
