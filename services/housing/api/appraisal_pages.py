"""Appraisals as people read and print them: the list, one appraisal, its sheet with a code, a workbook, and the blank form."""

import asyncio
from datetime import date
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Path, Query, Response
from fastapi.responses import HTMLResponse
from pydantic import AfterValidator

from services.housing.api.appraisal_views import blank_form, line, rows_of_book, view
from services.housing.api.appraisals import AppraisalId, OfGrade, OfRegion, Reader, State
from services.housing.api.attachment import shown
from services.housing.rules.appraisal_life import (
    APPRAISAL_STATE_NAMES,
    AppraisalState,
    NoAppraisalRule,
    NoSuchAppraisal,
    is_settled,
)
from services.housing.rules.grade_dispute import last_day
from services.housing.rules.house import CONDITION_NAMES, PART_NAMES, Condition, Grade, Part
from services.housing.rules.standing import Standing, standing
from services.housing.rules.structure import Structure, appraised_as
from services.housing.schemas.appraisal_form import AppraisalFormView
from services.housing.schemas.appraisal_sheet import sheet_of
from services.housing.store.appraisal import (
    count_appraisals,
    get_appraisal,
    list_appraisals,
    list_chain,
    list_latest,
    list_opinions,
)
from services.housing.store.appraisal_policy import get_appraisal_policy, get_appraisal_policy_named
from services.housing.store.grade_dispute import list_disputes
from services.housing.store.house import get_house
from services.housing.store.standing import list_found, list_held, list_signed
from services.housing.tables import Appraisal
from shared import clock, sheets
from shared.attachments import AS_PDF, AS_WORKBOOK, attached
from shared.html import page, wall_clock
from shared.regions import name_of
from shared.security import ROLE_NAMES, Principal
from shared.service import Transaction, door, refuses
from shared.settings import current
from shared.workbook import Sheet, workbook

router = door("/appraisals", "住房鉴定")
forms = door("/appraisal-forms", "住房鉴定表")

ON_THE_PAGE = 200
"""Appraisals on the page; whoever needs more has the workbook."""
IN_THE_BOOK = 20_000
_COLUMNS = (
    ("鉴定编号", 22), ("村（社区）", 24), ("住房编号", 24), ("户编号", 18), ("缘由", 16), ("第几次", 22),
    ("状态", 14), ("等级", 8), ("提出日期", 12), ("现场查看日期", 14), ("签署日期", 12), ("有效期至", 12), ("因灾失效", 12),
)  # fmt: skip


@router.get("/page", summary="鉴定台账（网页）", response_class=HTMLResponse)
async def show_list(
    session: Transaction, by: Reader, state: State = None, grade: OfGrade = None, region: OfRegion = None
) -> HTMLResponse:
    """最近提出的在前；至多 200 次，更多的请下载工作簿。"""
    rows = await list_latest(session, state=state, grade=grade, region=region, limit=ON_THE_PAGE)
    counts = await count_appraisals(session, region=region)
    signed = {one: sum(many for (at, of), many in counts.items() if at is AppraisalState.SIGNED and of is one) for one in Grade}
    asked = {"state": state, "grade": grade, "region": region}
    return page(
        "housing",
        "appraisals.html",
        place=_place(by, region),
        today=clock.today(),
        rows=[line(row) for row in rows],
        to_do=sum(many for (at, _), many in counts.items() if at in (AppraisalState.ASKED, AppraisalState.DRAFT)),
        signed=signed,
        states=[(each, APPRAISAL_STATE_NAMES[each], _query(**asked | {"state": each})) for each in AppraisalState],
        grades=[(each, _query(**asked | {"grade": each})) for each in Grade],
        all_states=_query(**asked | {"state": None}),
        all_grades=_query(**asked | {"grade": None}),
        state=state,
        grade=grade,
        query=_query(**asked),
        limit=ON_THE_PAGE,
    )


@router.get(".xlsx", summary="鉴定台账（工作簿）", response_class=Response, responses=AS_WORKBOOK)
async def take_list(
    session: Transaction, by: Reader, state: State = None, grade: OfGrade = None, region: OfRegion = None
) -> Response:
    """与列表相同的条件，至多 20,000 次；所用条件写在最后一张表。"""
    found = await list_appraisals(session, state=state, grade=grade, house_id=None, region=region, after=None, limit=IN_THE_BOOK)
    asked = [
        ("地区", _place(by, region)),
        ("状态", APPRAISAL_STATE_NAMES[state] if state else "全部"),
        ("等级", grade or "全部"),
        ("是否全部列出", "是" if len(found) <= IN_THE_BOOK else f"否，只列出最先提出的 {IN_THE_BOOK} 次"),
        ("导出人", f"{by.subject}（{ROLE_NAMES[by.role]}）"),
        ("导出时间", wall_clock(clock.now())),
    ]
    table = Sheet("住房鉴定", _COLUMNS, await rows_of_book(session, found[:IN_THE_BOOK]))
    return attached(await asyncio.to_thread(workbook, table, asked=asked), "住房鉴定台账.xlsx")


