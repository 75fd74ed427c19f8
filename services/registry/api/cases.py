"""Immediate-assistance cases: opened by officers, read with their timeline, and shown as a page."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import Path, Query
from fastapi.responses import HTMLResponse

from services.registry.api.case_views import case_line, case_view
from services.registry.operations.case.open_case import open_case
from services.registry.rules.case import Origin
from services.registry.rules.need import Kind, NoNeedsRule
from services.registry.rules.relief import HappenedInTheFuture, HappenedTooLongAgo, NobodyNamed, check_happened_on
from services.registry.rules.sighting import NotInThatVillage, PersonOfAnotherRegion, Sighting, UnknownHousehold
from services.registry.schemas.case import CaseLine, CaseOpened, CaseView, OpenCase
from services.registry.schemas.relief import someone
from services.registry.store import case as store
from services.registry.store import household as households
from shared import regions
from shared.clock import now, today
from shared.database import EVERYWHERE
from shared.html import page
from shared.identity import InvalidIdNumber
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.regions import AnyRegion
from shared.security import OutsideRegion, Principal, Role, may
from shared.service import Transaction, door, refuses

OFFICERS = (Role.VILLAGE, Role.TOWN, Role.COUNTY)
READERS = (*OFFICERS, Role.AUDITOR, Role.OPERATOR)

router = door("/cases", "即时帮扶台账")

Show = Annotated[
    Literal["open", "late", "closed"], Query(title="显示哪些", description="open 进行中、late 有逾期、closed 已完成")
]
CaseId = Annotated[UUID, Path(title="即时帮扶台账编号")]


@router.post(
    "",
    status_code=201,
    summary="登记走访中发现的困难家庭（立即启动即时帮扶）",
    description="该户已有进行中的台账时，本次情况记入原台账，不会重复启动救助。",
    responses=refuses(
        OutsideRegion,
        UnknownHousehold,
        NotInThatVillage,
        PersonOfAnotherRegion,
        NobodyNamed,
        InvalidIdNumber,
        HappenedInTheFuture,
        HappenedTooLongAgo,
        NoNeedsRule,
    ),
)
async def post_case(form: OpenCase, session: Transaction, by: Annotated[Principal, may(*OFFICERS)]) -> CaseOpened:
    by.must_cover(form.village, pointer="/village")
    check_happened_on(form.happened_on, on=today())
    if (form.household_code is None) == (form.id_number is None):
        raise NobodyNamed(pointer="/household_code")
    person = someone(form.id_number, form.name or "") if form.id_number is not None else None
    sighting = Sighting(
        origin=Origin.OFFICER,
        trigger=form.trigger.trigger,
        house_is_unsafe=form.trigger is Kind.HOUSE,
        village=form.village,
        household_code=form.household_code,
        person=person,
        happened_on=form.happened_on,
    )
    case = await open_case(session, sighting, by=by.subject, within=by.region.removesuffix(EVERYWHERE))
    return CaseOpened(case_id=case.id, household_id=case.household_id, detected_at=case.detected_at)


@router.get("", summary="台账列表", responses=refuses(UnreadableCursor))
async def list_cases(
    session: Transaction,
    by: Annotated[Principal, may(*READERS)],
    region: Annotated[AnyRegion | None, Query(title="辖区代码", description="只列出该辖区内的台账")] = None,
    is_open: Annotated[bool | None, Query(alias="open", title="是否进行中")] = None,
    is_late: Annotated[bool, Query(alias="late", title="只列出有逾期环节的")] = False,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[CaseLine]:
    at = now()
    late_at: datetime | None = at if is_late else None
    found = await store.list_cases(session, region=region, is_open=is_open, late_at=late_at, after=place(after), limit=limit)
    rows = found[:limit]
    parts = await store.list_parts(session, [case.id for case in rows])
    return Page(
        rows=[case_line(case, [part for part in parts if part.case_id == case.id], at) for case in rows],
        next=cursor(rows[-1].id) if len(found) > limit else None,
    )


@router.get("/page", summary="台账列表（网页）", response_class=HTMLResponse, responses=refuses(UnreadableCursor))
async def show_cases(
    session: Transaction,
    by: Annotated[Principal, may(*READERS)],
    show: Show = "open",
    after: After = None,
) -> HTMLResponse:
    """本辖区的台账，先发现的在前。"""
    is_open = {"open": True, "late": None, "closed": False}[show]
    found = await list_cases(session, by, is_open=is_open, is_late=show == "late", after=after)
    where = "全部辖区" if by.region == EVERYWHERE else regions.name_of(by.region)
    return page("registry", "cases.html", where=where, cases=found.rows, next=found.next, show=show, is_first=after is None)


@router.get("/{case_id}", summary="台账与时间线", responses=refuses(store.NoSuchCase))
async def read_case(case_id: CaseId, session: Transaction, by: Annotated[Principal, may(*READERS)]) -> CaseView:
    case = await store.get_case(session, case_id)
    return case_view(
        case,
        household=await households.get_household(session, case.household_id),
        members=await households.list_members(session, [case.household_id]),
        parts=await store.list_parts(session, [case.id]),
        facts=await store.list_facts(session, case.id),
        steps=await store.list_steps(session, case.id),
        acts=await store.list_acts(session, case.id),
        at=now(),
    )


@router.get("/{case_id}/page", summary="台账页面（可打印）", response_class=HTMLResponse, responses=refuses(store.NoSuchCase))
async def show_case(case_id: CaseId, session: Transaction, by: Annotated[Principal, may(*READERS)]) -> HTMLResponse:
    return page("registry", "case.html", case=await read_case(case_id, session, by), at=now())
