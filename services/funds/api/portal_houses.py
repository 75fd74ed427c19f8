"""How far dangerous houses are being made safe, as anyone may look at it: by village, and each by its number, without a name."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import Query
from fastapi.responses import HTMLResponse

from services.funds.api.portal_asked import Asked, place_name
from services.funds.rules.shown_renovation import HOUSE_STATE_NAMES, NoSuchHouseInPublic, mode_name
from services.funds.store.shown_renovation import count_shown, find_shown_numbered, list_shown, list_shown_years
from services.funds.tables import ShownRenovation
from shared.clock import now, today
from shared.html import page
from shared.pages import PAGE_ROWS, After, UnreadableCursor, cursor, place
from shared.regions import AnyRegion, name_of
from shared.security import anyone
from shared.service import Transaction, door, refuses

router = door("/portal", "资金公开（无需登录）")

TOWN_DIGITS = 9
"""Inside a town the houses are listed; of a county there are too many, and its towns are chosen first."""


@dataclass(frozen=True, slots=True)
class Counted:
    """Houses of one place: each number holds those that are further too, but for what is partly paid."""

    region: str
    name: str
    agreed: int
    begun: int
    built: int
    safe: int
    partly: int
    paid: int


@router.get(
    "/houses",
    summary="危房改造进度公开（网页）",
    response_class=HTMLResponse,
    dependencies=[anyone],
    responses=refuses(UnreadableCursor, NoSuchHouseInPublic),
)
async def show_houses(
    session: Transaction,
    region: Annotated[AnyRegion | None, Query(title="地区代码")] = None,
    year: Annotated[int | None, Query(title="申请年度", ge=1978, le=2999)] = None,
    number: Annotated[str | None, Query(title="改造编号", max_length=24, pattern=r"^[A-Z0-9-]*$")] = None,
    after: After = None,
) -> HTMLResponse:
    """县级公示期满以后的每一户，按村和编号列出方式、补助标准、进度和补助是否到户，不写姓名；按年度、地区查看，或凭编号查一户。"""
    years = await list_shown_years(session)
    chosen = year or max(years, default=today().year)
    within = region or ""
    own = await find_shown_numbered(session, number) if number else None
    if number and own is None:
        raise NoSuchHouseInPublic(number=number)
    digits = Asked(region=within).digits
    places = _named(await count_shown(session, year=chosen, region=within, digits=digits), within)
    is_listed = len(within) >= TOWN_DIGITS
    found: Sequence[ShownRenovation] = []
    if own is not None:
        found = [own]
    elif is_listed:
        found = await list_shown(session, year=chosen, region=within, after=place(after), limit=PAGE_ROWS)
    rows = found[:PAGE_ROWS]
    return page(
        "funds",
        "portal_houses.html",
        where=name_of(within) if within else "全部地区",
        region=within,
        above=within[: next((each for each in (9, 6, 4, 2) if each < len(within)), 0)],
        years=sorted({*years, chosen}, reverse=True),
        year=chosen,
        number=number or "",
        places=places,
        whole=_summed(places),
        rows=rows,
        is_listed=is_listed or own is not None,
        is_first=after is None,
        next=cursor(rows[-1].id) if len(found) > PAGE_ROWS else None,
        states=HOUSE_STATE_NAMES,
        mode_name=mode_name,
        place_name=place_name,
        at=now(),
    )


def _named(counted: Sequence[tuple[str, int, int, int, int, int, int]], within: str) -> list[Counted]:
    return [Counted(code, place_name(code, within), *counts) for code, *counts in counted]


def _summed(places: Sequence[Counted]) -> Counted:
    counts = [sum(getattr(one, name) for one in places) for name in ("agreed", "begun", "built", "safe", "partly", "paid")]
    return Counted("", "合计", *counts)
