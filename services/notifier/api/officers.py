"""Persons on duty, their leave, and the hand-over of what one has open to another."""

from typing import Annotated
from uuid import UUID

from fastapi import Path
from pydantic import AfterValidator

from services.notifier.channels import settings
from services.notifier.operations.officer.end_leave import end_leave
from services.notifier.operations.officer.put_officer import put_officer
from services.notifier.operations.officer.take_leave import take_leave
from services.notifier.operations.order.hand_over_orders import hand_over_orders
from services.notifier.rules import leave as rules
from services.notifier.rules.address import WebhookAddressRefused
from services.notifier.rules.message import IdNumberInText
from services.notifier.rules.office import HolderElsewhere
from services.notifier.schemas.officer import HandOverOrders, HandOverView, LeaveView, OfficerView, PutOfficer, TakeLeave
from services.notifier.schemas.post import PutPost
from services.notifier.store import officer as store
from services.notifier.tables import Post
from shared import clock, regions
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, paged, place
from shared.schemas import seen
from shared.security import OutsideRegion, Principal, Role, may
from shared.service import Transaction, door, refuses
from shared.vault import unseal

router = door("/officers", "承办人")

Keeper = Annotated[Principal, may(Role.TOWN, Role.COUNTY)]
Reader = Annotated[Principal, may(Role.TOWN, Role.COUNTY, Role.OPERATOR)]
Subject = Annotated[str, Path(title="账号", description="登录令牌中的 sub", min_length=1, max_length=100), AfterValidator(seen)]


@router.get("", summary="承办人列表", responses=refuses(UnreadableCursor))
async def list_people(session: Transaction, by: Reader, after: After = None, limit: Limit = PAGE_ROWS) -> Page[OfficerView]:
    """本辖区登记的承办人，离任的也列出。"""
    return paged(await store.list_officers(session, after=place(after), limit=limit), limit, officer_view)


@router.get("/leaves", summary="请假列表", responses=refuses(UnreadableCursor))
async def list_all_leaves(session: Transaction, by: Reader, after: After = None, limit: Limit = PAGE_ROWS) -> Page[LeaveView]:
    """本辖区的请假，先登记的在前。"""
    return paged(await store.list_leaves(session, after=place(after), limit=limit), limit, LeaveView.model_validate)


@router.put("/{subject}", summary="登记承办人", responses=refuses(OutsideRegion, WebhookAddressRefused, rules.AccountElsewhere))
async def put_person(subject: Subject, form: PutOfficer, session: Transaction, by: Keeper) -> OfficerView:
    """一个账号一个岗位。工单可以派给、转给登记过的承办人，消息发到这里填写的联系方式。"""
    allowed = settings.current().webhook_networks
    return officer_view(await put_officer(session, subject, form, allowed=allowed, by=by, at=clock.now()))


@router.post(
    "/{subject}/leaves",
    status_code=201,
    summary="登记请假和替班",
    responses=refuses(
        OutsideRegion,
        rules.NoSuchOfficer,
        rules.SubstituteIsSelf,
        rules.SubstituteElsewhere,
        rules.LeaveEndsEarly,
        rules.LeaveOverlaps,
        rules.NobodyLeftToAct,
    ),
)
async def post_leave(subject: Subject, form: TakeLeave, session: Transaction, by: Keeper) -> LeaveView:
    """请假期间，替班人收到消息、看到并可办理请假人的工单。"""
    return LeaveView.model_validate(await take_leave(session, subject, form, by=by, at=clock.now()))


@router.post("/leaves/{leave_id}/end", summary="销假", responses=refuses(OutsideRegion, rules.NoSuchLeave))
async def post_end(leave_id: Annotated[UUID, Path(title="请假编号")], session: Transaction, by: Keeper) -> LeaveView:
    """提前回来的，请假到昨天为止；还没有开始的，作废。"""
    return LeaveView.model_validate(await end_leave(session, leave_id, by=by, at=clock.now()))


@router.post(
    "/{subject}/hand-over",
    status_code=201,
    summary="批量移交",
    responses=refuses(OutsideRegion, rules.NoSuchOfficer, rules.SubstituteIsSelf, HolderElsewhere, IdNumberInText),
)
async def post_hand_over(subject: Subject, form: HandOverOrders, session: Transaction, by: Keeper) -> HandOverView:
    """一人没有办结的工单、等其答复或检查的工单、其替别人值的班，一次全部交给另一人，留痕；有一件交不了的，全都不交。
    线索只有办理移交的人也在可见名单中的才一并移交，其余由派单人另行转办。"""
    return HandOverView.model_validate(await hand_over_orders(session, subject, form, by=by, at=clock.now()))


def officer_view(post: Post) -> OfficerView:
    """As it is shown to whoever keeps the list: with the name, without secrets."""
    contact = PutPost.model_validate_json(unseal(post.sealed_contact))
    return OfficerView(
        id=post.id,
        subject=post.subject or "",
        region=post.region,
        place=regions.name_of(post.region),
        department=post.department,
        name=contact.name,
        channels=[{"channel": way.channel, "address": way.shown} for way in contact.channels],
        left_on=post.left_on,
        is_leader=post.is_leader,
    )
