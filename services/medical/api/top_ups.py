"""Year-end top-ups: reckoned for a county, looked at, confirmed by another person, explained to each person."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Path, Query, Response
from fastapi.responses import HTMLResponse

from services.medical.api.beneficiaries import InRegion
from services.medical.api.filters import YearFilter
from services.medical.api.roster_views import within
from services.medical.api.top_up_views import (
    PDF,
    reasons_view,
    run_view,
    sheet_of,
    sheet_page,
    sheet_pdf,
    sum_views,
    top_up_view,
    top_ups_workbook,
)
from services.medical.operations.top_up.confirm_top_up import confirm_top_up
from services.medical.operations.top_up.discard_top_up import discard_top_up
from services.medical.operations.top_up.start_top_up import start_top_up
from services.medical.rules import top_up as rules
from services.medical.schemas.top_up import (
    ConfirmTopUp,
    DiscardTopUp,
    StartTopUp,
    TopUpReasonsView,
    TopUpRunView,
    TopUpTotalsView,
    TopUpView,
)
from services.medical.schemas.top_up_sheet import TopUpSheet
from services.medical.store import beneficiaries, top_ups
from services.medical.tables import TopUp, TopUpRun
from shared import clock
from shared.attachments import AS_WORKBOOK
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, paged, place
from shared.policy.load import NoPolicyInForce
from shared.security import OutsideRegion, Principal, Role, may
from shared.service import Transaction, door, refuses
from shared.workbook import ROWS_LIMIT

router = door("/year-top-ups", "年终补足")

RunId = Annotated[UUID, Path(title="批次编号")]
TopUpId = Annotated[UUID, Path(title="补足编号")]
County = Annotated[Principal, may(Role.COUNTY)]
Reader = Annotated[Principal, may(Role.TOWN, Role.COUNTY, Role.AUDITOR)]
IsOver = Annotated[bool | None, Query(title="是否多补应退")]
AS_PDF: dict[int | str, dict[str, Any]] = {200: {"content": {PDF: {}}, "description": "PDF(A4)"}}


@router.post(
    "",
    status_code=202,
    summary="计算一个年度的年终补足",
    responses=refuses(
        rules.TopUpNeedsCounty,
        OutsideRegion,
        rules.YearNotOver,
        NoPolicyInForce,
        rules.NoYearEndRule,
        rules.TopUpBeingBooked,
    ),
)
async def create_run(form: StartTopUp, session: Transaction, by: County) -> TopUpRunView:
    """在后台分批计算，进度见该批次。确认之前再次计算即重做；确认之后再次计算，只列有变动的人员，只补差额，多补的列为应退。"""
    return run_view(await start_top_up(session, form, by=by, on=clock.today()))


@router.get("", summary="年终补足批次列表", responses=refuses(UnreadableCursor))
async def list_runs(
    session: Transaction, by: Reader, year: YearFilter = None, after: After = None, limit: Limit = PAGE_ROWS
) -> Page[TopUpRunView]:
    """新的在前。"""
    found = await top_ups.list_runs(session, year=year, after=place(after), limit=limit)
    return paged(found, limit, run_view)


@router.get("/{run_id}", summary="查询批次及进度", responses=refuses(rules.NoSuchTopUpRun))
async def read_run(run_id: RunId, session: Transaction, by: Reader) -> TopUpRunView:
    return run_view(await top_ups.get_run(session, run_id))


@router.get("/{run_id}/totals", summary="批次合计", responses=refuses(rules.NoSuchTopUpRun))
async def read_totals(run_id: RunId, session: Transaction, by: Reader) -> TopUpTotalsView:
    """按支付方、年终项目、人员类别和镇街，精确到分；镇街只合计本地人员。"""
    run = await top_ups.get_run(session, run_id)
    sums = {key: sum_views(await top_ups.sums_by(session, run.id, key), key) for key in ("payer", "layer", "class", "town")}
    return TopUpTotalsView(run_id=run.id, **{f"by_{key}": found for key, found in sums.items()})


@router.get("/{run_id}/people", summary="批次人员", responses=refuses(rules.NoSuchTopUpRun, UnreadableCursor))
async def list_people(
    run_id: RunId,
    session: Transaction,
    by: Reader,
    region: InRegion = None,
    is_over: IsOver = None,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[TopUpView]:
    """确认之前即可查看谁应补多少。姓名与证件号码为掩码；镇街只见本地人员。"""
    await top_ups.get_run(session, run_id)
    prefix = within(by, region)
    found = await top_ups.list_top_ups(session, run_id, region=prefix, is_over=is_over, after=place(after), limit=limit)
    papers = await beneficiaries.find_papers(session, [one.identity_hash for one in found])
    return paged(found, limit, lambda one: top_up_view(one, papers))


@router.get(
    "/{run_id}/people.xlsx",
    summary="批次人员（工作簿）",
    response_class=Response,
    responses=AS_WORKBOOK | refuses(rules.NoSuchTopUpRun),
)
async def read_people_workbook(run_id: RunId, session: Transaction, by: Reader, region: InRegion = None) -> Response:
    """证件号码为掩码；条件写在最后一页。"""
    run = await top_ups.get_run(session, run_id)
    found = await top_ups.list_top_ups(session, run_id, region=within(by, region), after=None, limit=ROWS_LIMIT)
    papers = await beneficiaries.find_papers(session, [one.identity_hash for one in found])
    return await top_ups_workbook(run, found[:ROWS_LIMIT], papers, by)


@router.post(
    "/{run_id}/confirmation",
    status_code=201,
    summary="确认年终补足",
    responses=refuses(
        rules.NoSuchTopUpRun,
        OutsideRegion,
        rules.TopUpStateForbids,
        rules.TopUpConfirmedByItsMaker,
        rules.TopUpMadeAnew,
        rules.TopUpPolicyChanged,
    ),
)
async def create_confirmation(run_id: RunId, form: ConfirmTopUp, session: Transaction, by: County) -> TopUpRunView:
    """由编制人以外的人核对后确认。确认后逐批入账并请求支付本人；计算之后结算有变动的人员不入账，列入下一批。"""
    return run_view(await confirm_top_up(session, form, run_id=run_id, by=by))


@router.post(
    "/{run_id}/discarding",
    status_code=201,
    summary="作废未确认的批次",
    responses=refuses(rules.NoSuchTopUpRun, OutsideRegion, rules.TopUpStateForbids),
)
async def create_discarding(run_id: RunId, form: DiscardTopUp, session: Transaction, by: County) -> TopUpRunView:
    return run_view(await discard_top_up(session, form, run_id=run_id, by=by))


people = door("/top-ups", "年终补足")


@people.get("/{top_up_id}", summary="一个人的年终补足及其理由", responses=refuses(rules.NoSuchTopUp))
async def read_top_up(top_up_id: TopUpId, session: Transaction, by: Reader) -> TopUpReasonsView:
    """每一分钱的基数、起付线、分段、比例、限额、条款与出处，以及每笔支付的状态。"""
    top_up, run = await _with_run(session, top_up_id)
    shares = await top_ups.list_shares(session, [top_up.id])
    return reasons_view(top_up, shares, run, await beneficiaries.find_papers(session, [top_up.identity_hash]))


@people.get(
    "/{top_up_id}/sheet",
    summary="年终补足告知单（网页）",
    response_class=HTMLResponse,
    responses=refuses(rules.NoSuchTopUp),
)
async def read_sheet(top_up_id: TopUpId, session: Transaction, by: Reader) -> HTMLResponse:
    return sheet_page((await _sheet(session, top_up_id))[0])


@people.get(
    "/{top_up_id}/sheet.pdf",
    summary="年终补足告知单（PDF）",
    response_class=Response,
    responses=AS_PDF | refuses(rules.NoSuchTopUp),
)
async def read_pdf(top_up_id: TopUpId, session: Transaction, by: Reader) -> Response:
    """A4，与网页内容相同。"""
    return await sheet_pdf(*await _sheet(session, top_up_id))


async def _with_run(session: Transaction, top_up_id: UUID) -> tuple[TopUp, TopUpRun]:
    top_up = await top_ups.get_top_up(session, top_up_id)
    return top_up, await top_ups.get_run(session, top_up.run_id)


async def _sheet(session: Transaction, top_up_id: UUID) -> tuple[TopUpSheet, TopUp, TopUpRun]:
    top_up, run = await _with_run(session, top_up_id)
    shares = await top_ups.list_shares(session, [top_up.id])
    papers = await beneficiaries.find_papers(session, [top_up.identity_hash])
    return sheet_of(top_up, shares, run, papers, settlements=len(top_up.basis["standing"])), top_up, run
