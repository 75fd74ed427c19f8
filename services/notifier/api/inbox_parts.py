"""What stands in somebody's inbox, put together: orders, errands and complaint tasks place by place, messages, what was done."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules import place as places
from services.notifier.rules.complaint import HandlerLevel
from services.notifier.rules.department import Department
from services.notifier.rules.inbox import Show, places_named, stands, week_of
from services.notifier.rules.order import OrderState
from services.notifier.rules.order_rule import Addressee
from services.notifier.schemas.complaint import ComplaintTaskView
from services.notifier.schemas.errand import ErrandView
from services.notifier.schemas.inbox import InboxCounts, InboxMessageView, InboxView, RoundView
from services.notifier.schemas.order_view import OrderView
from services.notifier.store import complaint as complaints
from services.notifier.store import inbox as store
from services.notifier.store.errand import list_open_errands
from services.notifier.store.my_orders import Wanted, count_mine_owed, list_done_by, list_mine_owed, list_waiting_for_giver
from services.notifier.store.officer import list_mine
from services.notifier.tables import ComplaintTask, Errand
from shared import clock
from shared.periods import day_in_china, end_of_day
from shared.security import Principal, Role

ROWS = 60
"""Things of one page: more than one does in a day, and little enough for a weak line."""
MESSAGES, DONE = 30, 30
_LEVELS = {Role.VILLAGE: Addressee.VILLAGE, Role.TOWN: Addressee.TOWN, Role.COUNTY: Addressee.COUNTY}
_HANDLERS = {Role.TOWN: HandlerLevel.TOWN, Role.COUNTY: HandlerLevel.COUNTY, Role.DEPARTMENT: HandlerLevel.DEPARTMENT}
_NOT_OWED = {Show.MESSAGES, Show.DONE, Show.MINE_TO_ANSWER}


async def posts_of(session: AsyncSession, by: Principal, mine: set[UUID] | None = None) -> set[UUID]:
    """Whose messages somebody reads: their own post's, those they stand in for, their office's desk's."""
    own = await list_mine(session, by.subject, clock.today()) if mine is None else mine
    key = store.desk_key(by)
    return own | ((await store.list_desks_of(session, [by])).get(key, set()) if key else set())


async def inbox_of(session: AsyncSession, by: Principal, *, show: Show | None = None, words: str = "") -> InboxView:
    """The most urgent first, place by place; `show` is the part that is listed, the counts are of all."""
    wanted = Wanted(clock.now(), show, words)
    mine = await list_mine(session, by.subject, day_in_china(wanted.at))
    letters_to = await posts_of(session, by, mine)
    counted = await count_mine_owed(session, by, mine, wanted)
    orders = await list_mine_owed(session, by, mine, wanted, limit=ROWS) if show not in _NOT_OWED else []
    errands, tasks = await _errands(session, by, words), await _tasks(session, by, words)
    beside = [stands(OrderState.ACCEPTED, due, wanted.at) for due in (*map(_due, errands), *map(_due, tasks))]
    since = end_of_day(week_of(day_in_china(wanted.at))).replace(hour=0, minute=0, second=0, microsecond=0)
    done = await list_done_by(session, by.subject, since=since, limit=DONE)
    waiting = await list_waiting_for_giver(session, by, limit=ROWS)
    messages = await store.list_messages(
        session, by, letters_to, words=words, unread=show is Show.MESSAGES, at=wanted.at, limit=MESSAGES
    )
    return InboxView(
        at=wanted.at,
        counts=InboxCounts(
            owed=counted[None] + len(beside),
            late=counted[Show.LATE] + sum(Show.LATE in parts for parts in beside),
            today=counted[Show.TODAY] + sum(Show.TODAY in parts for parts in beside),
            new=counted[Show.NEW],
            asked=counted[Show.ASKED],
            to_answer=len(waiting),
            unread=await store.count_unread(session, by, letters_to, at=wanted.at),
            done=len(done),
        ),
        rounds=_rounds(
            [OrderView.model_validate(one) for one in orders],
            [ErrandView.model_validate(one) for one in errands if _is_shown(one, wanted)],
            [ComplaintTaskView.model_validate(one) for one in tasks if _is_shown(one, wanted)],
        ),
        left=counted.get(show, counted[None]) - len(orders) if show not in _NOT_OWED else 0,
        to_answer=[OrderView.model_validate(one) for one in waiting],
        messages=[InboxMessageView.model_validate({**one.model_dump(), "read_at": read_at}) for one, read_at in messages],
        done=[OrderView.model_validate(one) for one in done],
    )


async def _errands(session: AsyncSession, by: Principal, words: str) -> list[Errand]:
    level = _LEVELS.get(by.role)
    found = await list_open_errands(session, level, limit=ROWS) if level else []
    named = tuple(places_named(words, within=by.region))
    return [one for one in found if words in f"{one.title}{one.kind.label}{one.task}" or (named and one.region.startswith(named))]


async def _tasks(session: AsyncSession, by: Principal, words: str) -> list[ComplaintTask]:
    level = _HANDLERS.get(by.role)
    if level is None:
        return []
    own = Department(by.org) if by.role is Role.DEPARTMENT and by.org in list(Department) else None
    found = await complaints.list_tasks(session, department=own, is_open=True, after=None, limit=ROWS)
    return [one for one in found if one.level is level and (own or level is not HandlerLevel.DEPARTMENT) and words in one.summary]


def _due(one: Errand | ErrandView | OrderView | ComplaintTask | ComplaintTaskView) -> datetime:
    return end_of_day(one.due_on) if isinstance(one, ComplaintTask | ComplaintTaskView) else one.due_at


def _is_shown(one: Errand | ComplaintTask, wanted: Wanted) -> bool:
    """What is neither accepted nor asked about stands in the whole list, and among what is late or due."""
    return wanted.show is None or wanted.show in stands(OrderState.ACCEPTED, _due(one), wanted.at)


def _rounds(orders: Sequence[OrderView], errands: Sequence[ErrandView], tasks: Sequence[ComplaintTaskView]) -> list[RoundView]:
    """Place by place, for one way there does all that is open there; the place with the most urgent first."""
    there: dict[str, RoundView] = {}
    all_of_it: list[OrderView | ErrandView | ComplaintTaskView] = [*orders, *errands, *tasks]
    for one in sorted(all_of_it, key=_due):
        if one.region not in there:
            place = places.spoken(one.region)
            there[one.region] = RoundView(region=one.region, place=place, orders=[], errands=[], tasks=[])
        its = there[one.region]
        if isinstance(one, OrderView):
            its.orders.append(one)
        elif isinstance(one, ErrandView):
            its.errands.append(one)
        else:
            its.tasks.append(one)
    return list(there.values())
