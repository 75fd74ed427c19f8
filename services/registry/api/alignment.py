"""Aligning relief and dibao (七个统一): how far the two are one in a place, and of which households they disagree."""

from typing import Annotated

from fastapi import Query, Response
from fastapi.responses import HTMLResponse

from services.registry.api.alignment_views import alignment_view, differing_view
from services.registry.operations.alignment.answer_unity import answer_unity
from services.registry.operations.listing.take_out_list import take_out_list
from services.registry.rules.alignment import (
    DIFFERENCE_NAMES,
    AnswerChangedMeanwhile,
    DifferenceKind,
    NoAlignmentPolicy,
    SeenInTheRegister,
)
from services.registry.schemas.alignment import AlignmentView, AnswerUnity, DifferingView
from services.registry.store import alignment as store
from shared import regions
from shared.attachments import AS_WORKBOOK, as_book
from shared.clock import today
from shared.database import EVERYWHERE
from shared.html import page
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.regions import AnyRegion
from shared.security import OutsideRegion, Principal, Role, may
from shared.service import Transaction, door, refuses
from shared.workbook import ROWS_LIMIT, Sheet, Yuan

router = door("/alignment", "扶贫与低保衔接")

Reader = Annotated[Principal, may(Role.VILLAGE, Role.TOWN, Role.COUNTY, Role.AUDITOR)]
InRegion = Annotated[AnyRegion | None, Query(title="辖区代码", description="不填为本人全部辖区")]
Kind = Annotated[
    DifferenceKind,
    Query(
        title="差异",
        description="dibao-not-enrolled 在低保不在建档立卡、below-line-not-dibao 收入低于低保标准不在低保、"
        "no-labour-not-dibao 没有劳动力不在低保、partly-dibao 一户之中一部分在低保",
    ),
]


@router.get("", summary="七个统一：各项是否统一、标准、差异", responses=refuses(NoAlignmentPolicy))
async def read_alignment(session: Transaction, by: Reader, region: InRegion = None) -> AlignmentView:
    """标准与对象由系统按已公布的标准和登记判断，其余五项由当地按文件答复；每一项写明依据。"""
    where, on = region or by.region.removesuffix(EVERYWHERE), today()
    policy, _ = store.get_alignment_policy(where, on)
    registers = await store.count_differences(session, region=where, on=on)
    return alignment_view(policy, registers, await store.list_answers(session, region=where), region=where, year=on.year)


@router.get("/page", summary="七个统一（网页）", response_class=HTMLResponse, responses=refuses(NoAlignmentPolicy))
async def show_alignment(session: Transaction, by: Reader, region: InRegion = None) -> HTMLResponse:
    told = await read_alignment(session, by, region=region)
    return page("registry", "alignment.html", told=told, where=_named(told.region))


@router.post(
    "/answers",
    status_code=201,
    summary="答复一项是否统一（写明文件）",
    description="更正时填现行版本号；原答复保留。",
    responses=refuses(OutsideRegion, NoAlignmentPolicy, SeenInTheRegister, AnswerChangedMeanwhile),
)
async def post_answer(form: AnswerUnity, session: Transaction, by: Annotated[Principal, may(Role.COUNTY)]) -> AlignmentView:
    by.must_cover(form.region, pointer="/region")
    await answer_unity(session, form, by=by.subject, on=today())
    return await read_alignment(session, by, region=form.region)


@router.get("/differences", summary="两项登记不一致的户", responses=refuses(UnreadableCursor))
async def list_differences(
    session: Transaction,
    by: Reader,
    kind: Kind = DifferenceKind.DIBAO_NOT_ENROLLED,
    region: InRegion = None,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[DifferingView]:
    where = region or by.region.removesuffix(EVERYWHERE)
    found = await store.list_differences(session, kind, region=where, on=today(), after=place(after), limit=limit)
    rows = found[:limit]
    return Page(rows=[differing_view(one) for one in rows], next=cursor(rows[-1].household_id) if len(found) > limit else None)


@router.get(
    "/differences.xlsx",
    summary="两项登记不一致的户（工作簿）",
    response_class=Response,
    responses=AS_WORKBOOK,
)
async def export_differences(
    session: Transaction, by: Reader, kind: Kind = DifferenceKind.DIBAO_NOT_ENROLLED, region: InRegion = None
) -> Response:
    """不含姓名。至多 100,000 户。"""
    where, on = region or by.region.removesuffix(EVERYWHERE), today()
    found = await store.list_differences(session, kind, region=where, on=on, after=None, limit=ROWS_LIMIT - 1)
    heads = (
        ("户编号", 20),
        ("所在地", 40),
        ("成员数", 8),
        ("在低保的", 10),
        ("收入年度", 10),
        ("人均纯收入", 14),
        ("低保标准", 14),
    )
    rows = [
        (
            one.household_code or "",
            regions.name_of(one.region),
            one.members,
            one.in_dibao,
            one.year,
            Yuan(one.per_head_fen) if one.per_head_fen is not None else None,
            Yuan(one.dibao_fen) if one.dibao_fen is not None else None,
        )
        for one in found[: ROWS_LIMIT - 1]
    ]
    asked = [
        ("差异", DIFFERENCE_NAMES[kind]),
        ("辖区", _named(where)),
        ("导出人", by.subject),
        ("导出日期", on.isoformat()),
        ("是否完整", "否，超过上限，请按镇街分别导出" if len(found) >= ROWS_LIMIT else "是"),
    ]
    conditions = "；".join(f"{name}：{value}" for name, value in asked)
    await take_out_list(session, "两项登记差异", conditions, many=len(rows), has_whole_numbers=False, why="", by=by)
    return await as_book(f"两项登记差异-{on}.xlsx", Sheet("差异", heads, rows), asked=asked)


@router.get(
    "/differences/page", summary="两项登记不一致的户（网页）", response_class=HTMLResponse, responses=refuses(UnreadableCursor)
)
async def show_differences(
    session: Transaction,
    by: Reader,
    kind: Kind = DifferenceKind.DIBAO_NOT_ENROLLED,
    region: InRegion = None,
    after: After = None,
) -> HTMLResponse:
    """适合在手机上看。"""
    found = await list_differences(session, by, kind=kind, region=region, after=after)
    where = region or by.region.removesuffix(EVERYWHERE)
    return page(
        "registry",
        "alignment_differences.html",
        where=_named(where),
        region=where,
        kind=kind,
        kinds=DIFFERENCE_NAMES,
        rows=found.rows,
        next=found.next,
        is_first=after is None,
    )


def _named(region: str) -> str:
    return regions.name_of(region) if region else "全部辖区"
