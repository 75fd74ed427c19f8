"""An alert in a browser: why it was raised, what was found at home, and what was decided; a telephone's screen is enough."""

from datetime import date
from typing import Annotated, Literal

from fastapi import Form, Request
from fastapi.responses import HTMLResponse
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.api.alerts import DECIDERS, DECIDING, OFFICERS, READERS, VISITING, AlertId, read_alert
from services.registry.operations.alert.decide_alert import decide_alert
from services.registry.operations.alert.record_visit import record_visit
from services.registry.schemas.alert import RecordVisit
from services.registry.store.alert import NoSuchAlert
from shared.clock import today
from shared.errors import Refusal
from shared.html import page
from shared.security import Principal, may
from shared.service import Transaction, door, refuses
from shared.written_form import FOR_PAGES, FormTicket, PageNotOurs, WrittenForm, ticket_for

router = door("/watch", "防返贫监测", kind=WrittenForm)

InNeed = Annotated[Literal["yes", "no"], Form(title="是否确有困难", description="yes 有返贫致贫风险，需要帮扶；no 没有")]
Outcome = Annotated[Literal["confirmed", "dismissed"], Form(title="结论", description="confirmed 属实、dismissed 排除")]


@router.get("/alerts/{alert_id}/page", summary="一条预警（网页）", response_class=HTMLResponse, responses=refuses(NoSuchAlert))
async def show_alert(
    alert_id: AlertId, request: Request, session: Transaction, by: Annotated[Principal, may(*READERS)]
) -> HTMLResponse:
    """事实、条款、核实与结论；村级在这里登记入户核实，镇街和县区作出结论。"""
    return await _page(alert_id, request, session, by)


@router.post(
    "/alerts/{alert_id}/visits/page",
    status_code=201,
    summary="在网页上登记入户核实",
    description=FOR_PAGES,
    response_class=HTMLResponse,
    responses=refuses(*VISITING, PageNotOurs),
)
async def post_visit(
    alert_id: AlertId,
    visited_on: Annotated[date, Form(title="入户日期", examples=["2020-06-03"])],
    found: Annotated[str, Form(title="核实的情况", min_length=4, max_length=1000, examples=["一间房进水，粮食受损"])],
    in_need: InNeed,
    ticket: FormTicket,
    request: Request,
    session: Transaction,
    by: Annotated[Principal, may(*OFFICERS)],
) -> HTMLResponse:
    form = RecordVisit(visited_on=visited_on, found=found, is_in_need=in_need == "yes")
    try:
        async with session.begin_nested():
            await record_visit(session, alert_id, form, by=by.subject, on=today())
    except Refusal as refusal:
        written = {"visited_on": visited_on.isoformat(), "found": found, "in_need": in_need}
        return await _page(alert_id, request, session, by, refusal=refusal, written=written)
    return await _page(alert_id, request, session, by, done="入户核实已登记。")


@router.post(
    "/alerts/{alert_id}/decision/page",
    status_code=201,
    summary="在网页上作出结论",
    description=FOR_PAGES,
    response_class=HTMLResponse,
    responses=refuses(*DECIDING, PageNotOurs),
)
async def post_decision(
    alert_id: AlertId,
    outcome: Outcome,
    reason: Annotated[str, Form(title="理由", min_length=2, max_length=500, examples=["入户核实属实"])],
    ticket: FormTicket,
    request: Request,
    session: Transaction,
    by: Annotated[Principal, may(*DECIDERS)],
) -> HTMLResponse:
    is_confirmed = outcome == "confirmed"
    try:
        async with session.begin_nested():
            await decide_alert(session, alert_id, is_confirmed=is_confirmed, reason=reason, by=by.subject)
    except Refusal as refusal:
        return await _page(alert_id, request, session, by, refusal=refusal, written={"outcome": outcome, "reason": reason})
    return await _page(
        alert_id, request, session, by, done="已定为属实，随即开立帮扶台账，或并入进行中的台账。" if is_confirmed else "已排除。"
    )


async def _page(
    alert_id: AlertId,
    request: Request,
    session: AsyncSession,
    by: Principal,
    *,
    done: str = "",
    refusal: Refusal | None = None,
    written: dict[str, str] | None = None,
) -> HTMLResponse:
    # Its forms are answered one level further down, and each has an address and a ticket of its own.
    here, answered = request.url.path, request.method == "POST"
    alert_path = here.removesuffix("/visits/page").removesuffix("/decision/page").removesuffix("/page")
    return page(
        "registry",
        "alert.html",
        status=refusal.status if refusal else 201 if done else 200,
        alert=await read_alert(alert_id, session, by),
        on=today().isoformat(),
        may_visit=by.role in OFFICERS,
        may_decide=by.role in DECIDERS,
        up="../" if answered else "",
        done=done,
        refusal=refusal,
        written=written or {},
        tickets={form: ticket_for(by, f"{alert_path}/{form}/page") for form in ("visits", "decision")},
    )
