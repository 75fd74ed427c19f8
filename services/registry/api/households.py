"""Households of the register: read as of any time, entered by hand, with their history."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import Path, Query
from pydantic import AwareDatetime

from services.registry.api.advice import household_written
from services.registry.api.file_views import change_view, household_view, household_view_then
from services.registry.operations.household.enter_household import NamedTwice, enter_household
from services.registry.rules.field_list import ValueNotInList
from services.registry.rules.move import AlreadyAMember, BeforeTheySatHere, HasDied, NoHeadLeft, TwoHeads, TwoSpouses
from services.registry.rules.relief import HappenedInTheFuture
from services.registry.schemas.history import ChangeView
from services.registry.schemas.move import EnterHousehold
from services.registry.schemas.quality import HouseholdWritten
from services.registry.schemas.register import HouseholdView
from services.registry.store import household as store
from services.registry.store.case import find_open_case
from services.registry.store.history import list_changes
from services.registry.store.reading import NotInTheFileThen, household_then, list_said, names_of
from shared.clock import today
from shared.identity import InvalidIdNumber
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.security import OutsideRegion, Principal, Role, may
from shared.service import Transaction, door, refuses

OFFICERS = (Role.VILLAGE, Role.TOWN, Role.COUNTY)

router = door("/households", "家庭")

HouseholdId = Annotated[UUID, Path(title="户标识")]
TrueOn = Annotated[date | None, Query(title="所问的日期", description="那一天的实际情况；不填即今天", examples=["2020-06-01"])]
KnownAt = Annotated[
    AwareDatetime | None,
    Query(title="当时所知的时刻", description="按那一刻档案所知回答；不填即现在所知", examples=["2020-06-01T09:00:00+08:00"]),
]


@router.post(
    "",
    status_code=201,
    summary="登记一户（人工填报）",
    description="成员已在其他户的不予登记；曾登记而现不属于任何户的人，沿用其原有档案。",
    responses=refuses(
        OutsideRegion,
        store.HouseholdCodeTaken,
        HappenedInTheFuture,
        BeforeTheySatHere,
        InvalidIdNumber,
        NamedTwice,
        AlreadyAMember,
        HasDied,
        ValueNotInList,
        NoHeadLeft,
        TwoHeads,
        TwoSpouses,
    ),
)
async def post_household(
    form: EnterHousehold, session: Transaction, by: Annotated[Principal, may(*OFFICERS)]
) -> HouseholdWritten:
    by.must_cover(form.village, pointer="/village")
    return await household_written(session, await enter_household(session, form, by=by, on=today()), by)


@router.get(
    "/{household_id}",
    summary="家庭与成员",
    description="可按任一日期的实际情况（true_on）、任一时刻的所知（known_at）查询。",
    responses=refuses(store.NoSuchHousehold, NotInTheFileThen),
)
async def read_household(
    household_id: HouseholdId,
    session: Transaction,
    by: Annotated[Principal, may(*OFFICERS, Role.AUDITOR)],
    true_on: TrueOn = None,
    known_at: KnownAt = None,
) -> HouseholdView:
    if true_on or known_at:
        return await _read_then(session, household_id, by, true_on or today(), known_at)
    household = await store.get_household(session, household_id)
    members = await store.list_members(session, [household.id])
    case = await find_open_case(session, household.id)
    return household_view(household, members, by, open_case_id=case.id if case else None)


async def _read_then(
    session: Transaction, household_id: UUID, by: Principal, true_on: date, known_at: datetime | None
) -> HouseholdView:
    then = await household_then(session, household_id, true_on=true_on, at=known_at)
    return household_view_then(household_id, then, by, true_on=true_on, known_at=known_at)


@router.get(
    "/{household_id}/history",
    summary="家庭档案的全部变更",
    description="先登记的在前。每项变更写明发生日期、登记人、登记时间、来源、原因和依据。",
    responses=refuses(UnreadableCursor),
)
async def read_history(
    household_id: HouseholdId,
    session: Transaction,
    by: Annotated[Principal, may(*OFFICERS, Role.AUDITOR)],
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[ChangeView]:
    found = await list_changes(session, household_id, after=place(after), limit=limit)
    changes = found[:limit]
    said = await list_said(session, household_id, changes)
    people = {change.person_id for change in changes if change.person_id}
    people |= {part.person_id for parts in said.values() for part in parts if part.person_id}
    names = await names_of(session, people)
    return Page(
        rows=[change_view(change, said[change.id], names, by) for change in changes],
        next=cursor(changes[-1].id) if len(found) > limit else None,
    )
