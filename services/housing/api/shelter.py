"""Door one: temporary housing: places, who goes where, moves on, goes home."""

from typing import Annotated
from uuid import UUID

from fastapi import Path, Query
from fastapi.responses import HTMLResponse

from services.housing.operations.shelter import close_shelter as closing
from services.housing.operations.shelter import leave_shelter as leaving
from services.housing.operations.shelter import move_household_on as moving
from services.housing.operations.shelter import open_shelter as opening
from services.housing.operations.shelter import resize_shelter as resizing
from services.housing.operations.shelter import shelter_household as sheltering
from services.housing.operations.shelter import watch_beds as watching
from services.housing.rules import shelter as rules
from services.housing.rules.disaster import NoDisasterRule, NoSuchDisaster, NotStruck
from services.housing.rules.shelter import SHELTER_KIND_NAMES, ShelterKind
from services.housing.schemas.shelter import (
    LeaveShelter,
    MoveHousehold,
    OpenShelter,
    ResizeShelter,
    ShelterHousehold,
    ShelterView,
    StayEnded,
    StayView,
)
from services.housing.store.disaster import get_disaster
from services.housing.store.disaster_policy import get_disaster_policy_named
from services.housing.store.shelter import get_shelter, list_shelters, list_stays_in, lock_stay
from services.housing.tables import Shelter
from shared import clock
from shared.html import page
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, paged, place
from shared.regions import AnyRegion, name_of
from shared.security import OutsideRegion, Principal, Role, may
from shared.service import Transaction, door, refuses
from shared.vault import unseal

router = door("/shelters", "临时安置")
stays = door("/shelter-stays", "临时安置")

ShelterId = Annotated[UUID, Path(title="安置点标识")]
StayId = Annotated[UUID, Path(title="安置编号")]
Reader = Annotated[Principal, may(Role.VILLAGE, Role.TOWN, Role.COUNTY, Role.AUDITOR, Role.OPERATOR)]
Officer = Annotated[Principal, may(Role.VILLAGE, Role.TOWN, Role.COUNTY)]

_PLACE = (rules.NoSuchShelter, OutsideRegion, rules.ShelterClosed, NoDisasterRule)
Kind = Annotated[ShelterKind | None, Query(title="安置方式")]
Where = Annotated[AnyRegion | None, Query(title="辖区代码")]
IsOpen = Annotated[bool | None, Query(title="是否开放")]
RoomFor = Annotated[int | None, Query(title="至少有多少空位", ge=1, le=rules.LARGEST_SHELTER)]


