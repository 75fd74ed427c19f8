"""Who builds, as people read it: the list, and one with every house that it built."""

from fastapi.responses import HTMLResponse

from services.housing.api.contractor import ContractorId, Reader, list_contractors_, show_contractor
from services.housing.rules.contractor import NoSuchContractor, per_m2
from services.housing.rules.step_policy import NoStepRule
from services.housing.schemas.renovation_page import BuiltView
from services.housing.store.step_policy import get_step_policy
from services.housing.store.works_record import WorksRecord, list_built_by, list_works_records
from shared import clock
from shared.html import page
from shared.pages import PAGE_ROWS, After, UnreadableCursor, paged, place
from shared.service import Transaction, door, refuses

router = door("/contractors", "施工方")


@router.get("/page", summary="施工方（网页）", response_class=HTMLResponse, responses=refuses(NoStepRule, UnreadableCursor))
async def show_contractors(session: Transaction, by: Reader, after: After = None) -> HTMLResponse:
    """能否承接、承接了多少、逾期和问题；先登记的在前。"""
    found = await list_contractors_(session, by, after=after)
    return page("housing", "contractors.html", rows=found.rows, next=found.next, is_first=after is None, today=clock.today())


@router.get(
    "/{contractor_id}/page",
    summary="一家施工方（网页）",
    response_class=HTMLResponse,
    responses=refuses(NoSuchContractor, NoStepRule, UnreadableCursor),
)
async def show_contractor_page(
    contractor_id: ContractorId, session: Transaction, by: Reader, after: After = None
) -> HTMLResponse:
    """承接的每一处：造价、问题、验收未通过、停工和逾期；近来申请的在前。"""
    today = clock.today()
    one = await show_contractor(contractor_id, session, by)
    uncounted = get_step_policy(one.region, today).uncounted_names
    found = await list_built_by(session, contractor_id, on=today, uncounted=uncounted, after=place(after), limit=PAGE_ROWS)
    records = await list_works_records(session, [contractor_id], on=today, uncounted=uncounted)
    sums = records.get(contractor_id, WorksRecord())
    built = paged(
        found,
        PAGE_ROWS,
        lambda row: BuiltView.model_validate(
            {name: getattr(row, name) for name in BuiltView.model_fields if name != "per_m2_fen"}
            | {"per_m2_fen": per_m2(row.cost_fen, row.area_m2)}
        ),
    )
    return page(
        "housing",
        "contractor.html",
        one=one,
        sums=sums,
        per_m2_fen=per_m2(sums.cost_fen, sums.area_m2) if sums.area_m2 else None,
        rows=built.rows,
        next=built.next,
        is_first=after is None,
        today=today,
    )
