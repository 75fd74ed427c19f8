"""Any list of registry as a workbook: the same filters as the list itself, printed on top, row by row however long it is.

A list joins with one line at the end of this module. Its columns are the fields of its view, under their own titles; a code that
has a name beside it, and numbers that only programs need, are left out.
"""

import asyncio
import re
import tempfile
from collections.abc import Awaitable, Callable, Mapping, Sequence
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import BackgroundTasks, Request, Response
from fastapi.responses import FileResponse

from services.registry.api import (
    alerts,
    assignments,
    campaigns,
    cases,
    comparisons,
    coverage,
    credit,
    doubles,
    household_lists,
    imports,
    income,
    notices,
    objections,
    plan_lists,
    poverty,
    procedures,
    transfers,
    visits,
)
from services.registry.api.book_columns import Column, cell_of, columns_of, filters_of, view_of
from services.registry.api.households import OFFICERS
from services.registry.api.households import read_history as list_changes
from services.registry.api.search import list_people_for_book, list_searches
from services.registry.operations.listing.take_out_list import take_out_list
from services.registry.rules.assignment import NoSuchHelper
from services.registry.rules.measure import NoMeasuresPolicy
from services.registry.rules.search import NothingAsked, NotUnderstood, TooLittleAsked, WholeNumberInAddress
from services.registry.rules.whole_number import NoReasonForNumbers, NumbersNotForThisRole
from services.registry.schemas.search import ExportTraceView
from services.registry.schemas.spoken import said
from services.registry.store.campaign import NoSuchCampaign
from services.registry.store.household import NoSuchHousehold
from services.registry.store.household_list import list_heads
from services.registry.store.trace import list_traces
from services.registry.tables import ListExport
from shared.attachments import AS_WORKBOOK
from shared.clock import china, now
from shared.errors import Refusal
from shared.html import wall_clock
from shared.pages import PAGE_ROWS, PAGE_ROWS_LIMIT, After, Limit, Page, UnreadableCursor, paged, place
from shared.security import ROLE_NAMES, Principal, Role, may
from shared.service import Transaction, door, refuses
from shared.workbook import ROWS_LIMIT, XLSX, Book, Cell

router = door("", "导出名单")

_NOT_ASKED = {"session", "by", "after", "limit"}
_SEES_NAMES = {*OFFICERS, Role.AUDITOR}

Read = Callable[..., Awaitable[Any]]


def offer(path: str, title: str, read: Read, *laws: type[Refusal], to: Any = None, leave_out: Sequence[str] = ()) -> None:
    """The list that `read` answers, as a workbook under this path.

    `to` says who may take it out, where the list itself is open to anyone.
    """
    given = signature(read).parameters
    asked = [each.replace(kind=Parameter.KEYWORD_ONLY) for name, each in given.items() if name not in _NOT_ASKED]
    who = given["by"].annotation if "by" in given else to
    columns = columns_of(view_of(read), leave_out)

    async def take_out(session: Transaction, by: Principal, **filters: Any) -> Response:
        told = filters_of([each for each in asked if each.annotation is not Request], filters)
        lines = _pages(session, read, given, by, filters, columns)
        return await _written(session, title, columns, told, lines, by, filters)

    head = [Parameter(name, Parameter.POSITIONAL_OR_KEYWORD, annotation=kind) for name, kind in _HEAD.items()]
    head[1] = head[1].replace(annotation=who)
    take_out.__signature__ = Signature([*head, *asked], return_annotation=Response)  # type: ignore[attr-defined]
    take_out.__name__ = "take_out_" + re.sub(r"\W+", "_", path.removesuffix(".xlsx")).strip("_")
    router.get(
        path,
        summary=f"{title}（工作簿）",
        description=DESCRIPTION,
        response_class=Response,
        responses=AS_WORKBOOK | refuses(*laws),
    )(take_out)


_HEAD = {"session": Transaction, "by": Principal}
DESCRIPTION = f"与列表相同的条件；条件、导出人和时间印在表的上方。至多 {ROWS_LIMIT:,} 行，超过的在“说明”页注明。每次导出留痕。"


async def _pages(
    session: Transaction,
    read: Read,
    given: Mapping[str, Any],
    by: Principal,
    filters: Mapping[str, Any],
    columns: Sequence[Column],
) -> Any:
    """The rows of the list, a page at a time, as cells."""
    after, paged = None, "after" in given
    while True:
        kept = dict(filters) | ({"by": by} if "by" in given else {})
        found = await read(session=session, **kept, **({"after": after, "limit": PAGE_ROWS_LIMIT} if paged else {}))
        rows = found.rows if paged else found
        heads = await _heads(session, rows, by) if any(column.of_household for column in columns) else {}
        yield [[cell_of(row, column, heads) for column in columns] for row in rows]
        after = found.next if paged else None
        if after is None:
            return


async def _heads(session: Transaction, rows: Sequence[Any], by: Principal) -> dict[Any, tuple[str | None, str]]:
    """Whose the rows are; a name for those alone who may read the file of a household."""
    ids = list({row.household_id for row in rows if row.household_id})
    heads = await list_heads(session, ids)
    if by.role not in _SEES_NAMES:
        return {id: (code, "") for id, (code, _) in heads.items()}
    return {id: (code, said("name", name, to_auditor=by.role is Role.AUDITOR)) for id, (code, name) in heads.items()}