@router.get("/{appraisal_id}/page", summary="一次鉴定（网页）", response_class=HTMLResponse, responses=refuses(NoSuchAppraisal))
async def show_one(appraisal_id: AppraisalId, session: Transaction, by: Reader) -> HTMLResponse:
    """各部位所见、测量、清点和评定理由，同一住房的各次鉴定，异议，以及现行等级。"""
    appraisal = await get_appraisal(session, appraisal_id)
    opinions = await list_opinions(session, appraisal.first_id)
    disputes = await list_disputes(
        session, state=None, is_overdue=None, house_id=appraisal.house_id, on=clock.today(), after=None, limit=20
    )
    terms = get_appraisal_policy_named(appraisal.policy).dispute
    return page(
        "housing",
        "appraisal.html",
        one=await view(session, appraisal),
        chain=[line(row) for row in await list_chain(session, appraisal.first_id)],
        is_settled=is_settled(opinions),
        disputes=disputes,
        counts=await _standing(session, appraisal),
        disputable_until=last_day(terms, appraisal.signed_on) if appraisal.signed_on else None,
        today=clock.today(),
    )


@router.get(
    "/{appraisal_id}/sheet.pdf",
    summary="鉴定表（可打印的 PDF）",
    response_class=Response,
    responses=AS_PDF | refuses(NoSuchAppraisal),
)
async def print_sheet(appraisal_id: AppraisalId, session: Transaction, by: Reader) -> Response:
    """鉴定人和住户签字、机构盖章用；未签署的注明草稿，失效的注明失效。"""
    appraisal = await get_appraisal(session, appraisal_id)
    address = f"{current().base_url.rstrip('/')}/housing/appraisals/{appraisal.id}/page"
    told = await view(session, appraisal)
    terms = get_appraisal_policy_named(appraisal.policy).dispute
    last = last_day(terms, appraisal.signed_on or clock.today())
    values = sheet_of(told, address=address, qr_code=sheets.qr_code(address), disputable_until=last)
    return shown(await sheets.pdf("housing", "appraisal.typ", values, at=clock.now()), f"{appraisal.number}.pdf")


async def _standing(session: Transaction, appraisal: Appraisal) -> Standing | None:
    house = await get_house(session, appraisal.house_id)
    found, signed = await list_found(session, house), await list_signed(session, house.id)
    return standing(found, signed, await list_held(session, house.id), on=clock.today())


OfStructure = Annotated[Structure, AfterValidator(appraised_as), Path(title="结构类型", description="砖木按砌体的鉴定表")]
FormRegion = Annotated[str, Query(title="地区代码", pattern=r"^\d{2,12}$", examples=["371311"])]


@forms.get("/{structure}", summary="一类结构的鉴定表", responses=refuses(NoAppraisalRule))
async def show_form(
    structure: OfStructure,
    by: Reader,
    region: FormRegion,
    on: Annotated[date | None, Query(title="日期", description="不填为今天")] = None,
) -> AppraisalFormView:
    """这类结构每个部位可勾选的情形、测量项目与各档、须清点的构件，各有依据。"""
    policy, version = get_appraisal_policy(region, on or clock.today())
    return blank_form(policy.policy, version, structure)


@forms.get(
    "/{structure}/blank.pdf",
    summary="空白鉴定表（可打印的 PDF）",
    response_class=Response,
    responses=AS_PDF | refuses(NoAppraisalRule),
)
async def print_blank(structure: OfStructure, by: Reader, region: FormRegion) -> Response:
    """带到现场逐项勾选、填写，回来后录入。"""
    policy, version = get_appraisal_policy(region, clock.today())
    blank = blank_form(policy.policy, version, structure).model_dump(mode="json")
    legend = "；".join(f"{CONDITION_NAMES[one]}" for one in Condition if one is not Condition.SOUND)
    values = blank | {"place": name_of(region), "legend": legend, "part_names": [PART_NAMES[part] for part in Part]}
    return shown(await sheets.pdf("housing", "appraisal_form.typ", values, at=clock.now()), f"appraisal-{structure}.pdf")


def _place(by: Principal, region: str | None) -> str:
    if region:
        return name_of(region)
    return "全部辖区" if by.region == "*" else name_of(by.region)


def _query(**asked: str | None) -> str:
    told = urlencode({name: value for name, value in asked.items() if value})
    return f"?{told}" if told else ""
