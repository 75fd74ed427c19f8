"""The income book: recorded per household and year, corrected by new versions, listed beside the line in force."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query
from fastapi.responses import HTMLResponse

from services.registry.operations.income.record_income import record_income
from services.registry.operations.quality.look_over import look_over
from services.registry.operations.watch.raise_alerts import raise_alerts
from services.registry.rules.income import (
    INCOME_NAMES,
    CorrectionWithoutReason,
    EarnerElsewhere,
    HeadsWithoutReason,
    IncomeChangedMeanwhile,
    NobodyInTheHousehold,
    YearToCome,
)
from services.registry.rules.line import LINE_NAMES, Line, list_lines
from services.registry.schemas.income import BookLine, BookView, EntryView, LineView, OtherLineView, RecordIncome
from services.registry.store import income as store
from services.registry.store.household import NoSuchHousehold
from services.registry.store.line import list_line_policies
from services.registry.tables import IncomeBook, IncomeEntry
from shared import regions
from shared.clock import today
from shared.database import EVERYWHERE
from shared.html import page
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.regions import AnyRegion
from shared.security import Principal, Role, may
from shared.service import Transaction, door, refuses

OFFICERS = (Role.VILLAGE, Role.TOWN, Role.COUNTY)
READERS = (*OFFICERS, Role.AUDITOR)

router = door("", "收入台账")

HouseholdId = Annotated[UUID, Path(title="户标识")]
Year = Annotated[int, Path(title="年度", ge=2010, le=2100)]
AskedYear = Annotated[int, Query(title="年度", ge=2010, le=2100)]
InRegion = Annotated[AnyRegion | None, Query(title="辖区代码", description="只列出该辖区内的")]
BelowLine = Annotated[bool, Query(title="只列出低于标准的")]
AnyYear = Annotated[int | None, Query(title="年度", description="不填则列出各年度", ge=2010, le=2100)]


@router.post(
    "/households/{household_id}/income/{year}",
    status_code=201,
    summary="登记或更正某年度的收入",
    description="更正时填现行版本号与理由；原版本保留，随时可查。登记后立即按监测规则判断。",
    responses=refuses(
        NoSuchHousehold,
        YearToCome,
        IncomeChangedMeanwhile,
        CorrectionWithoutReason,
        EarnerElsewhere,
        HeadsWithoutReason,
        NobodyInTheHousehold,
    ),
)
async def post_income(
    household_id: HouseholdId, year: Year, form: RecordIncome, session: Transaction, by: Annotated[Principal, may(*OFFICERS)]
) -> BookView:
    book = await record_income(session, household_id, year, form, by=by.subject, on=today())
    await raise_alerts(session, [household_id], on=today())
    await look_over(session, [household_id], on=today())
    return _view(book, await store.list_entries(session, book.id))


@router.get("/households/{household_id}/income", summary="一户各年度、各版本的收入", responses=refuses())
async def list_versions(
    household_id: HouseholdId, session: Transaction, by: Annotated[Principal, may(*READERS)]
) -> list[BookLine]:
    return [BookLine.model_validate(_line(book)) for book in await store.list_versions(session, household_id)]


@router.get(
    "/households/{household_id}/income/{year}", summary="一户某年度的收入与明细", responses=refuses(store.NoSuchIncomeBook)
)
async def read_income(
    household_id: HouseholdId,
    year: Year,
    session: Transaction,
    by: Annotated[Principal, may(*READERS)],
    version: Annotated[int | None, Query(title="版本", description="不填则为现行版本", ge=1)] = None,
) -> BookView:
    book = await store.get_book(session, household_id, year, version=version)
    return _view(book, await store.list_entries(session, book.id))


@router.get("/incomes", summary="某年度的收入列表", responses=refuses(UnreadableCursor))
async def list_incomes(
    session: Transaction,
    by: Annotated[Principal, may(*READERS)],
    year: AskedYear,
    region: InRegion = None,
    is_below_line: BelowLine = False,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[BookLine]:
    found = await store.list_books(session, year=year, region=region, below_line=is_below_line, after=place(after), limit=limit)
    rows = found[:limit]
    return Page(
        rows=[BookLine.model_validate(_line(book, code)) for book, code in rows],
        next=cursor(rows[-1][0].id) if len(found) > limit else None,
    )


@router.get("/lines", summary="各地各年度的标准", responses=refuses())
async def list_published_lines(
    session: Transaction,
    by: Annotated[Principal, may(*READERS, Role.DEPARTMENT, Role.OPERATOR)],
    region: InRegion = None,
    year: AnyYear = None,
) -> list[LineView]:
    """各文件数值不一致的，写明选用哪一个、为什么，并列出其他文件的数值。"""
    return [_line_view(line) for line in list_lines(list_line_policies(), region=region or _place(by), year=year)]


@router.get("/lines/page", summary="各地各年度的标准（网页）", response_class=HTMLResponse, responses=refuses())
async def show_published_lines(
    session: Transaction,
    by: Annotated[Principal, may(*READERS, Role.DEPARTMENT, Role.OPERATOR)],
    region: InRegion = None,
) -> HTMLResponse:
    where = region or _place(by)
    lines = [_line_view(line) for line in list_lines(list_line_policies(), region=where, year=None)]
    return page("registry", "lines.html", where=regions.name_of(where) if where else "全国", lines=lines)


def _place(by: Principal) -> str:
    return by.region.removesuffix(EVERYWHERE)


def _line_view(line: Line) -> LineView:
    return LineView(
        kind=line.kind,
        kind_name=LINE_NAMES[line.kind],
        region=line.region,
        region_name=regions.name_of(line.region) if line.region else "全国",
        year=line.year,
        amount_fen=line.amount_fen,
        source=line.source,
        why=line.why,
        others=[OtherLineView(amount_fen=amount, source=source) for amount, source in line.others],
    )


def _line(book: IncomeBook, code: str | None = None) -> dict[str, object]:
    return book.model_dump() | {
        "book_id": book.id,
        "household_code": code,
        "region_name": regions.name_of(book.region),
        "is_below_line": book.per_head_fen < book.line_fen if book.line_fen is not None else None,
    }


def _view(book: IncomeBook, entries: list[IncomeEntry]) -> BookView:
    told = [EntryView.model_validate(entry.model_dump() | {"kind_name": INCOME_NAMES[entry.kind]}) for entry in entries]
    return BookView.model_validate(_line(book) | {"entries": told})
