"""Persons at their posts, who is away, and who acts for whom on a day."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import func
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifier.rules.department import Department
from services.notifier.rules.leave import AccountElsewhere, LeaveOverlaps, NoSuchLeave, NoSuchOfficer, acting_for
from services.notifier.rules.order import OWED
from services.notifier.rules.routing import Desk
from services.notifier.store.post import as_desk
from services.notifier.tables import Leave, Post, WorkOrder


async def find_officer(session: AsyncSession, subject: str) -> Post | None:
    """The post of an account, unless it left or lies outside what the asker sees."""
    found = select(Post).where(Post.subject == subject, col(Post.left_on).is_(None))
    return (await session.exec(found)).one_or_none()


async def find_former_post(session: AsyncSession, subject: str, region: str, department: Department | None) -> Post | None:
    """Where the same person was before they left."""
    same = (Post.subject == subject, Post.region == region, col(Post.department).is_not_distinct_from(department))
    return (await session.exec(select(Post).where(*same, col(Post.left_on).is_not(None)))).one_or_none()


async def put_person(session: AsyncSession, post: Post, *, subject: str) -> None:
    """Raises AccountElsewhere: the asker may not see where."""
    try:
        async with session.begin_nested():
            session.add(post)
            await session.flush()
    except IntegrityError:
        raise AccountElsewhere(pointer="/path/subject", subject=subject) from None


async def get_officer(session: AsyncSession, subject: str, *, pointer: str, locked: bool = False) -> Post:
    """Raises NoSuchOfficer."""
    found = select(Post).where(Post.subject == subject, col(Post.left_on).is_(None))
    post = (await session.exec(found.with_for_update() if locked else found)).one_or_none()
    if post is None:
        raise NoSuchOfficer(pointer=pointer, subject=subject)
    return post


async def list_officers(session: AsyncSession, *, after: UUID | None, limit: int) -> Sequence[Post]:
    """In the order in which they were made; one more than `limit`."""
    found = select(Post).where(col(Post.subject).is_not(None)).order_by(col(Post.id)).limit(limit + 1)
    return (await session.exec(found.where(Post.id > after) if after else found)).all()


async def count_held(session: AsyncSession, post_ids: Collection[UUID]) -> Mapping[UUID, int]:
    """How many orders each of them holds that somebody still has to act on, as far as the asker sees them."""
    theirs = (col(WorkOrder.holder_id).in_(set(post_ids)), col(WorkOrder.state).in_(OWED))
    counts = select(WorkOrder.holder_id, func.count()).where(*theirs).group_by(col(WorkOrder.holder_id))
    return {post_id: held for post_id, held in await session.exec(counts) if post_id}


async def list_people(session: AsyncSession, post_ids: Collection[UUID]) -> Mapping[UUID, Post]:
    found = await session.exec(select(Post).where(col(Post.id).in_(set(post_ids))))
    return {post.id: post for post in found}


async def list_accounts(session: AsyncSession, subjects: Collection[str]) -> Mapping[str, Desk]:
    """The desk of each account that has one."""
    found = await session.exec(select(Post).where(col(Post.subject).in_(set(subjects)), col(Post.left_on).is_(None)))
    return {str(post.subject): as_desk(post) for post in found}


async def list_away(session: AsyncSession, on: date) -> Mapping[UUID, UUID]:
    """From each post that is on leave this day to its substitute."""
    away = select(Leave.post_id, Leave.substitute_id).where(col(Leave.from_on) <= on, col(Leave.until_on) >= on)
    return {post_id: substitute_id for post_id, substitute_id in await session.exec(away)}


async def list_acting(session: AsyncSession, order: WorkOrder, on: date) -> set[str]:
    """The accounts that act for whoever holds the order: themselves, and who stands in. Empty if nobody holds it."""
    if order.holder_id is None:
        return set()
    away = await list_away(session, on)
    people = await list_people(session, {order.holder_id, acting_for(order.holder_id, away)})
    return {str(post.subject) for post in people.values()} or {""}


async def list_mine(session: AsyncSession, subject: str, on: date) -> set[UUID]:
    """The posts whose orders somebody has before them this day: their own, and those that they stand in for."""
    own = await find_officer(session, subject)
    if own is None:
        return set()
    away = await list_away(session, on)
    return {own.id, *(post_id for post_id in away if acting_for(post_id, away) == own.id)}


async def check_free(session: AsyncSession, post_id: UUID, from_on: date, until_on: date) -> None:
    """Raises LeaveOverlaps."""
    same = select(Leave).where(Leave.post_id == post_id, col(Leave.from_on) <= until_on, col(Leave.until_on) >= from_on)
    if found := (await session.exec(same.limit(1))).first():
        raise LeaveOverlaps(pointer="/from_on", from_on=found.from_on.isoformat(), until_on=found.until_on.isoformat())


async def list_leaves_until(session: AsyncSession, from_on: date, until_on: date) -> Sequence[Leave]:
    """Leaves of anybody that touch these days."""
    found = select(Leave).where(col(Leave.from_on) <= until_on, col(Leave.until_on) >= from_on).order_by(col(Leave.from_on))
    return (await session.exec(found)).all()


async def list_leaves_to_come(session: AsyncSession, post_id: UUID, on: date) -> Sequence[Leave]:
    """Those that are not over, of somebody or with somebody as the substitute."""
    named = (col(Leave.post_id) == post_id) | (col(Leave.substitute_id) == post_id)
    return (await session.exec(select(Leave).where(named, col(Leave.until_on) >= on).with_for_update())).all()


async def list_leaves(session: AsyncSession, *, after: UUID | None, limit: int) -> Sequence[Leave]:
    """In the order in which they were entered; one more than `limit`."""
    found = select(Leave).order_by(col(Leave.id)).limit(limit + 1)
    return (await session.exec(found.where(Leave.id > after) if after else found)).all()


async def lock_leave(session: AsyncSession, leave_id: UUID) -> Leave:
    """Raises NoSuchLeave."""
    found = await session.get(Leave, leave_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NoSuchLeave
    return found
