"""Door one: what renovations cost by the square metre, and which houses stand apart."""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from fastapi import Query, Response
from fastapi.responses import HTMLResponse

from services.housing.api.hazard import NEXT_DIGITS
from services.housing.api.progress import InRegion, OfMode, OfYear, Reader, within
from services.housing.rules.cost import Built, CostPolicy, NoCostRule, Spread, fences_of, spread_of, why_apart
from services.housing.rules.mode import MODE_NAMES, Mode
from services.housing.rules.structure import STRUCTURE_NAMES, Structure
from services.housing.schemas.cost import CostBoard, CostLine, CostOutlier, CostPart, CostReference
from services.housing.schemas.house import spoken_village
from services.housing.store.cost import ROWS_LIMIT, list_built
from services.housing.store.cost_policy import get_cost_policy
from shared import clock
from shared.attachments import AS_WORKBOOK, as_book
from shared.html import page, wall_clock
from shared.money import half_up
from shared.regions import name_of, short_name_of
from shared.security import ROLE_NAMES
from shared.service import Transaction, door, refuses
from shared.workbook import Sheet, Yuan

router = door("/renovation-costs", "危房改造造价")

OfContractor = Annotated[UUID | None, Query(title="施工方编号")]
OUTLIERS = 500
FACETS: dict[str, str] = {
    "mode": "改造方式",
    "structure": "方式和结构",
    "place": "各地",
    "contractor": "施工方",
    "year": "年度",
}


@router.get("", summary="每平方米造价", responses=refuses(NoCostRule))
async def read_costs(
    session: Transaction,
    by: Reader,
    region: InRegion = None,
    year: OfYear = None,
    mode: OfMode = None,
    contractor_id: OfContractor = None,
) -> CostBoard:
    """按方式、结构、地、施工方、年度的中位数和四分位数；与同方式相比异常的，写明为什么。按实际支出和面积的精确分数计算。"""
    where = within(by, region)
    policy = get_cost_policy(where, clock.today())
    found = await list_built(session, where, year=year or 0, mode=mode, contractor_id=contractor_id)
    every = found if contractor_id is None else await list_built(session, where, year=year or 0, mode=mode)
    spreads = _spreads(every, lambda one: one.mode.value)
    return CostBoard(
        region=where,
        where=name_of(where) if where else "全部辖区",
        houses=len(found),
        is_whole=len(found) < ROWS_LIMIT,
        parts=_parts(found, NEXT_DIGITS[len(where)]),
        references=_references(policy, spreads),
        outliers=_outliers(found, policy, spreads),
        rule=policy.source(policy.outliers).spoken,
    )


@router.get("/page", summary="每平方米造价（网页）", response_class=HTMLResponse, responses=refuses(NoCostRule))
async def show_costs(
    session: Transaction,
    by: Reader,
    region: InRegion = None,
    year: OfYear = None,
    mode: OfMode = None,
    contractor_id: OfContractor = None,
) -> HTMLResponse:
    board = await read_costs(session, by, region, year, mode, contractor_id)
    asked = {"region": region, "year": year, "mode": mode, "contractor_id": contractor_id}

    def query(**other: object) -> str:
        told = {name: value for name, value in (asked | other).items() if value}
        return f"?{urlencode(told)}" if told else ""

    return page("housing", "costs.html", board=board, asked=asked, query=query, modes=MODE_NAMES)


@router.get(".xlsx", summary="每平方米造价（工作簿）", response_class=Response, responses=AS_WORKBOOK | refuses(NoCostRule))
async def read_costs_workbook(
    session: Transaction,
    by: Reader,
    region: InRegion = None,
    year: OfYear = None,
    mode: OfMode = None,
    contractor_id: OfContractor = None,
) -> Response:
    board = await read_costs(session, by, region, year, mode, contractor_id)
    figures = [
        (
            part.title, line.title, line.houses, Yuan(line.least_fen), Yuan(line.lower_fen), Yuan(line.median_fen),
            Yuan(line.upper_fen), Yuan(line.most_fen),
        )
        for part in board.parts
        for line in part.lines
    ]  # fmt: skip
    apart = [
        (
            one.region, one.village, one.number, one.mode_name, one.contractor, one.year, one.accepted_on.isoformat(),
            Yuan(one.cost_fen), one.area_m2, Yuan(one.per_m2_fen), one.why,
        )
        for one in board.outliers
    ]  # fmt: skip
    against = [
        (one.mode_name, one.title, Yuan(one.per_m2_fen), Yuan(one.median_fen), one.over_percent, one.clause)
        for one in board.references
    ]
    sheets = (
        Sheet(
            "每平方米造价",
            (
                ("分法", 14), ("名称", 30), ("户数", 8), ("最低（元）", 14), ("下四分位（元）", 14), ("中位数（元）", 14),
                ("上四分位（元）", 14), ("最高（元）", 14),
            ),
            figures,
        ),
        Sheet(
            "造价异常",
            (
                ("村（社区）代码", 16), ("村（社区）", 28), ("改造编号", 22), ("改造方式", 14), ("施工方", 28), ("年度", 8),
                ("验收日期", 12), ("实际支出（元）", 14), ("建筑面积（平方米）", 14), ("每平方米（元）", 14), ("为什么列出", 60),
            ),
            apart,
        ),
        Sheet(
            "与标准对照",
            (("改造方式", 14), ("标准", 24), ("标准（元）", 14), ("中位数（元）", 14), ("高于标准（%）", 12), ("依据", 60)),
            against,
        ),
    )  # fmt: skip
    asked = (
        ("辖区", board.where),
        ("年度", str(year) if year else "全部"),
        ("改造方式", MODE_NAMES[mode] if mode else "全部"),
        ("怎样算异常", board.rule),
        ("是否完整", "是" if board.is_whole and len(apart) < OUTLIERS else "否，请按镇街分别导出"),
        ("导出人", f"{by.subject}（{ROLE_NAMES[by.role]}）"),
        ("导出时间", wall_clock(clock.now())),
    )
    return await as_book(f"危房改造造价-{clock.today():%Y%m%d}.xlsx", *sheets, asked=asked)


