"""Findings of supervision: looked for by the day and on demand, listed, explained, accepted by another person."""

import asyncio
from dataclasses import asdict
from typing import Annotated, Literal
from urllib.parse import urlencode
from uuid import UUID

from fastapi import Depends, Path, Query, Response
from fastapi.responses import HTMLResponse

from services.funds.api.book_sheets import XLSX_ANSWER, as_download
from services.funds.api.exports import Taking
from services.funds.api.supervision_views import (
    InRegion,
    Supervisor,
    finding_view,
    named,
    rule_view,
    who_asked,
    within,
)
from services.funds.operations.supervision import ask_look as asking
from services.funds.operations.supervision.accept_finding import accept_finding
from services.funds.operations.supervision.explain_finding import explain_finding
from services.funds.operations.supervision.withdraw_acceptance import withdraw_acceptance
from services.funds.rules.money_finding import (
    MONEY_FINDING_STATE_NAMES,
    AcceptedBefore,
    MoneyFindingOver,
    MoneyFindingState,
    NoSuchMoneyFinding,
    NotAcceptedYet,
    NotExplainedYet,
)
from services.funds.rules.second_person import SamePerson
from services.funds.rules.supervision_fact import SUBJECT_NAMES, Subject
from services.funds.rules.supervision_rule import LEVEL_NAMES, THEME_NAMES, Level, Theme
from services.funds.schemas.supervision import (
    AcceptFinding,
    AskLook,
    ExplainFinding,
    LookView,
    MoneyFindingView,
    SupervisionRuleView,
)
from services.funds.store import money_finding as store
from services.funds.store.money_finding import FindingsAsked
from services.funds.store.supervision_policy import find_rule, rules_of
from shared import clock
from shared.html import page
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.regions import UnknownRegion
from shared.security import OutsideRegion, Principal, Role, may
from shared.service import Transaction, door, refuses
from shared.workbook import ROWS_LIMIT, Sheet, Yuan, workbook

router = door("/supervision", "资金监督")

Officer = Annotated[Principal, may(Role.TOWN, Role.COUNTY)]
County = Annotated[Principal, may(Role.COUNTY)]
Asker = Annotated[Principal, may(Role.COUNTY, Role.OPERATOR)]
FindingId = Annotated[UUID, Path(title="发现编号")]
Month = Annotated[str | None, Query(title="月份", pattern=r"^(20[0-9]{2}-(0[1-9]|1[0-2]))?$")]


_COLUMNS = (
    ("程度", 10), ("类别", 14), ("发现", 30), ("对象", 12), ("名称", 40), ("所在地", 28), ("查到的情况", 60),
    ("涉及金额（元）", 16), ("状态", 14), ("发现日期", 12), ("说明", 40), ("说明人", 14), ("认定意见", 40), ("认定人", 14),
    ("消除日期", 12), ("怎样处理", 40), ("依据", 50), ("发现编号", 38),
)  # fmt: skip


async def asked(
    by: Supervisor,
    region: InRegion = None,
    is_own: Annotated[bool, Query(title="只看本级", description="不含下级区划的")] = False,
    rule: Annotated[str | None, Query(title="规则代码", max_length=60, pattern=r"^[a-z0-9-]*$")] = None,
    theme: Annotated[Theme | Literal[""] | None, Query(title="类别")] = None,
    level: Annotated[Level | Literal[""] | None, Query(title="程度")] = None,
    state: Annotated[MoneyFindingState | Literal[""] | None, Query(title="状态", description="不写的是没有消除的")] = None,
    subject: Annotated[Subject | Literal[""] | None, Query(title="对象")] = None,
    found_in: Month = None,
    ended_in: Month = None,
) -> FindingsAsked:
    """What is empty does not matter, because a page's form sends every field. Raises UnknownRegion, OutsideRegion."""
    return FindingsAsked(
        region=within(by, region) or None,
        is_own=is_own,
        rule=rule or None,
        theme=theme or None,
        level=level or None,
        state=state or None,
        subject=subject or None,
        found_in=found_in or None,
        ended_in=ended_in or None,
    )


Asked = Annotated[FindingsAsked, Depends(asked)]


@router.get("/rules", summary="监督规则", responses=refuses(UnknownRegion, OutsideRegion))
async def list_rules(by: Supervisor, region: InRegion = None) -> list[SupervisionRuleView]:
    """在该地今天有效的全部规则，各带依据。"""
    return [rule_view(held) for held in rules_of(within(by, region), clock.today()).held]


@router.post("/looks", status_code=202, summary="提出一次核查", responses=refuses(OutsideRegion))
async def ask_look(form: AskLook, session: Transaction, by: Asker) -> LookView:
    """平台随即核查该区县的全部资金；已有排队的直接返回那一次。每天凌晨另有一次。"""
    return LookView.model_validate(await asking.ask_look(session, form.county, by=by, at=clock.now()))


@router.get("/looks", summary="历次核查", responses=refuses(UnreadableCursor))
async def list_looks(session: Transaction, by: Supervisor, after: After = None, limit: Limit = PAGE_ROWS) -> Page[LookView]:
    """新的在前。"""
    rows = [LookView.model_validate(look) for look in await store.list_looks(session, before=place(after), limit=limit)]
    return Page(rows=rows, next=cursor(rows[-1].id) if len(rows) == limit else None)


@router.get("/findings", summary="监督发现", responses=refuses(UnreadableCursor, UnknownRegion, OutsideRegion))
async def list_findings(
    session: Transaction, by: Supervisor, which: Asked, after: After = None, limit: Limit = PAGE_ROWS
) -> Page[MoneyFindingView]:
    """先发现的在前。"""
    found = await store.list_findings(session, which, after=place(after), limit=limit + 1)
    rows = [finding_view(finding) for finding in found[:limit]]
    return Page(rows=rows, next=cursor(rows[-1].id) if len(found) > limit else None)


