"""Comparison with departments' lists: a list comes in, what is different is shown as tasks, each is settled with a reason."""

import asyncio
import json
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import File, Form, Path, Query, Request, Response, UploadFile
from fastapi.responses import HTMLResponse

from services.registry.api import comparison_views as views
from services.registry.operations.comparison.compare_list import ROWS, NewFact, compare_list
from services.registry.operations.watch.note_facts import Heard, note_facts
from services.registry.operations.watch.raise_alerts import raise_alerts
from services.registry.rules.difference import ListDayInTheFuture, NewerListCounts, NothingHandedBack, UnknownListKind
from services.registry.rules.listed import ListColumnsMissing, ListColumnsRepeated, ListWithoutRows, NotSuchAList
from services.registry.rules.watch import FactKind
from services.registry.schemas.comparison import ComparedListView, ComparisonView, ListKindView
from services.registry.store import difference as store
from services.registry.store.comparison_policy import list_kinds
from services.registry.tables import ComparedList
from shared import pages
from shared.attachments import AS_WORKBOOK, attached
from shared.cells import Fault, Row
from shared.clock import today
from shared.database import EVERYWHERE
from shared.grid import FILE_BYTES, GRID_LAWS
from shared.handed_back import write_handed_back
from shared.html import page
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, paged
from shared.regions import AnyRegion
from shared.security import Principal, Role, may
from shared.service import Transaction, door_with_limit, refuses
from shared.vault import unseal

ENVELOPE_BYTES = 64 * 1024
SENDERS = (Role.TOWN, Role.COUNTY, Role.DEPARTMENT)
READERS = (Role.VILLAGE, *SENDERS, Role.AUDITOR, Role.OPERATOR)

DESCRIPTION = f"""按公民身份号码比对，一次得出双方的差异，每项差异是一件有期限的任务。
辍学、失业、残疾、死亡、未缴医保等同时按监测规则判断。
同一种名单、同一辖区以日期最新的为准；上次已有结论、内容未变的差异不再询问，不再存在的差异自行消失。
名单本身不保存：有差异的行加密保存到该项差异办结为止，退回的行保存 {store.KEPT_DAYS} 天。
至多 50 MB、{ROWS:,} 行；错误行超过 5% 的整份退回。"""

router = door_with_limit("/comparisons", "部门名单比对", body_limit_bytes=FILE_BYTES + ENVELOPE_BYTES)

ListId = Annotated[UUID, Path(title="名单编号")]
Kind = Annotated[str | None, Query(title="名单种类代码", max_length=40)]


@router.post(
    "",
    status_code=201,
    summary="提交一份部门名单（.xlsx 或 .csv）并比对",
    description=DESCRIPTION,
    responses=refuses(
        UnknownListKind,
        ListDayInTheFuture,
        NewerListCounts,
        NotSuchAList,
        ListColumnsMissing,
        ListColumnsRepeated,
        ListWithoutRows,
        *GRID_LAWS,
    ),
)
async def post_list(
    file: Annotated[UploadFile, File(title="名单", description=".xlsx 工作簿，或 UTF-8、GBK 编码的 .csv")],
    kind: Annotated[str, Form(title="名单种类代码", max_length=40, examples=["low-income"])],
    place: Annotated[AnyRegion, Form(title="名单所属辖区代码", examples=["371311"])],
    listed_on: Annotated[date, Form(title="名单日期", examples=["2020-06-01"])],
    session: Transaction,
    by: Annotated[Principal, may(*SENDERS)],
    request: Request,
) -> ComparisonView:
    made, new = await compare_list(session, await file.read(), kind=kind, place=place, listed_on=listed_on, by=by, on=today())
    households = await note_facts(session, [_heard(fact, made) for fact in new], by=by.subject)
    raised = (await raise_alerts(session, households, on=today()))[1] if households else []
    return ComparisonView.model_validate(views.list_told(made, _behind(request)) | {"facts": len(new), "alerts": len(raised)})


def source_of(kind: str) -> str:
    """What a fact out of such a list names as its source."""
    return f"list {kind}"


def _heard(fact: NewFact, made: ComparedList) -> Heard:
    row = fact.difference
    # Somebody dies once, whoever says so.
    once = row.person_id if fact.kind is FactKind.DEATH and row.person_id else row.id
    return Heard(
        kind=fact.kind,
        source=source_of(made.kind),
        source_id=once,
        region=row.region,
        happened_on=fact.day,
        household_id=row.household_id,
        person_id=row.person_id,
        note=f"{views.kind_name(made.kind)}，{made.listed_on.isoformat()}",
    )


@router.get("", summary="提交过的名单", responses=refuses(UnreadableCursor))
async def list_compared(
    session: Transaction,
    by: Annotated[Principal, may(*READERS)],
    request: Request,
    kind: Kind = None,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[ComparedListView]:
    """新的在前。"""
    found = await store.list_lists(session, kind=kind, after=pages.place(after), limit=limit)
    return paged(found, limit, lambda row: views.list_view(row, _behind(request)))


@router.get("/page", summary="提交过的名单（网页）", response_class=HTMLResponse, responses=refuses(UnreadableCursor))
async def show_compared(
    session: Transaction, by: Annotated[Principal, may(*READERS)], request: Request, after: After = None
) -> HTMLResponse:
    """每份名单的结果；适合在手机上看。"""
    found = await list_compared(session, by, request, after=after)
    kinds = list_kinds(by.region.removesuffix(EVERYWHERE), today())
    where = views.place_name(by.region.removesuffix(EVERYWHERE))
    return page(
        "registry", "compared_lists.html", where=where, lists=found.rows, next=found.next, kinds=kinds, is_first=after is None
    )


@router.get("/kinds", summary="名单种类：列名与差异规则", responses=refuses())
async def list_list_kinds(
    session: Transaction,
    by: Annotated[Principal, may(*READERS)],
    region: Annotated[AnyRegion | None, Query(title="辖区代码", description="不填则为本人辖区")] = None,
) -> list[ListKindView]:
    return [views.kind_view(policy) for policy in list_kinds(region or by.region.removesuffix(EVERYWHERE), today())]


@router.get("/{list_id}", summary="一份名单的结果", responses=refuses(store.NoSuchList))
async def read_list(
    list_id: ListId, session: Transaction, by: Annotated[Principal, may(*READERS)], request: Request
) -> ComparedListView:
    return views.list_view(await store.get_list(session, list_id), _behind(request))


@router.get(
    "/{list_id}/errors.xlsx",
    summary="退回的行（工作簿）",
    response_class=Response,
    description="与名单相同的列，另加原行号、错误列、错误原因、如何更正；更正后连同其余行重新提交整份名单。部门只能取本人提交的。",
    responses=AS_WORKBOOK | refuses(store.NoSuchList, NothingHandedBack),
)
async def read_list_errors(list_id: ListId, session: Transaction, by: Annotated[Principal, may(*SENDERS)]) -> Response:
    made = await store.get_list(session, list_id)
    if by.role is Role.DEPARTMENT and made.compared_by != by.subject:
        raise store.NoSuchList(list_id=list_id)
    if made.refused_rows_sealed is None:
        raise NothingHandedBack(list_id=list_id)
    rows = [Row(number, cells) for number, cells in json.loads(unseal(made.refused_rows_sealed))]
    faults = [Fault(**fault) for fault in made.faults]
    packed = await asyncio.to_thread(write_handed_back, rows, faults, columns=made.headings)
    return attached(packed, f"需更正的行-{made.listed_on:%Y%m%d}.xlsx")


def _behind(request: Request) -> str:
    return str(request.scope.get("root_path", ""))
