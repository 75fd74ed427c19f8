"""Events give work orders by the rules of `policy/orders` that name a kind; other events end them or give them another day."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules import order as law
from services.notifier.rules import order_cause
from services.notifier.rules.message import MessageKind
from services.notifier.rules.order import OWED, Move, OrderState
from services.notifier.rules.order_act import Act
from services.notifier.rules.order_cause import Turn
from services.notifier.store.directory import open_directory, together, write_letters
from services.notifier.store.order_act import record, record_given
from services.notifier.store.order_cause import list_moves, lock_causes, lock_orders_caused
from services.notifier.store.order_kind import begin_steps
from services.notifier.store.order_line import said_of
from services.notifier.store.order_rule import rules_in_force
from services.notifier.store.ruled_order import Heard
from services.notifier.tables import HouseholdMove, WorkOrder
from shared.events import Event
from shared.periods import day_in_china

RECURRED = "再次发生，请办理"
OTHER_DAY = "改了办理期限"
BY_RECORD = "按登记的记录销号"
NOTHING_TO_DO = "所据的登记已撤销"


async def give_by_rules(session: AsyncSession, events: Sequence[Event], *, at: datetime) -> Sequence[WorkOrder]:
    """The orders that are new. An order is given once for its cause, however often and in whatever order its events are heard of;
    what was over before it was heard of gives none. Raises NoKindPolicy."""
    heard = [one for event in events for one in _heard(event)]
    if not heard:
        return []
    causes = await lock_causes(session, {one.key: one.said["region"] for one in heard})
    orders = await lock_orders_caused(session, list(causes.values()))
    moves = await list_moves(session, {one.household_id for one in heard if one.household_id})

    given, told = list[Heard](), list[tuple[WorkOrder, str]]()
    for one in sorted(heard, key=lambda one: one.event.occurred_at):
        cause = causes[one.key]
        order = orders.get(cause.order_id) if cause.order_id else None
        name = type(one.event).__name__
        if one.rule.fits(name, one.said):
            turn = order_cause.on_cause(
                one.event.occurred_at,
                caused_at=cause.caused_at,
                ended_at=cause.ended_at,
                is_given=order is not None,
                again=one.rule.again,
            )
            cause.caused_at = order_cause.latest(cause.caused_at, one.event.occurred_at)
            if turn is Turn.GIVE:
                order = one.as_order(at=at, due_at=cause.due_at, moves=moves)
                session.add(order)
                await session.flush()
                cause.order_id, orders[order.id] = order.id, order
                await record_given(session, [order])
                given.append(one)
            elif turn is Turn.RECUR and order is not None:
                await _recur(session, order, one, moves, at)
                told += [(order, RECURRED)] if _has_letter(one) else []
        elif end := one.rule.end_by(name, one.said):
            cause.ended_at = order_cause.latest(cause.ended_at, one.event.occurred_at)
            if order is not None and order_cause.ends(one.event.occurred_at, caused_at=cause.caused_at):
                await _end(session, order, is_withdrawn=end.is_withdrawn, at=one.event.occurred_at)
        elif cause.extended_at is None or one.event.occurred_at > cause.extended_at:
            cause.extended_at, cause.due_at = one.event.occurred_at, one.due_at
            if order is not None and order.state in OWED and order.due_at != cause.due_at:
                await _extend(session, order, cause.due_at, at)
                told.append((order, OTHER_DAY))
        session.add(cause)
    await session.flush()

    opened = [orders[id] for one in given if (id := causes[one.key].order_id)]
    owed = [order for order, one in zip(opened, given, strict=True) if _has_letter(one) and order.state in OWED]
    directory = await open_directory(session, [*opened, *(order for order, _ in told)], at=at)
    letters = together(directory, owed, MessageKind.ORDER_GIVEN, MessageKind.ORDERS_GIVEN)
    letters += [
        (order, directory.person(order), MessageKind.ORDER_CHANGED, said_of(order) | {"what": what}) for order, what in told
    ]
    await write_letters(session, letters, at=at)
    return opened


def _heard(event: Event) -> list[Heard]:
    said, name = event.model_dump(), type(event).__name__
    found = []
    for policy, rule in rules_in_force(said["region"], day_in_china(event.occurred_at)):
        if rule.kind is None:
            continue
        if rule.fits(name, said):
            found.append(Heard(event, said, policy, rule, rule.about))
        elif other := rule.end_by(name, said) or rule.extension_by(name, said):
            found.append(Heard(event, said, policy, rule, other.about))
    return found


def _has_letter(one: Heard) -> bool:
    return not (one.rule.is_told_elsewhere and type(one.event).__name__ == one.rule.event)


async def _recur(session: AsyncSession, order: WorkOrder, one: Heard, moves: Mapping[UUID, HouseholdMove], at: datetime) -> None:
    """What is owed goes on; what was done, checked or withdrawn is owed once more, for another turn and with a new day."""
    state = law.move(order.state, Move.RECUR)
    if state is OrderState.OPEN and order.state not in OWED:
        order.turn, order.opened_at, order.due_at = order.turn + 1, at, one.due_at
        order.region = one.region(moves)
        order.accepted_at = order.accepted_by = order.checked_at = order.checked_by = None
        order.completed_at = order.completed_by = order.result = order.is_late = None
        begin_steps(order, at=at)
    order.state, order.problem = state, one.problem
    session.add(order)
    await session.flush()
    await record(session, order, Act.RECURRED, by="", at=at, words=one.problem, due_at=order.due_at)


async def _end(session: AsyncSession, order: WorkOrder, *, is_withdrawn: bool, at: datetime) -> None:
    """`at` is when it was over: nobody is late for our hearing of it later."""
    how = Move.CANCEL if is_withdrawn else Move.SETTLE
    if (order.state, how) not in law.MOVES:
        return
    order.state, order.next_step_at = law.move(order.state, how), None
    if not is_withdrawn:
        order.completed_at = order.completed_at or at
        order.is_late = law.is_late(order.due_at, at) if order.is_late is None else order.is_late
        order.result, order.checked_at = order.result or BY_RECORD, at
    session.add(order)
    await session.flush()
    act, words = (Act.CANCELLED, NOTHING_TO_DO) if is_withdrawn else (Act.SETTLED, BY_RECORD)
    await record(session, order, act, by="", at=at, words=words)


async def _extend(session: AsyncSession, order: WorkOrder, due_at: datetime, at: datetime) -> None:
    order.due_at = due_at
    begin_steps(order, at=at)
    session.add(order)
    await session.flush()
    await record(session, order, Act.EXTENDED, by="", at=at, due_at=due_at)