def _spreads(found: Sequence[Built], key: Callable[[Built], str]) -> dict[str, Spread]:
    """Of each group the spread of its prices, in the order of the groups' keys."""
    prices = dict[str, list[Fraction]]()
    for one in found:
        prices.setdefault(key(one), []).append(one.price)
    return {name: spread for name in sorted(prices) if (spread := spread_of(prices[name]))}


def _parts(found: Sequence[Built], digits: int) -> list[CostPart]:
    names = {one.contractor_id: one.contractor for one in found if one.contractor_id}
    keys: dict[str, Callable[[Built], str]] = {
        "mode": lambda one: one.mode.value,
        "structure": lambda one: f"{one.mode}/{one.structure}",
        "place": lambda one: one.region[:digits],
        "contractor": lambda one: str(one.contractor_id or ""),
        "year": lambda one: str(one.year),
    }
    titles: dict[str, Callable[[str], str]] = {
        "mode": lambda key: MODE_NAMES[Mode(key)],
        "structure": _structure_title,
        "place": lambda key: spoken_village(key) if len(key) == 12 else short_name_of(key),
        "contractor": lambda key: names[UUID(key)] if key else "户自建或平台前改造",
        "year": lambda key: f"{key}年",
    }
    return [
        CostPart(
            facet=facet,
            title=title,
            lines=[_line(key, titles[facet](key), spread) for key, spread in _spreads(found, keys[facet]).items()],
        )
        for facet, title in FACETS.items()
    ]


def _structure_title(key: str) -> str:
    mode, _, structure = key.partition("/")
    return f"{MODE_NAMES[Mode(mode)]}，{STRUCTURE_NAMES[Structure(structure)] if structure else '结构未登记'}"


def _line(key: str, title: str, spread: Spread) -> CostLine:
    return CostLine(
        key=key,
        title=title,
        houses=spread.count,
        least_fen=half_up(spread.least),
        lower_fen=half_up(spread.lower),
        median_fen=half_up(spread.median),
        upper_fen=half_up(spread.upper),
        most_fen=half_up(spread.most),
    )


def _references(policy: CostPolicy, spreads: Mapping[str, Spread]) -> list[CostReference]:
    return [
        CostReference(
            mode=price.mode,
            title=price.title,
            per_m2_fen=price.per_m2_fen,
            median_fen=half_up(spreads[price.mode].median),
            over_percent=half_up((spreads[price.mode].median / price.per_m2_fen - 1) * 100),
            clause=policy.source(price).spoken,
        )
        for price in policy.reference_prices
        if price.mode in spreads
    ]


def _outliers(found: Sequence[Built], policy: CostPolicy, spreads: Mapping[str, Spread]) -> list[CostOutlier]:
    """The farthest from the median of its mode first."""
    fences = {mode: fences_of(spread, policy.outliers) for mode, spread in spreads.items()}
    apart = []
    for one in found:
        spread, fence = spreads[one.mode], fences[one.mode]
        if fence and (why := why_apart(one.price, spread, fence)):
            apart.append((abs(one.price / spread.median - 1), one, why))
    apart.sort(key=lambda each: (-each[0], each[1].number))
    return [
        CostOutlier(
            number=one.number,
            region=one.region,
            house_id=one.house_id,
            mode=one.mode,
            contractor=one.contractor,
            year=one.year,
            accepted_on=one.accepted_on,
            cost_fen=one.cost_fen,
            area_m2=one.area_m2,
            per_m2_fen=half_up(one.price),
            why=why,
        )
        for _, one, why in apart[:OUTLIERS]
    ]