@router.get(
    "/findings.xlsx",
    summary="监督发现（工作簿）",
    response_class=Response,
    responses=XLSX_ANSWER | refuses(UnknownRegion, OutsideRegion),
)
async def take_out_findings(session: Transaction, by: Supervisor, taking: Taking, which: Asked) -> Response:
    """与列表相同的条件，至多十万行。"""
    found = await store.list_findings(session, which, after=None, limit=ROWS_LIMIT)
    rows = [
        (
            one.level_name, one.theme_name, one.title, one.subject_name, one.label, one.region_name, one.said,
            Yuan(one.amount_fen), one.state_name, one.found_on.isoformat(), one.explanation, one.explained_by, one.acceptance,
            one.accepted_by, one.ended_on.isoformat() if one.ended_on else "", one.mend, one.clause, str(one.id),
        )
        for one in map(finding_view, found)
    ]  # fmt: skip
    who = [*_told(which), *who_asked(by, which.region or "", clock.now())]
    await taking.out("监督发现", rows=len(rows), by=by)
    return as_download("监督发现", await asyncio.to_thread(workbook, Sheet("监督发现", _COLUMNS, rows), asked=who))


@router.get(
    "/findings/page",
    summary="监督发现（网页）",
    response_class=HTMLResponse,
    responses=refuses(UnreadableCursor, UnknownRegion, OutsideRegion),
)
async def show_findings(session: Transaction, by: Supervisor, which: Asked, after: After = None) -> HTMLResponse:
    """点名称看对象本身，点发现看说明、认定的经过。"""
    found = await list_findings(session, by, which, after, PAGE_ROWS)
    return page(
        "funds",
        "money_findings.html",
        where=named(which.region or ""),
        which=which,
        told=[f"{name} {value}" for name, value in _told(which)],
        query=_query(which),
        themes=THEME_NAMES,
        levels=LEVEL_NAMES,
        states=MONEY_FINDING_STATE_NAMES,
        findings=found.rows,
        is_first=after is None,
        next=found.next,
    )


@router.get("/findings/{finding_id}", summary="一项监督发现", responses=refuses(NoSuchMoneyFinding))
async def show_finding(finding_id: FindingId, session: Transaction, by: Supervisor) -> MoneyFindingView:
    return finding_view(await store.get_finding(session, finding_id))


@router.get(
    "/findings/{finding_id}/page",
    summary="一项监督发现（网页）",
    response_class=HTMLResponse,
    responses=refuses(NoSuchMoneyFinding),
)
async def show_finding_page(finding_id: FindingId, session: Transaction, by: Supervisor) -> HTMLResponse:
    """查到的情况、依据、说明、认定，同一对象的其他发现，对象本身的链接。"""
    finding = await show_finding(finding_id, session, by)
    same = await store.list_findings(session, FindingsAsked(subject_id=finding.subject_id), after=None, limit=PAGE_ROWS)
    others = [finding_view(one) for one in same if one.id != finding_id]
    return page("funds", "money_finding.html", finding=finding, others=others)


@router.post(
    "/findings/{finding_id}/explanation",
    status_code=201,
    summary="说明情况",
    responses=refuses(NoSuchMoneyFinding, MoneyFindingOver, AcceptedBefore),
)
async def post_explanation(finding_id: FindingId, form: ExplainFinding, session: Transaction, by: Officer) -> MoneyFindingView:
    """责任单位说明原因或处理打算；认定以前可以改写。"""
    return finding_view(await explain_finding(session, finding_id, form.explanation, by=by, at=clock.now()))


@router.post(
    "/findings/{finding_id}/acceptance",
    status_code=201,
    summary="认定说明成立",
    responses=refuses(NoSuchMoneyFinding, MoneyFindingOver, AcceptedBefore, NotExplainedYet, SamePerson),
)
async def post_acceptance(finding_id: FindingId, form: AcceptFinding, session: Transaction, by: County) -> MoneyFindingView:
    """由说明人以外的人认定，写明理由；所依据的情况变了，会重新列出。"""
    return finding_view(await accept_finding(session, finding_id, form.reason, by=by, at=clock.now()))


@router.post(
    "/findings/{finding_id}/acceptance/withdrawal",
    status_code=201,
    summary="撤回认定",
    responses=refuses(NoSuchMoneyFinding, MoneyFindingOver, NotAcceptedYet),
)
async def post_withdrawal(finding_id: FindingId, session: Transaction, by: County) -> MoneyFindingView:
    """回到已说明待认定。"""
    return finding_view(await withdraw_acceptance(session, finding_id))


def _query(which: FindingsAsked, **other: object) -> str:
    """The same as the address of another page or of the workbook."""
    return urlencode({name: str(value) for name, value in (asdict(which) | other).items() if value})


def _told(which: FindingsAsked) -> list[tuple[str, str]]:
    """The conditions as a person reads them."""
    rule = find_rule(which.rule) if which.rule else None
    told = {
        "范围": "本级" if which.is_own else "",
        "发现": rule.title if rule else which.rule or "",
        "类别": THEME_NAMES[which.theme] if which.theme else "",
        "程度": LEVEL_NAMES[which.level] if which.level else "",
        "状态": MONEY_FINDING_STATE_NAMES[which.state] if which.state else "",
        "对象": SUBJECT_NAMES[which.subject] if which.subject else "",
        "发现月份": which.found_in or "",
        "消除月份": which.ended_in or "",
    }
    return [(name, value) for name, value in told.items() if value]
