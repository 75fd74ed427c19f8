"""Door one: what households are owed after their move（后续扶持）."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query
from fastapi.responses import HTMLResponse

from services.housing.api.relocation_views import owed_shown, support_shown
from services.housing.operations.support import answer_support as answering
from services.housing.rules import support as rules
from services.housing.schemas.support import AnswerSupport, OwedSupport, SupportView
from services.housing.store.support import list_open_supports
from shared import clock
from shared.html import page
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.regions import AnyRegion
from shared.security import Principal, Role, may
from shared.service import Transaction, door, refuses

router = door("/supports", "后续扶持")

SupportId = Annotated[UUID, Path(title="后续扶持编号")]
OfRegion = Annotated[AnyRegion | None, Query(title="辖区代码")]
IsLate = Annotated[bool, Query(title="只看逾期的")]
Reader = Annotated[Principal, may(Role.VILLAGE, Role.TOWN, Role.COUNTY, Role.DEPARTMENT, Role.AUDITOR, Role.OPERATOR)]
Officer = Annotated[Principal, may(Role.VILLAGE, Role.TOWN, Role.COUNTY, Role.DEPARTMENT)]


def _own(by: Principal) -> str | None:
    """A department sees its own alone."""
    return by.org if by.role is Role.DEPARTMENT else None


@router.get("", summary="待办的后续扶持", responses=refuses(UnreadableCursor))
async def list_supports_(
    session: Transaction,
    by: Reader,
    region: OfRegion = None,
    is_late: IsLate = False,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[OwedSupport]:
    """先派的在前。"""
    today = clock.today()
    late_on = today if is_late else None
    found = await list_open_supports(
        session, department=_own(by), late_on=late_on, region=region or "", after=place(after), limit=limit
    )
    rows = [owed_shown(each, today) for each in found[:limit]]
    return Page(rows=rows, next=cursor(rows[-1].id) if len(found) > limit else None)


@router.get("/page", summary="待办的后续扶持（网页）", response_class=HTMLResponse, responses=refuses(UnreadableCursor))
async def show_supports(session: Transaction, by: Reader, is_late: IsLate = False, after: After = None) -> HTMLResponse:
    found = await list_supports_(session, by, is_late=is_late, after=after)
    return page("housing", "supports.html", supports=found.rows, next=found.next, is_late=is_late, is_first=after is None)


@router.post(
    "/{support_id}/answer",
    status_code=201,
    summary="登记后续扶持的结果",
    responses=refuses(rules.NoSuchSupport, rules.NotYourSupport, rules.SupportAnsweredAlready, rules.SupportOutOfTime),
)
async def answer_support(support_id: SupportId, form: AnswerSupport, session: Transaction, by: Officer) -> SupportView:
    """由责任部门或安置点所在地登记；登记后派出的任务自行办结。"""
    answered = await answering.answer_support(session, support_id, form, by=by, at=clock.now())
    return support_shown(answered, clock.today())
