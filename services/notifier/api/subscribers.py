"""Other systems and what a county lets them have."""

from typing import Annotated

from fastapi import Path

from services.notifier.operations.subscriber.end_subscriber import end_subscriber
from services.notifier.operations.subscriber.grant_subscriber import grant_subscriber
from services.notifier.rules.feed import UnknownEventType
from services.notifier.rules.subscription import AnothersCode
from services.notifier.schemas.subscription import CODE, GrantSubscriber, SubscriberView
from services.notifier.store.subscription import SubscriberNotFound, list_subscribers
from shared import clock
from shared.pages import PAGE_ROWS, After, Limit, Page, UnreadableCursor, paged, place
from shared.security import OutsideRegion, Principal, Role, may
from shared.service import Transaction, door, refuses

router = door("/subscribers", "订阅系统授权")

Administrator = Annotated[Principal, may(Role.COUNTY, Role.OPERATOR)]
Code = Annotated[
    str,
    Path(
        title="系统代码",
        description="小写字母、数字和连字符；签发给该系统的令牌以它为 org，角色为 subscriber",
        pattern=CODE,
        examples=["data-platform-371311"],
    ),
]


@router.get("", summary="已授权的订阅系统", responses=refuses(UnreadableCursor))
async def list_granted(
    session: Transaction,
    by: Annotated[Principal, may(Role.COUNTY, Role.OPERATOR, Role.AUDITOR)],
    after: After = None,
    limit: Limit = PAGE_ROWS,
) -> Page[SubscriberView]:
    return paged(await list_subscribers(session, after=place(after), limit=limit), limit, SubscriberView.model_validate)


@router.put("/{code}", summary="授权一个系统订阅事件", responses=refuses(OutsideRegion, UnknownEventType, AnothersCode))
async def put_subscriber(code: Code, form: GrantSubscriber, session: Transaction, by: Administrator) -> SubscriberView:
    """授予、变更或恢复授权，立即生效，全程留痕。该系统只能得到授权辖区和类型的事件，看不到平台的其他内容。"""
    return SubscriberView.model_validate(await grant_subscriber(session, code, form, by=by, at=clock.now()))


@router.post("/{code}/ending", summary="终止一个系统的授权", status_code=201, responses=refuses(SubscriberNotFound))
async def post_ending(code: Code, session: Transaction, by: Administrator) -> SubscriberView:
    """立即停止读取和推送；该系统的全部订阅随之终止。"""
    return SubscriberView.model_validate(await end_subscriber(session, code, at=clock.now()))
