"""Posts: who is told what concerns a place, and how to reach them."""

from typing import Annotated

from fastapi import Path

from services.notifier.channels import settings
from services.notifier.operations.post.put_post import put_post
from services.notifier.rules.address import WebhookAddressRefused
from services.notifier.rules.department import Department
from services.notifier.schemas.post import PostView, PutPost
from services.notifier.store.post import list_posts
from services.notifier.tables import Post
from shared import clock, regions
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, cursor, place
from shared.regions import AnyRegion
from shared.security import OutsideRegion, Principal, Role, may
from shared.service import Transaction, door, refuses
from shared.vault import unseal

router = door("/posts", "联络岗位")

Keeper = Annotated[Principal, may(Role.TOWN, Role.COUNTY, Role.OPERATOR)]
OfPlace = Annotated[AnyRegion, Path(title="区划代码", description="村（社区）12 位、镇街 9 位或县区 6 位")]


@router.get("", summary="岗位列表", responses=refuses(UnreadableCursor))
async def list_known_posts(session: Transaction, by: Keeper, after: After = None, limit: Limit = PAGE_ROWS) -> Page[PostView]:
    """本辖区的联络岗位。推送密钥不显示。"""
    rows = [_view(post) for post in await list_posts(session, after=place(after), limit=limit)]
    return Page(rows=rows, next=cursor(rows[-1].id) if len(rows) == limit else None)


@router.put("/{region}", summary="登记某地的帮扶联络员", responses=refuses(OutsideRegion, WebhookAddressRefused))
async def put_officer(region: OfPlace, form: PutPost, session: Transaction, by: Keeper) -> PostView:
    """村（社区）没有联络员时，消息发给镇街的，再没有发给县区的，最后记入值班日志。"""
    return await _put(region, None, form, session, by)


@router.put(
    "/{region}/departments/{department}",
    summary="登记某地某部门的联络岗位",
    responses=refuses(OutsideRegion, WebhookAddressRefused),
)
async def put_department_desk(
    region: OfPlace, department: Annotated[Department, Path(title="部门")], form: PutPost, session: Transaction, by: Keeper
) -> PostView:
    """有联络岗位的部门在派单时收到消息；没有的只在看板上看到工单。"""
    return await _put(region, department, form, session, by)


async def _put(region: str, department: Department | None, form: PutPost, session: Transaction, by: Principal) -> PostView:
    allowed = settings.current().webhook_networks
    return _view(await put_post(session, region, department, form, allowed=allowed, by=by, at=clock.now()))


def _view(post: Post) -> PostView:
    contact = PutPost.model_validate_json(unseal(post.sealed_contact))
    return PostView(
        id=post.id,
        region=post.region,
        place=regions.name_of(post.region),
        department=post.department,
        name=contact.name,
        channels=[{"channel": way.channel, "address": way.shown} for way in contact.channels],
        changed_at=post.changed_at,
    )
