"""People, looked for on a page: for a telephone as for a desk; each leads to the file of their household."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import Query
from fastapi.responses import HTMLResponse

from services.registry.api.household_lists import places_of
from services.registry.api.search import InRegion, OfClass, Reader, Stands, list_people
from services.registry.rules.search import STANDING_NAMES
from services.registry.rules.vocabulary import CLASS_NAMES
from services.registry.schemas.search import FoundView
from shared import regions
from shared.database import EVERYWHERE
from shared.errors import Refusal
from shared.html import page
from shared.pages import After, Page, UnreadableCursor
from shared.schemas import SeenText
from shared.service import Transaction, door, refuses

router = door("/persons", "查找人员")

# A name in an address must not travel on with the next click, nor stay where the next person sits down.
KEPT_TO_OURSELVES = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}


@router.get("/page", summary="查找人员（网页）", response_class=HTMLResponse, responses=refuses(UnreadableCursor))
async def show_people(
    session: Transaction,
    by: Reader,
    q: Annotated[SeenText, Query(title="找谁", max_length=100)] = "",
    region: InRegion = None,
    person_class: OfClass = None,
    standing: Stands = None,
    after: After = None,
) -> HTMLResponse:
    """看不懂所输入的内容时，在原页说明如何填写。"""
    asked = {"q": q.strip(), "region": region, "class": person_class, "standing": standing}
    is_asked, refusal = any(asked.values()), None
    found: Page[FoundView] = Page(rows=[])
    if is_asked:
        try:
            found = await list_people(session, by, q, region, person_class, standing, after)
        except UnreadableCursor:
            raise
        except Refusal as wrong:
            refusal = wrong
    own = by.region.removesuffix(EVERYWHERE)
    answer = page(
        "registry",
        "people.html",
        where=regions.name_of(own) if own else "全部辖区",
        people=found.rows,
        next=found.next,
        is_first=after is None,
        is_asked=is_asked,
        refusal=refusal,
        asked=asked,
        kept=urlencode({name: value for name, value in asked.items() if value}),
        places=places_of(by, region),
        classes=CLASS_NAMES,
        standings=STANDING_NAMES,
    )
    answer.headers.update(KEPT_TO_OURSELVES)
    return answer
