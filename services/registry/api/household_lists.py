"""Households as a list, by place and by what is known of them: for programs, and as a page."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import Query
from fastapi.responses import HTMLResponse

from services.registry.api.file_views import household_row
from services.registry.api.households import OFFICERS
from services.registry.rules.poverty import POVERTY_STATE_NAMES, PovertyState
from services.registry.rules.vocabulary import CAUSES, CLASS_NAMES, STATE_NAMES, HouseholdState, PersonClass
from services.registry.schemas.register import HouseholdRow
from services.registry.store.household_list import Wanted, list_lines, list_wanted
from shared import regions
from shared.database import EVERYWHERE
from shared.html import page
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor_in, place_in
from shared.regions import AnyRegion
from shared.schemas import SeenText
from shared.security import Principal, Role, may
from shared.service import Transaction, door, refuses

router = door("/households", "家庭")

Reader = Annotated[Principal, may(*OFFICERS, Role.AUDITOR)]
InRegion = Annotated[AnyRegion | None, Query(title="辖区代码", description="只列出该辖区内的家庭")]
InState = Annotated[
    HouseholdState | None, Query(title="登记状态", description="current 在册、provisional 待核实、cancelled 已销户")
]
Cause = Annotated[SeenText | None, Query(title="致贫原因", description="如 因病", max_length=20)]
OfClass = Annotated[PersonClass | None, Query(alias="class", title="有这一类成员", description="如 low-income 低保")]
Stands = Annotated[PovertyState | None, Query(title="脱贫或监测状态")]
OpenCase = Annotated[bool | None, Query(alias="open_case", title="有进行中的即时帮扶台账")]


@router.get("", summary="家庭列表", responses=refuses(UnreadableCursor))
async def list_households(
    session: Transaction,
    by: Reader,
    region: InRegion = None,
    state: InState = None,
    cause: Cause = None,
    person_class: OfClass = None,
    poverty: Stands = None,
    has_open_case: OpenCase = None,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[HouseholdRow]:
    """按村列出；各项条件可以并用。"""
    within = region or by.region.removesuffix(EVERYWHERE)
    wanted = Wanted(within, state, cause, person_class, poverty, has_open_case)
    found = await list_wanted(session, wanted, after=place_in(after, digits=12), limit=limit)
    rows = found[:limit]
    return Page(
        rows=[household_row(line, by) for line in await list_lines(session, rows)],
        next=cursor_in(rows[-1].region, rows[-1].id) if len(found) > limit else None,
    )


@router.get("/page", summary="家庭列表（网页）", response_class=HTMLResponse, responses=refuses(UnreadableCursor))
async def show_households(
    session: Transaction,
    by: Reader,
    region: InRegion = None,
    state: InState = None,
    cause: Cause = None,
    person_class: OfClass = None,
    poverty: Stands = None,
    has_open_case: OpenCase = None,
    after: After = None,
) -> HTMLResponse:
    """同样的列表，可筛选、翻页、导出；每一户通向其档案。"""
    found = await list_households(session, by, region, state, cause, person_class, poverty, has_open_case, after)
    asked = {
        "region": region,
        "state": state,
        "cause": cause,
        "class": person_class,
        "poverty": poverty,
        "open_case": {None: None, True: "true", False: "false"}[has_open_case],
    }
    kept = urlencode({name: value for name, value in asked.items() if value})
    within = region or by.region.removesuffix(EVERYWHERE)
    return page(
        "registry",
        "households.html",
        where=regions.name_of(within) if within else "全部辖区",
        households=found.rows,
        next=found.next,
        is_first=after is None,
        asked=asked,
        kept=kept,
        places=places_of(by, region),
        states=STATE_NAMES,
        causes={cause: cause for cause in sorted(CAUSES)},
        classes=CLASS_NAMES,
        standings=POVERTY_STATE_NAMES,
    )


def places_of(by: Principal, region: str | None) -> dict[str, str]:
    """What a page offers to choose from: the divisions directly inside the asker's own, and around the one that was chosen."""
    own = by.region.removesuffix(EVERYWHERE)
    inside = [*regions.children_of(own), *([region] if region else []), *(regions.children_of(region) if region else ())]
    names = {code: regions.name_of(code) for code in sorted(set(inside))}
    whole = regions.name_of(own) if own else ""
    return {code: name.removeprefix(whole) or name for code, name in names.items()}