async def _written(
    session: Transaction,
    title: str,
    columns: Sequence[Column],
    told: Sequence[tuple[str, str]],
    pages: Any,
    by: Principal,
    filters: Mapping[str, Any],
) -> Response:
    at, many, is_whole = now(), 0, True
    conditions = "；".join(f"{name}：{value}" for name, value in told) or "无（本人全部辖区）"
    who = f"{by.subject}（{ROLE_NAMES[by.role]}）"
    above = [title, f"条件：{conditions}", f"导出人：{who}　导出时间：{wall_clock(at)}"]
    book = Book()
    with tempfile.NamedTemporaryFile(prefix="jishiyu-book-", suffix=".xlsx", delete=False) as file:
        kept = Path(file.name)
    try:
        await asyncio.to_thread(book.begin, title, [(column.title, column.width) for column in columns], above=above)
        async for page in pages:
            rows: list[list[Cell]] = page[: ROWS_LIMIT - many]
            await asyncio.to_thread(book.add, rows)
            many += len(rows)
            if len(rows) < len(page):
                is_whole = False
                break
        complete = "是" if is_whole else f"否，只有前 {ROWS_LIMIT:,} 行，请按镇街分别导出"
        asked = [*told, ("导出人", who), ("导出时间", wall_clock(at)), ("行数", f"{many:,}"), ("是否完整", complete)]
        await asyncio.to_thread(book.finish, kept, asked)
    except BaseException:  # also a caller who hung up: a half-written file of people must not stay on the disk
        _throw_away(book, kept)
        raise
    numbers, why = bool(filters.get("whole_numbers")), str(filters.get("why") or "")
    await take_out_list(session, title, conditions, many=many, has_whole_numbers=numbers, why=why, by=by)
    after = BackgroundTasks()
    after.add_task(kept.unlink, missing_ok=True)
    name = quote(f"{title}-{china(at):%Y%m%d}.xlsx")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}", "Cache-Control": "no-store"}
    return FileResponse(kept, media_type=XLSX, headers=headers, background=after)


def _throw_away(book: Book, kept: Path) -> None:
    book.throw_away()
    kept.unlink(missing_ok=True)


@router.get("/exports", summary="导出记录（审计）", responses=refuses(UnreadableCursor))
async def list_exports(
    session: Transaction, by: Annotated[Principal, may(Role.AUDITOR)], after: After = None, limit: Limit = PAGE_ROWS
) -> Page[ExportTraceView]:
    """谁在何时导出了哪个名单、多少行、是否含完整的身份证号码、作何用途，最近的在前。"""
    found = await list_traces(session, ListExport, before=place(after), limit=limit)
    return paged(
        found,
        limit,
        lambda trace: ExportTraceView.model_validate(trace.model_dump() | {"role_name": ROLE_NAMES[Role(trace.role)]}),
    )


_FOUND = (NothingAsked, TooLittleAsked, NotUnderstood, WholeNumberInAddress, NumbersNotForThisRole, NoReasonForNumbers)

offer("/households.xlsx", "家庭名单", household_lists.list_households)
offer("/households/{household_id}/history.xlsx", "家庭变更记录", list_changes)
offer("/persons.xlsx", "人员名单", list_people_for_book, *_FOUND, leave_out=("classes", "sex", "standing"))
offer("/persons/searches.xlsx", "查找记录", list_searches)
offer("/exports.xlsx", "导出记录", list_exports)
offer("/cases.xlsx", "即时帮扶台账", cases.list_cases)
offer("/transfers.xlsx", "跨辖区移交", transfers.read_transfers)
offer("/procedures.xlsx", "识别退出程序", procedures.list_procedures, leave_out=("stage",))
offer("/notices.xlsx", "公示公告", notices.list_notices, to=Annotated[Principal, may(*OFFICERS, Role.AUDITOR)])
offer("/objections.xlsx", "待处理异议", objections.list_objections)
offer("/poverty.xlsx", "脱贫与监测状态", poverty.list_poverty)
offer("/incomes.xlsx", "收入台账", income.list_incomes)
offer("/lines.xlsx", "各地各年度的标准", income.list_published_lines)
offer("/watch/alerts.xlsx", "监测预警", alerts.list_alerts, leave_out=("rule",))
offer("/watch/rules.xlsx", "监测规则", alerts.list_rules, leave_out=("rule",))
offer("/imports.xlsx", "导入记录", imports.read_imports, leave_out=("errors_workbook",))
offer("/doubles.xlsx", "疑似重复人员", doubles.list_doubles)
offer("/comparisons.xlsx", "部门名单", comparisons.list_compared, leave_out=("errors_workbook",))
offer("/plans.xlsx", "帮扶计划", plan_lists.list_plans)
offer("/plans/gaps.xlsx", "帮扶计划缺口", plan_lists.list_missing, NoMeasuresPolicy)
offer("/credit-ratings.xlsx", "小额信贷评级", credit.list_ratings)
offer("/campaigns.xlsx", "走访活动", campaigns.list_campaigns)
offer("/campaigns/{campaign_id}/households.xlsx", "走访活动的户", campaigns.list_tasks, NoSuchCampaign)
offer("/campaigns/{campaign_id}/spot-checks.xlsx", "走访抽查", campaigns.read_checks, NoSuchCampaign)
offer("/households/{household_id}/visits.xlsx", "走访记录", visits.list_visits, NoSuchHousehold)
offer("/visit-problems.xlsx", "走访发现的问题", visits.list_problems)
offer("/helpers.xlsx", "帮扶责任人", assignments.list_helpers)
offer("/helpers/uncovered.xlsx", "没有责任人的户", coverage.list_uncovered)
offer("/helpers/{helper_id}/households.xlsx", "责任人帮扶的户", assignments.list_households, NoSuchHelper)
