"""Somebody gives orders by hand: one, or the same to many places and households."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules import giving
from services.notifier.rules.message import MessageKind, refuse_id_number
from services.notifier.rules.office import must_reach
from services.notifier.rules.order import OrderState
from services.notifier.rules.order_act import Act
from services.notifier.rules.order_kind import KindRule
from services.notifier.rules.period import Period
from services.notifier.rules.rectification_file import own_series
from services.notifier.schemas.give_orders import GiveOrders, OrderTarget
from services.notifier.store.directory import open_directory, together, write_letters
from services.notifier.store.officer import get_officer
from services.notifier.store.order_act import name_readers, record_many
from services.notifier.store.order_kind import begin_steps, get_kind_policy
from services.notifier.store.order_line import said_of
from services.notifier.tables import Post, WorkOrder
from shared import rows
from shared.periods import day_in_china
from shared.policy.clauses import Trust
from shared.security import Principal


async def give_orders(
    session: AsyncSession, form: GiveOrders, *, by: Principal, at: datetime, dry_run: bool = False
) -> list[WorkOrder]:
    """One order a target. Whoever gets several is told of them in one message, place by place. Of a restricted kind the words
    stand in the record, which only who is named sees. With `dry_run` nothing is written and nobody is told: who would get what.

    Raises OutsideRegion, CaseOrderStays, PlaceTooWide, ProblemMissing, ClueNeedsHolder, HolderElsewhere, NoSuchOfficer,
    DueOnIsPast, IdNumberInText, NoKindPolicy.
    """
    giving.must_be_by_hand(form.kind)
    today = day_in_china(at)
    policy = get_kind_policy(form.targets[0].region, today)
    rule = policy.of(form.kind)
    holders = {
        target.holder: await get_officer(session, target.holder, pointer=f"/targets/{place}/holder")
        for place, target in enumerate(form.targets)
        if target.holder
    }

    _judge(form, rule, holders, by)
    due_at = giving.term_of(form.due_on, _period(form, rule), at, today=today)

    source = policy.source(rule)
    is_inferred = form.due_on is None and _period(form, rule) is rule.within and source.trust is Trust.INFERRED
    orders = [
        _order(form, rule, target, holders, form.reference or source.spoken, is_inferred, by, at, due_at)
        for target in form.targets
    ]
    if dry_run:
        return orders

    await rows.insert(session, *orders)
    if rule.is_restricted:
        for order, target in zip(orders, form.targets, strict=True):
            named = {by.subject, *form.readers, *([target.holder] if target.holder else [])}
            await name_readers(session, order.id, named, by=by.subject, at=at)
    words = "\n".join(filter(None, (form.title, form.task, form.problem, form.measure))) if rule.is_restricted else ""
    await record_many(session, orders, Act.GIVEN, by=by.subject, at=at, words=words, due_at=due_at)

    await _tell(session, orders, rule, at)
    return orders


def _period(form: GiveOrders, rule: KindRule) -> Period:
    if form.within_hours is not None:
        return Period(hours=form.within_hours)
    if form.within_days is not None:
        return Period(days=form.within_days)
    if form.within_working_days is not None:
        return Period(working_days=form.within_working_days)
    return rule.within


def _judge(form: GiveOrders, rule: KindRule, holders: Mapping[str, Post], by: Principal) -> None:
    giving.must_say_problem(form.kind, form.problem)
    for pointer, words in (("/title", form.title), ("/task", form.task), ("/problem", form.problem), ("/measure", form.measure)):
        refuse_id_number(words, pointer=pointer)
    for place, target in enumerate(form.targets):
        by.must_cover(target.region, pointer=f"/targets/{place}/region")
        giving.must_lie_in(target.region, form.addressee, pointer=f"/targets/{place}/region")
        giving.must_name_holder(target.holder, is_restricted=rule.is_restricted, pointer=f"/targets/{place}/holder")
        if target.holder:
            must_reach(holders[target.holder].region, target.region, pointer=f"/targets/{place}/holder")


def _order(
    form: GiveOrders,
    rule: KindRule,
    target: OrderTarget,
    holders: Mapping[str, Post],
    reference: str,
    is_inferred: bool,
    by: Principal,
    at: datetime,
    due_at: datetime,
) -> WorkOrder:
    is_hidden = rule.is_restricted
    order = WorkOrder(
        kind=form.kind,
        region=target.region,
        household_id=None if is_hidden else target.household_id,
        addressee=form.addressee,
        department=form.department,
        holder_id=holders[target.holder].id if target.holder else None,
        title=giving.HIDDEN_TITLE if is_hidden else form.title,
        task=giving.HIDDEN_TASK if is_hidden else form.task,
        problem="" if is_hidden else form.problem,
        measure="" if is_hidden else form.measure,
        found_by=form.found_by,
        papers=list(rule.papers) if form.papers is None else form.papers,
        reference=reference,
        is_inferred=is_inferred,
        is_checked=rule.is_checked,
        is_restricted=is_hidden,
        given_by=by.subject,
        state=OrderState.OPEN,
        opened_at=at,
        due_at=due_at,
    )
    order.series = own_series(order.kind, order.id)
    begin_steps(order, at=at)
    return order


async def _tell(session: AsyncSession, orders: Sequence[WorkOrder], rule: KindRule, at: datetime) -> None:
    directory = await open_directory(session, orders, at=at)
    told = together(directory, orders, MessageKind.ORDER_GIVEN, MessageKind.ORDERS_GIVEN)
    for order in orders if not rule.is_restricted else ():
        besides = {directory.at(order, level) for level in rule.told_at_once} - {directory.person(order)}
        told += [
            (order, desk, MessageKind.ORDER_GIVEN, said_of(order)) for desk in sorted(besides, key=lambda desk: str(desk.post_id))
        ]
    await write_letters(session, told, at=at)
