"""Data quality: the rules of a place, what they found, and what was accepted as right."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import Path, Query, Response
from fastapi.responses import HTMLResponse

from services.registry.api.quality_views import finding_view, quality_rule_view
from services.registry.operations.listing.take_out_list import take_out_list
from services.registry.operations.quality.accept_finding import accept_finding
from services.registry.operations.quality.withdraw_acceptance import withdraw_acceptance
from services.registry.rules.finding import AcceptedAlready, FaultCannotBeRight, FindingIsGone, NotAccepted
from services.registry.rules.quality import Severity
from services.registry.schemas.quality import AcceptFinding, FindingView, QualityRuleView
from services.registry.store import finding as store
from services.registry.store.quality_policy import rules_of
from shared import regions
from shared.attachments import AS_WORKBOOK, as_book
from shared.clock import now, today
from shared.database import EVERYWHERE
from shared.html import page, wall_clock
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.regions import AnyRegion
from shared.security import Principal, Role, may
from shared.service import Transaction, door, refuses
from shared.workbook import ROWS_LIMIT, Sheet

router = door("/quality", "数据质量")

Reader = Annotated[Principal, may(Role.VILLAGE, Role.TOWN, Role.COUNTY, Role.AUDITOR, Role.OPERATOR)]
# Whose findings they are is for those who know the people: an operator reads rules and counts alone.
Insider = Annotated[Principal, may(Role.VILLAGE, Role.TOWN, Role.COUNTY, Role.AUDITOR)]
Judge = Annotated[Principal, may(Role.TOWN, Role.COUNTY)]
FindingId = Annotated[UUID, Path(title="发现编号")]
InRegion = Annotated[AnyRegion | None, Query(title="辖区代码", description="不填为本人全部辖区")]
OfRule = Annotated[str | None, Query(title="规则代码", pattern=r"^[a-z][a-z0-9-]{0,59}$")]
OfSeverity = Annotated[Severity | None, Query(title="程度", description="fault 错误、warning 提醒")]
OfField = Annotated[str | None, Query(title="项目", max_length=40)]
Which = Annotated[
    Literal["open", "accepted", "gone"],
    Query(title="显示哪些", description="open 待改正、accepted 已接受、gone 已消除"),
]
OfHousehold = Annotated[UUID | None, Query(title="户标识")]
HEADS = (
    ("所在地", 40), ("户编号", 20), ("姓名", 12), ("程度", 8), ("项目", 20), ("登记的内容", 24), ("发现", 40),
    ("如何更正", 44), ("发现时间", 18), ("状态", 10), ("接受的理由", 30), ("户标识", 38),
)  # fmt: skip


@router.get("/rules", summary="一地的数据质量规则", responses=refuses())
async def list_quality_rules(session: Transaction, by: Reader, region: InRegion = None) -> list[QualityRuleView]:
    return [quality_rule_view(held) for held in rules_of(within_of(by, region), today()).held]


@router.get("/findings", summary="数据质量发现列表", responses=refuses(UnreadableCursor))
async def list_findings(
    session: Transaction,
    by: Insider,
    region: InRegion = None,
    household_id: OfHousehold = None,
    rule: OfRule = None,
    severity: OfSeverity = None,
    field: OfField = None,
    show: Which = "open",
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[FindingView]:
    """先发现的在前。规则、项目、登记的内容、如何更正、何时发现、何时消除。"""
    wanted = store.Wanted(within_of(by, region), household_id, rule, severity, field, show)
    found = await store.list_findings(session, wanted, after=place(after), limit=limit)
    rows = found[:limit]
    return Page(
        rows=[finding_view(listed, to_auditor=by.role is Role.AUDITOR) for listed in rows],
        next=cursor(rows[-1].finding.id) if len(found) > limit else None,
    )


@router.get(
    "/findings/page", summary="数据质量发现列表（网页）", response_class=HTMLResponse, responses=refuses(UnreadableCursor)
)
async def show_findings(
    session: Transaction,
    by: Insider,
    region: InRegion = None,
    rule: OfRule = None,
    severity: OfSeverity = None,
    show: Which = "open",
    after: After = None,
) -> HTMLResponse:
    """每一项连到所在户的档案；适合在手机上看。"""
    found = await list_findings(session, by, region=region, rule=rule, severity=severity, show=show, after=after)
    within = within_of(by, region)
    asked = "&".join(
        f"{name}={value}"
        for name, value in (("region", region), ("rule", rule), ("severity", severity and severity.value))
        if value
    )
    held = next((each.rule for each in rules_of(within, today()).held if each.rule.rule == rule), None)
    return page(
        "registry",
        "findings.html",
        where=named(within),
        findings=found.rows,
        next=found.next,
        show=show,
        asked=asked,
        of_rule=(held.title if held else rule) if rule else "",
        is_first=after is None,
    )


@router.get("/findings.xlsx", summary="数据质量发现列表（工作簿）", response_class=Response, responses=AS_WORKBOOK)
async def read_findings_workbook(
    session: Transaction,
    by: Insider,
    region: InRegion = None,
    household_id: OfHousehold = None,
    rule: OfRule = None,
    severity: OfSeverity = None,
    field: OfField = None,
    show: Which = "open",
) -> Response:
    """逐项列出，便于分给各村改正；最多十万行。"""
    wanted = store.Wanted(within_of(by, region), household_id, rule, severity, field, show)
    found = await store.list_findings(session, wanted, after=None, limit=ROWS_LIMIT)
    views = [finding_view(listed, to_auditor=by.role is Role.AUDITOR) for listed in found[:ROWS_LIMIT]]
    rows = [
        (
            each.region_name,
            each.household_code,
            each.person_name,
            each.severity_name,
            each.field,
            each.value,
            each.title,
            each.mend,
            wall_clock(each.found_at),
            each.state_name,
            each.accepted_reason,
            str(each.household_id),
        )
        for each in views
    ]
    asked = (
        ("辖区", named(wanted.region)),
        ("规则", rule or "全部"),
        ("程度", severity.value if severity else "全部"),
        ("项目", field or "全部"),
        ("状态", {"open": "待改正", "accepted": "已接受", "gone": "已消除"}[show]),
        *((("行数", f"只列出前 {ROWS_LIMIT} 项，请缩小辖区或分规则导出"),) if len(found) > ROWS_LIMIT else ()),
        ("导出时间", wall_clock(now())),
        ("导出人", by.subject),
    )
    conditions = "；".join(f"{name}：{value}" for name, value in asked)
    await take_out_list(session, "数据质量发现", conditions, many=len(rows), has_whole_numbers=False, why="", by=by)
    return await as_book(f"数据质量-{today():%Y%m%d}.xlsx", Sheet("数据质量发现", HEADS, rows), asked=asked)


@router.get("/findings/{finding_id}", summary="一项数据质量发现", responses=refuses(store.NoSuchFinding))
async def read_finding(finding_id: FindingId, session: Transaction, by: Insider) -> FindingView:
    return finding_view(await store.get_listed(session, finding_id), to_auditor=by.role is Role.AUDITOR)


@router.post(
    "/findings/{finding_id}/acceptance",
    status_code=200,
    summary="核实无误，接受一项提醒",
    description="所依据的内容改变之前不再提示；错误类的发现只能改正。",
    responses=refuses(store.NoSuchFinding, FindingIsGone, AcceptedAlready, FaultCannotBeRight),
)
async def post_acceptance(finding_id: FindingId, form: AcceptFinding, session: Transaction, by: Judge) -> FindingView:
    finding = await accept_finding(session, finding_id, reason=form.reason, by=by.subject)
    return await read_finding(finding.id, session, by)


@router.post(
    "/findings/{finding_id}/acceptance/withdrawal",
    status_code=200,
    summary="撤回接受，重新列为待改正",
    responses=refuses(store.NoSuchFinding, FindingIsGone, NotAccepted),
)
async def post_acceptance_withdrawal(finding_id: FindingId, session: Transaction, by: Judge) -> FindingView:
    finding = await withdraw_acceptance(session, finding_id)
    return await read_finding(finding.id, session, by)


def within_of(by: Principal, region: str | None) -> str:
    """The region asked for, or all of one's own."""
    return region or by.region.removesuffix(EVERYWHERE)


def named(region: str) -> str:
    return regions.name_of(region) if region else "全部辖区"
