"""A household's file as a page: members, papers and history, for a telephone and for print."""

from typing import Annotated

from fastapi.responses import HTMLResponse

from services.registry.api.household_around import look_around
from services.registry.api.households import OFFICERS, HouseholdId, read_history, read_household
from services.registry.api.papers import read_papers
from services.registry.api.quality_views import finding_view
from services.registry.rules.paper import PAPERS_OF_A_HOUSEHOLD
from services.registry.store.finding import Wanted, list_findings
from services.registry.store.household import NoSuchHousehold
from shared.clock import now, today
from shared.html import page
from shared.pages import PAGE_ROWS_LIMIT
from shared.security import Principal, Role, may
from shared.service import Transaction, door, refuses

router = door("/households", "家庭")


@router.get(
    "/{household_id}/page", summary="家庭档案页面（可打印）", response_class=HTMLResponse, responses=refuses(NoSuchHousehold)
)
async def show_household(
    household_id: HouseholdId, session: Transaction, by: Annotated[Principal, may(*OFFICERS, Role.AUDITOR)]
) -> HTMLResponse:
    household = await read_household(household_id, session, by)
    history = await read_history(household_id, session, by, limit=PAGE_ROWS_LIMIT)
    wanted = Wanted(household_id=household_id, state="standing")
    findings = await list_findings(session, wanted, after=None, limit=PAGE_ROWS_LIMIT)
    papers = await read_papers(household_id, session, by, limit=PAPERS_OF_A_HOUSEHOLD)
    return page(
        "registry",
        "household.html",
        household=household,
        around=await look_around(session, household_id, by, on=today()),
        changes=history.rows,
        more=history.next is not None,
        findings=[finding_view(each, to_auditor=by.role is Role.AUDITOR) for each in findings[:PAGE_ROWS_LIMIT]],
        papers=papers.rows,
        may_open=by.role in OFFICERS,
        at=now(),
    )
