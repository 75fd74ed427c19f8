"""Helpers: who they are, whom they help, and how their households go to others."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import Path, Query

from services.registry.api.helper_views import assignment_view, helped_view, helper_file, helper_view
from services.registry.api.households import HouseholdId
from services.registry.operations.assignment.arrange_substitute import arrange_substitute
from services.registry.operations.assignment.assign_households import assign_households
from services.registry.operations.assignment.change_helper import change_helper
from services.registry.operations.assignment.enter_helper import enter_helper
from services.registry.operations.assignment.hand_over_households import hand_over_households
from services.registry.rules.assignment import (
    AssignedOnAnImpossibleDay,
    HasHouseholds,
    HelperElsewhere,
    HelperHasLeft,
    HelperKnown,
    HouseholdNotTheirs,
    NoSuchHelper,
    SameHelper,
    SubstitutionNotUsable,
    TooManyHouseholds,
)
from services.registry.schemas.assignment import (
    ArrangeSubstitute,
    AssignHouseholds,
    AssignmentView,
    ChangeHelper,
    EnterHelper,
    GivenView,
    HandOver,
    HelpedHousehold,
    HelperFile,
    HelperView,
    SubstitutionView,
)
from services.registry.store import assignment as store
from services.registry.store.helped import list_mine
from services.registry.store.household import NoSuchHousehold, get_household
from services.registry.tables import HelperAssignment
from shared.clock import today
from shared.pages import PAGE_ROWS, PAGE_ROWS_LIMIT, After, Limit, Page, UnreadableCursor, cursor, place
from shared.regions import AnyRegion
from shared.security import OutsideRegion, Principal, Role, may
from shared.service import Transaction, door, refuses

OFFICERS = (Role.VILLAGE, Role.TOWN, Role.COUNTY)
ARRANGERS = (Role.TOWN, Role.COUNTY)
READERS = (*OFFICERS, Role.AUDITOR, Role.OPERATOR)

router = door("/helpers", "帮扶责任人")
of_households = door("/households", "帮扶责任人")

HelperId = Annotated[UUID, Path(title="责任人编号")]
Arranger = Annotated[Principal, may(*ARRANGERS)]
Reader = Annotated[Principal, may(*READERS)]
InRegion = Annotated[AnyRegion | None, Query(title="辖区代码", description="不填为本人全部辖区")]


@router.get("", summary="帮扶责任人列表", responses=refuses(UnreadableCursor))
async def list_helpers(
    session: Transaction,
    by: Reader,
    region: Annotated[AnyRegion | None, Query(title="任职单位的辖区", description="只列出任职于该辖区内的")] = None,
    is_in_office: Annotated[bool | None, Query(alias="in_office", title="是否在任")] = None,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[HelperView]:
    """含上级单位在本辖区帮扶的责任人。"""
    found = await store.list_helpers(session, region=region, is_in_office=is_in_office, after=place(after), limit=limit)
    rows = found[:limit]
    loads = await store.count_loads(session, [each.id for each in rows])
    views = [helper_view(each, households=loads[each.id], by=by) for each in rows]
    return Page(rows=views, next=cursor(rows[-1].id) if len(found) > limit else None)


@router.post("", status_code=201, summary="登记一名帮扶责任人", responses=refuses(OutsideRegion, HelperKnown))
async def post_helper(form: EnterHelper, session: Transaction, by: Arranger) -> HelperView:
    return helper_view(await enter_helper(session, form, by=by), households=0, by=by)


@router.get("/{helper_id}", summary="一名责任人和其帮扶的户", responses=refuses(NoSuchHelper))
async def read_helper(helper_id: HelperId, session: Transaction, by: Reader) -> HelperFile:
    helper = await store.get_helper(session, helper_id)
    return helper_file(
        helper,
        households=(await store.count_loads(session, [helper_id]))[helper_id],
        mine=await list_mine(session, helper_id, on=today(), limit=PAGE_ROWS_LIMIT),
        substitutions=await store.list_substitutions(session, helper_id),
        by=by,
    )


@router.get("/{helper_id}/households", summary="一名责任人帮扶和代管的户", responses=refuses(NoSuchHelper))
async def list_households(helper_id: HelperId, session: Transaction, by: Reader) -> list[HelpedHousehold]:
    """至多 500 户。"""
    await store.get_helper(session, helper_id)
    return [helped_view(each, by) for each in await list_mine(session, helper_id, on=today(), limit=PAGE_ROWS_LIMIT)]


@router.post(
    "/{helper_id}/changes",
    summary="变更责任人的单位、职务、电话、账号",
    responses=refuses(NoSuchHelper, HelperHasLeft, OutsideRegion, HelperKnown),
)
async def post_change(helper_id: HelperId, form: ChangeHelper, session: Transaction, by: Arranger) -> HelperView:
    changed = await change_helper(session, helper_id, form, by=by)
    return helper_view(changed, households=(await store.count_loads(session, [helper_id]))[helper_id], by=by)


@router.post(
    "/{helper_id}/households",
    status_code=201,
    summary="把户结对给这名责任人",
    description="原来有责任人的，自结对日期起改由这名责任人负责；历史保留。",
    responses=refuses(
        NoSuchHelper, HelperHasLeft, NoSuchHousehold, HelperElsewhere, AssignedOnAnImpossibleDay, TooManyHouseholds
    ),
)
async def post_households(helper_id: HelperId, form: AssignHouseholds, session: Transaction, by: Arranger) -> list[GivenView]:
    return _given(await assign_households(session, helper_id, form, by=by.subject, on=today()))


@router.post(
    "/{helper_id}/handovers",
    status_code=201,
    summary="移交：把这名责任人的户交给一人或多人，可同时离任",
    description="全部办成或全部不办；多人接手时按现有户数均衡，同村的户尽量归同一人。",
    responses=refuses(
        NoSuchHelper,
        HelperHasLeft,
        SameHelper,
        OutsideRegion,
        HasHouseholds,
        HouseholdNotTheirs,
        HelperElsewhere,
        NoSuchHousehold,
        AssignedOnAnImpossibleDay,
        TooManyHouseholds,
    ),
)
async def post_handover(helper_id: HelperId, form: HandOver, session: Transaction, by: Arranger) -> list[GivenView]:
    return _given(await hand_over_households(session, helper_id, form, by=by, on=today()))


@router.post(
    "/{helper_id}/substitutes",
    status_code=201,
    summary="安排代管",
    description="代管期间代管人看得到这些户，也可登记走访；责任人不变。",
    responses=refuses(NoSuchHelper, HelperHasLeft, OutsideRegion, SameHelper, HelperElsewhere, SubstitutionNotUsable),
)
async def post_substitute(helper_id: HelperId, form: ArrangeSubstitute, session: Transaction, by: Arranger) -> SubstitutionView:
    return SubstitutionView.model_validate(await arrange_substitute(session, helper_id, form, by=by, on=today()))


@of_households.get("/{household_id}/helpers", summary="一户的历任责任人", responses=refuses(NoSuchHousehold))
async def list_assignments(household_id: HouseholdId, session: Transaction, by: Reader) -> list[AssignmentView]:
    await get_household(session, household_id)
    held = await store.list_assignments(session, household_id)
    ids = {each.helper_id for each in held}
    named, loads = await store.list_named(session, ids), await store.count_loads(session, ids)
    return [assignment_view(each, named, loads, by) for each in held if each.helper_id in named]


def _given(made: Sequence[HelperAssignment]) -> list[GivenView]:
    by_helper = dict[UUID, list[UUID]]()
    for each in made:
        by_helper.setdefault(each.helper_id, []).append(each.household_id)
    return [GivenView(helper_id=helper_id, household_ids=its) for helper_id, its in by_helper.items()]
