"""How households stand: their history, who stands how, and what the national system says."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query

from services.registry.api.procedure_views import entry_view
from services.registry.operations.poverty.record_national_answer import record_national_answer
from services.registry.rules.paper import PaperNotOfHousehold
from services.registry.rules.poverty import AnswerInTheFuture, NothingNew, PovertyState, StateOfAnotherAxis, spoken
from services.registry.schemas.procedure import PovertyEntryView, PovertyView, RecordNationalAnswer
from services.registry.store import procedure as store
from services.registry.store.household import NoSuchHousehold, get_household
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, paged, place
from shared.regions import AnyRegion
from shared.security import Principal, Role, may
from shared.service import Transaction, door, refuses

router = door("/poverty", "脱贫与监测状态")

HouseholdId = Annotated[UUID, Path(title="户标识")]
Reader = Annotated[Principal, may(Role.VILLAGE, Role.TOWN, Role.COUNTY, Role.AUDITOR)]


@router.get("", summary="现在是某一状态的户", responses=refuses(UnreadableCursor))
async def list_poverty(
    session: Transaction,
    by: Reader,
    state: Annotated[PovertyState, Query(title="状态")],
    region: Annotated[AnyRegion | None, Query(title="辖区代码", description="只列出该辖区内的户")] = None,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[PovertyEntryView]:
    found = await store.list_current_entries(session, region=region, state=state, after=place(after), limit=limit)
    return paged(found, limit, entry_view)


@router.get("/{household_id}", summary="一户的状态与历次变化", responses=refuses(NoSuchHousehold))
async def read_poverty(household_id: HouseholdId, session: Transaction, by: Reader) -> PovertyView:
    await get_household(session, household_id)
    entries = await store.list_entries(session, household_id)
    return PovertyView(
        household_id=household_id,
        spoken=spoken(await store.current_states(session, household_id)),
        entries=[entry_view(entry) for entry in entries],
    )


@router.post(
    "/{household_id}/national-answers",
    status_code=201,
    summary="登记全国系统的结果",
    description="全国系统已有结论的，原样登记并标明出处；与本地程序办结的结果分开记录。",
    responses=refuses(NoSuchHousehold, StateOfAnotherAxis, AnswerInTheFuture, NothingNew, PaperNotOfHousehold),
)
async def post_national_answer(
    household_id: HouseholdId, form: RecordNationalAnswer, session: Transaction, by: Annotated[Principal, may(Role.COUNTY)]
) -> PovertyEntryView:
    return entry_view(await record_national_answer(session, form, household_id=household_id, by=by.subject))