@router.get("", summary="安置点列表", responses=refuses(UnreadableCursor))
async def list_shelters_(
    session: Transaction,
    by: Reader,
    region: Where = None,
    kind: Kind = None,
    is_open: IsOpen = None,
    room_for: RoomFor = None,
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[ShelterView]:
    """先开放的在前；邻村、邻镇的也可看到有没有空位。"""
    found = await list_shelters(
        session, region=region or "", kind=kind, is_open=is_open, has_room_for=room_for, after=place(after), limit=limit
    )
    return paged(found, limit, lambda shelter: _view(shelter, by))


@router.post("", status_code=201, summary="开放一个安置点", responses=refuses(OutsideRegion))
async def open_shelter(form: OpenShelter, session: Transaction, by: Officer) -> ShelterView:
    """负责人和电话加密保存，只给本辖区的人看。投亲靠友的，每处按一个安置点登记。"""
    return _view(await opening.open_shelter(session, form, by=by, at=clock.now()), by)


@router.get("/page", summary="安置点（网页）", response_class=HTMLResponse, responses=refuses(UnreadableCursor))
async def show_shelters(
    session: Transaction, by: Reader, region: Where = None, kind: Kind = None, is_open: IsOpen = True, after: After = None
) -> HTMLResponse:
    """还有多少空位，找谁。"""
    found = await list_shelters_(session, by, region=region, kind=kind, is_open=is_open, after=after)
    where = name_of(region) if region else "全部辖区" if by.region == "*" else name_of(by.region)
    return page(
        "housing", "shelters.html", shelters=found.rows, next=found.next, is_first=after is None, where=where,
        region=region or "", kind=kind or "", kinds=SHELTER_KIND_NAMES, is_open=is_open,
    )  # fmt: skip


@router.get("/{shelter_id}", summary="一个安置点", responses=refuses(rules.NoSuchShelter))
async def show_shelter(shelter_id: ShelterId, session: Transaction, by: Reader) -> ShelterView:
    return _view(await get_shelter(session, shelter_id), by)


@router.get("/{shelter_id}/stays", summary="谁住过、住在这个安置点", responses=refuses(rules.NoSuchShelter, UnreadableCursor))
async def list_stays(
    shelter_id: ShelterId, session: Transaction, by: Reader, after: After = None, limit: Limit = PAGE_ROWS
) -> Page[StayView]:
    """先来的在前；只列本人看得到的户。"""
    await get_shelter(session, shelter_id)
    found = await list_stays_in(session, shelter_id, after=place(after), limit=limit)
    return paged(found, limit, StayView.model_validate)


@router.post(
    "/{shelter_id}/capacity",
    status_code=201,
    summary="核增或核减容量",
    responses=refuses(*_PLACE, rules.ShelterTooSmall),
)
async def resize_shelter(shelter_id: ShelterId, form: ResizeShelter, session: Transaction, by: Officer) -> ShelterView:
    await resizing.resize_shelter(session, shelter_id, form, by=by)
    return _view(await watching.watch_beds(session, shelter_id, on=clock.today()), by)


@router.post("/{shelter_id}/closing", status_code=201, summary="关闭一个安置点", responses=refuses(*_PLACE, rules.ShelterLivedIn))
async def close_shelter(shelter_id: ShelterId, session: Transaction, by: Officer) -> ShelterView:
    return _view(await closing.close_shelter(session, shelter_id, by=by, at=clock.now()), by)


@stays.post(
    "",
    status_code=201,
    summary="安置一户",
    responses=refuses(NoSuchDisaster, NotStruck, *_PLACE, rules.ShelteredAlready, rules.ShelterFull),
)
async def shelter_household(form: ShelterHousehold, session: Transaction, by: Officer) -> StayView:
    """一户同时只住一处，一处不超过容量。安置到邻村、邻镇的，由管到那里的镇街或县区办理。"""
    stay = await sheltering.shelter_household(session, form, by=by, at=clock.now())
    await watching.watch_beds(session, stay.shelter_id, on=clock.today())
    return StayView.model_validate(stay)


@stays.post(
    "/{stay_id}/move",
    status_code=201,
    summary="转到另一个安置点",
    responses=refuses(rules.NoSuchStay, *_PLACE, rules.StayEndedAlready, rules.SameShelter, rules.ShelterFull),
)
async def move_household_on(stay_id: StayId, form: MoveHousehold, session: Transaction, by: Officer) -> StayView:
    left = (await lock_stay(session, stay_id)).shelter_id
    stay = await moving.move_household_on(session, stay_id, form, by=by, at=clock.now())
    for shelter_id in sorted({left, stay.shelter_id}):
        await watching.watch_beds(session, shelter_id, on=clock.today())
    return StayView.model_validate(stay)


@stays.post(
    "/{stay_id}/departure",
    status_code=201,
    summary="离开安置点：回家，或另有住房",
    responses=refuses(
        rules.NoSuchStay, rules.NoSuchShelter, OutsideRegion, rules.StayEndedAlready, rules.HomeNotSafe, NoDisasterRule
    ),
)
async def leave_shelter(stay_id: StayId, form: LeaveShelter, session: Transaction, by: Officer) -> StayEnded:
    """灾后评为 A、B 级或改造合格的才能回家；其余的由镇街或县区写明原因。过渡期的天数随之计出。"""
    stay, standard_fen = await leaving.leave_shelter(session, stay_id, form, by=by, at=clock.now())
    await watching.watch_beds(session, stay.shelter_id, on=clock.today())
    policy = get_disaster_policy_named((await get_disaster(session, stay.disaster_id)).policy)
    clause = policy.source(policy.transition).spoken
    return StayEnded(stay=StayView.model_validate(stay), standard_fen=standard_fen, clause=clause)


def _view(shelter: Shelter, by: Principal) -> ShelterView:
    is_ours = by.covers(shelter.region)
    told = {
        "keeper": unseal(shelter.keeper_sealed) if is_ours else None,
        "phone": unseal(shelter.phone_sealed) if is_ours else None,
    }
    return ShelterView.model_validate(shelter.model_dump(exclude={"keeper_sealed", "phone_sealed"}) | told)
