"""Door one: the contractors' record, side by side."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from fastapi import Query, Response
from fastapi.responses import HTMLResponse
from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.api.progress import InRegion, Reader, within
from services.housing.rules.cost import Built, spread_of
from services.housing.rules.mode import Mode
from services.housing.rules.step_policy import NoStepRule
from services.housing.schemas.progress import figure
from services.housing.schemas.works_record import ContractorRecordView
from services.housing.store.cost import list_built
from services.housing.store.step_policy import get_step_policy
from services.housing.store.works_record import WorksRecord, list_builders, list_works_records
from services.housing.tables import Contractor
from shared import clock
from shared.attachments import AS_WORKBOOK, as_book
from shared.html import page, wall_clock
from shared.money import half_up
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.regions import name_of
from shared.security import ROLE_NAMES
from shared.service import Transaction, door, refuses
from shared.workbook import Sheet, Yuan

router = door("/contractor-records", "施工方履约")

IsBarred = Annotated[bool | None, Query(title="是否停止承接")]
BOOK_ROWS = 5_000
COLUMNS = (
    ("名称", 30), ("种类", 12), ("证号", 22), ("证书有效期至", 12), ("承接户数", 10), ("验收合格", 10), ("按期完工", 10),
    ("超过工期", 10), ("按期率（%）", 10), ("检查次数", 10), ("发现问题", 10), ("每次检查问题数", 12), ("尚未整改", 10),
    ("逾期整改", 10), ("验收未通过", 10), ("质量停工", 10), ("每平方米中位数（元）", 16), ("比同方式高（%）", 12),
    ("停止承接", 30),
)  # fmt: skip


@router.get("", summary="施工方履约记录", responses=refuses(NoStepRule, UnreadableCursor))
async def list_contractor_records(
    session: Transaction,
    by: Reader,
    region: InRegion = None,
    is_barred: IsBarred = None,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[ContractorRecordView]:
    """承接、按期、检查发现的问题、验收未通过、造价，都由改造记录得出，按本人看得到的改造统计；先登记的在前。"""
    where = within(by, region)
    found = await list_builders(session, region=where, is_barred=is_barred, after=place(after), limit=limit)
    rows = await _records(session, found[:limit], where, on=clock.today())
    return Page(rows=rows, next=cursor(rows[-1].id) if len(found) > limit else None)


@router.get(
    "/page",
    summary="施工方履约记录（网页）",
    response_class=HTMLResponse,
    responses=refuses(NoStepRule, UnreadableCursor),
)
async def show_contractor_records(
    session: Transaction, by: Reader, region: InRegion = None, is_barred: IsBarred = None, after: After = None
) -> HTMLResponse:
    where = within(by, region)
    asked = {"region": region, "is_barred": None if is_barred is None else str(is_barred).lower()}

    def query(**other: object) -> str:
        told = {name: value for name, value in (asked | other).items() if value}
        return f"?{urlencode(told)}" if told else ""

    return page(
        "housing",
        "contractor_records.html",
        records=await list_contractor_records(session, by, region, is_barred, after, PAGE_ROWS),
        where=name_of(where) if where else "全部辖区",
        asked=asked,
        query=query,
        is_first=after is None,
    )


@router.get(".xlsx", summary="施工方履约记录（工作簿）", response_class=Response, responses=AS_WORKBOOK | refuses(NoStepRule))
async def read_contractor_records_workbook(
    session: Transaction, by: Reader, region: InRegion = None, is_barred: IsBarred = None
) -> Response:
    """至多 5,000 家。"""
    found = await list_contractor_records(session, by, region, is_barred, None, BOOK_ROWS)
    where = within(by, region)
    rows = [
        (
            one.name, one.kind_name, one.licence, one.valid_until.isoformat() if one.valid_until else "长期", one.houses,
            one.accepted, one.on_time, one.late, figure(one.on_time_percent), one.inspections, one.defects,
            figure(one.defects_per_inspection),
            one.uncured, one.cured_late, one.rejections, one.stops,
            Yuan(one.median_fen) if one.median_fen is not None else None, one.over_percent, one.barred_why,
        )
        for one in found.rows
    ]  # fmt: skip
    asked = (
        ("辖区", name_of(where) if where else "全部辖区"),
        ("口径", "按导出人看得到的改造统计；冬季、汛期停工顺延工期"),
        ("是否完整", "是" if found.next is None else "否，只有前 5,000 家"),
        ("导出人", f"{by.subject}（{ROLE_NAMES[by.role]}）"),
        ("导出时间", wall_clock(clock.now())),
    )
    return await as_book(f"施工方履约-{clock.today():%Y%m%d}.xlsx", Sheet("施工方履约", COLUMNS, rows), asked=asked)


async def _records(session: AsyncSession, found: Sequence[Contractor], where: str, *, on: date) -> list[ContractorRecordView]:
    if not found:
        return []
    uncounted = get_step_policy(where, on).uncounted_names
    records = await list_works_records(session, [row.id for row in found], on=on, uncounted=uncounted)
    built = await list_built(session, where)
    by_mode, by_builder = defaultdict[Mode, list[Fraction]](list), defaultdict[UUID | None, list[Built]](list)
    for one in built:
        by_mode[one.mode].append(one.price)
        by_builder[one.contractor_id].append(one)
    medians = {mode: spread.median for mode, each in by_mode.items() if (spread := spread_of(each))}
    shown = []
    for row in found:
        own = by_builder[row.id]
        prices, shares = spread_of([one.price for one in own]), spread_of([one.price / medians[one.mode] for one in own])
        record = records.get(row.id, WorksRecord())
        counts = {name: getattr(record, name) for name in WorksRecord.__dataclass_fields__}
        cost = {
            "median_fen": half_up(prices.median) if prices else None,
            "over_percent": half_up((shares.median - 1) * 100) if shares else None,
        }
        shown.append(ContractorRecordView.model_validate(row.model_dump() | counts | cost))
    return shown
