"""Door one: targets of making houses safe, actual against target in each place, and which houses are missing."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import Path, Query, Response
from fastapi.responses import HTMLResponse
from sqlmodel.ext.asyncio.session import AsyncSession

from services.housing.api.hazard import NEXT_DIGITS
from services.housing.api.progress import InRegion, Reader, within
from services.housing.rules.campaign import NoCampaignRule, NoSuchTarget, Target
from services.housing.schemas.progress import figure
from services.housing.schemas.target import MissingHouse, TargetPlace, TargetView
from services.housing.store.campaign_policy import get_campaign_policy
from services.housing.store.target import count_target, list_missing
from shared import clock
from shared.attachments import AS_WORKBOOK, as_book
from shared.html import page, wall_clock
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, paged, place
from shared.regions import name_of
from shared.security import ROLE_NAMES
from shared.service import Transaction, door, refuses
from shared.workbook import Sheet

router = door("/renovation-targets", "危房改造目标")

Name = Annotated[str, Path(title="目标代码", pattern=r"^[a-z][a-z0-9-]{0,39}$")]
Chosen = Annotated[str | None, Query(title="目标代码", pattern=r"^[a-z][a-z0-9-]{0,39}$")]
BOOK_ROWS = 20_000


@router.get("", summary="各地的目标完成情况", responses=refuses(NoCampaignRule))
async def list_targets(session: Transaction, by: Reader, region: InRegion = None) -> list[TargetView]:
    """目标是当地政策文件所定：哪天以前列入台账的，应于哪天前改造完。"""
    return await _targets(session, within(by, region))


@router.get(
    "/page", summary="目标完成情况（网页）", response_class=HTMLResponse, responses=refuses(NoCampaignRule, UnreadableCursor)
)
async def show_targets(
    session: Transaction, by: Reader, region: InRegion = None, target: Chosen = None, after: After = None
) -> HTMLResponse:
    """各地应改造、按期、逾期、尚未改造；选定一个目标时逐处列出尚未改造的住房。"""
    where = within(by, region)
    targets = await _targets(session, where)
    chosen = next((each for each in targets if each.target == target), targets[0] if targets else None)
    missing = await _missing(session, where, _of(where, chosen.target), after, PAGE_ROWS) if chosen else None
    asked = {"region": region, "target": target}

    def query(**other: object) -> str:
        told = {name: value for name, value in (asked | other).items() if value}
        return f"?{urlencode(told)}" if told else ""

    return page(
        "housing",
        "targets.html",
        where=name_of(where) if where else "全部辖区",
        targets=targets,
        chosen=chosen,
        missing=missing,
        query=query,
        is_first=after is None,
        region=region,
    )


@router.get(".xlsx", summary="目标完成情况（工作簿）", response_class=Response, responses=AS_WORKBOOK | refuses(NoCampaignRule))
async def read_targets_workbook(session: Transaction, by: Reader, region: InRegion = None) -> Response:
    """各目标各地的完成情况，和尚未改造的住房，每个目标至多 20,000 处。"""
    where = within(by, region)
    targets = await _targets(session, where)
    figures = [
        (each.title, each.safe_by.isoformat(), one.name, one.of, one.done, one.late, one.left, figure(one.percent))
        for each in targets
        for one in (each.whole, *each.places)
    ]
    missing = [
        (
            each.title, one.region, one.village, one.house_number, f"{one.grade} 级", one.listed_on.isoformat(), one.number,
            one.state_name,
        )
        for each in targets
        for one in (await _missing(session, where, _of(where, each.target), None, BOOK_ROWS)).rows
    ]  # fmt: skip
    sheets = (
        Sheet(
            "完成情况",
            (
                ("目标", 40), ("应于哪天前改造完", 16), ("辖区", 28), ("应改造", 10), ("按期改造", 10), ("逾期改造", 10),
                ("尚未改造", 10), ("完成率（%）", 12),
            ),
            figures,
        ),
        Sheet(
            "尚未改造",
            (
                ("目标", 40), ("村（社区）代码", 16), ("村（社区）", 28), ("住房编号", 24), ("等级", 8), ("列入日期", 12),
                ("改造编号", 22), ("改造状态", 22),
            ),
            missing,
        ),
    )  # fmt: skip
    asked = (
        ("辖区", name_of(where) if where else "全部辖区"),
        ("统计日期", clock.today().isoformat()),
        *((each.title, each.clause) for each in targets),
        ("导出人", f"{by.subject}（{ROLE_NAMES[by.role]}）"),
        ("导出时间", wall_clock(clock.now())),
    )
    return await as_book(f"危房改造目标-{clock.today():%Y%m%d}.xlsx", *sheets, asked=asked)


@router.get(
    "/{target}/missing",
    summary="一个目标尚未改造的住房",
    responses=refuses(NoCampaignRule, NoSuchTarget, UnreadableCursor),
)
async def list_missing_(
    target: Name, session: Transaction, by: Reader, region: InRegion = None, after: After = None, limit: Limit = PAGE_ROWS
) -> Page[MissingHouse]:
    """先列入的在前；写明改造到了哪一步，或还没有申请。"""
    where = within(by, region)
    return await _missing(session, where, _of(where, target), after, limit)


async def _missing(session: AsyncSession, where: str, target: Target, after: str | None, limit: int) -> Page[MissingHouse]:
    found = await list_missing(session, where, target, after=place(after), limit=limit)
    return paged(found, limit, MissingHouse.model_validate)


def _of(where: str, name: str) -> Target:
    """Raises NoCampaignRule, NoSuchTarget."""
    policy, _ = get_campaign_policy(where, clock.today())
    found = next((each for each in policy.targets if each.target == name), None)
    if found is None:
        raise NoSuchTarget(target=name)
    return found


async def _targets(session: AsyncSession, where: str) -> list[TargetView]:
    policy, _ = get_campaign_policy(where, clock.today())
    shown = []
    for each in policy.targets:
        counted = await count_target(session, where, each, digits=NEXT_DIGITS[len(where)])
        places = sorted(map(TargetPlace.model_validate, counted), key=lambda one: (-one.left, one.region))
        sums = {name: sum(getattr(one, name) for one in places) for name in ("of", "done", "late")}
        told = each.model_dump(exclude={"reference"}) | {"clause": policy.source(each).spoken}
        is_over = each.safe_by < clock.today()
        shown.append(TargetView(**told, is_over=is_over, whole=TargetPlace(region="", **sums), places=places))
    return shown
