"""Who stood in the register on any day, as medical was told."""

from datetime import date
from typing import Annotated

from fastapi import Query, Response

from services.medical.api.roster_views import PERSON_COLUMNS, asked_of, beneficiary_view, person_cells, region_title, within
from services.medical.schemas.beneficiary import BeneficiaryView
from services.medical.store import beneficiaries
from shared import clock
from shared.attachments import AS_WORKBOOK, as_book
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.regions import AnyRegion
from shared.security import Principal, Role, may
from shared.service import Transaction, door, refuses
from shared.workbook import ROWS_LIMIT, Sheet

router = door("/beneficiaries", "待遇人员")

Reader = Annotated[Principal, may(Role.TOWN, Role.COUNTY, Role.AUDITOR)]
On = Annotated[date | None, Query(title="截至日期", description="按这一天的身份；不填为今天")]
InRegion = Annotated[AnyRegion | None, Query(title="地区代码", description="只列出该地区的人员")]
PersonClass = Annotated[
    str,
    Query(
        title="人员类别代码",
        description="如 enrolled、low-income、extreme-poverty、immediate-assistance",
        pattern=r"^[a-z-]*$",
        max_length=60,
    ),
]


@router.get("", summary="某一天的待遇人员", responses=refuses(UnreadableCursor))
async def list_beneficiaries(
    session: Transaction,
    by: Reader,
    on: On = None,
    region: InRegion = None,
    person_class: PersonClass = "",
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[BeneficiaryView]:
    """身份以登记下发的事件为准；即时帮扶开通保障的一并列出。证件号码和姓名只见掩码。"""
    found = await beneficiaries.list_heads(
        session,
        on=on or clock.today(),
        region=within(by, region),
        person_class=person_class,
        after=place(after),
        limit=limit,
    )
    papers = await beneficiaries.find_papers(session, [head.identity_hash for head in found])
    rows = [beneficiary_view(head, papers) for head in found[:limit]]
    return Page(rows=rows, next=cursor(rows[-1].person_id) if len(found) > limit else None)


@router.get(".xlsx", summary="某一天的待遇人员（工作簿）", response_class=Response, responses=AS_WORKBOOK)
async def read_beneficiaries_workbook(
    session: Transaction, by: Reader, on: On = None, region: InRegion = None, person_class: PersonClass = ""
) -> Response:
    """与列表相同的条件和掩码；至多 100,000 行。"""
    day, prefix = on or clock.today(), within(by, region)
    found = await beneficiaries.list_heads(session, on=day, region=prefix, person_class=person_class, limit=ROWS_LIMIT)
    papers = await beneficiaries.find_papers(session, [head.identity_hash for head in found])
    views = [beneficiary_view(head, papers) for head in found[:ROWS_LIMIT]]
    sheet = Sheet(
        "待遇人员",
        (*PERSON_COLUMNS, ("人员类别", 24)),
        [(*person_cells(view.person_id, view.name, view.id_number, view.region), "、".join(view.class_titles)) for view in views],
    )
    filters = [("地区", region_title(prefix) if prefix else ""), ("人员类别", person_class), ("行数", len(views))]
    return await as_book(f"待遇人员-{day}.xlsx", sheet, asked=asked_of(by, filters, on=day))
