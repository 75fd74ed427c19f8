"""Duties to publish: added once each, found by who owes them, counted by place; and the postings that prove them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import and_, or_
from sqlalchemy import func as sql
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.duty import Arisen, DutyState, NoSuchDuty, Owed, owed_by
from services.funds.rules.publishing import Outlet, PublishingPolicy
from services.funds.store.publishing import find_publishing_policy
from services.funds.tables import Duty, DutyProof
from shared.policy.term import Term


async def add_duties(session: AsyncSession, arisen: Sequence[Arisen], *, policy: PublishingPolicy | None = None) -> None:
    """Write down what has to be published on account of these, each duty once however often it is asked for.

    Without a policy each goes by that of its place and day; what no policy covers brings none.
    """
    rows: dict[str, Duty] = {}
    for one in arisen:
        by = policy or find_publishing_policy(one.region, one.on)
        if by is None:
            continue
        rows |= {owed.key: _row(owed, by) for owed in owed_by(one, by) if owed.key not in rows}
    if rows:
        # In one order, so that two transactions with the same month's list do not wait for each other in a ring.
        lines = [rows[key].model_dump() for key in sorted(rows)]
        await session.execute(insert(Duty).values(lines).on_conflict_do_nothing(index_elements=["key"]))


def _row(owed: Owed, policy: PublishingPolicy) -> Duty:
    return Duty(
        key=owed.key,
        content=owed.content,
        title=owed.title,
        region=owed.region,
        owner=owed.owner,
        level=owed.level,
        outlet=owed.outlet,
        days=owed.stands.days if owed.stands else None,
        working_days=owed.stands.working_days if owed.stands else None,
        policy=policy.policy,
        entry_id=owed.entry_id,
        notice_id=owed.notice_id,
        month=owed.month,
        arose_on=owed.arose_on,
        due_on=owed.due_on,
        escalates_on=policy.escalates_on(owed.due_on),
        state=DutyState.MET if owed.is_met_by_itself else DutyState.OWED,
        met_on=owed.arose_on if owed.is_met_by_itself else None,
    )


def term_of(duty: Duty) -> Term | None:
    """How long it has to stand; None for ever."""
    if duty.days is None and duty.working_days is None:
        return None
    return Term(days=duty.days, working_days=duty.working_days, reference="")


async def get_duty(session: AsyncSession, id: UUID) -> Duty:
    """Raises NoSuchDuty."""
    return _there(await session.get(Duty, id), id)


async def lock_duty(session: AsyncSession, id: UUID) -> Duty:
    """Raises NoSuchDuty."""
    return _there(await session.get(Duty, id, with_for_update=True, populate_existing=True), id)


def _there(duty: Duty | None, id: UUID) -> Duty:
    if duty is None:
        raise NoSuchDuty(duty_id=str(id))
    return duty


async def list_duties(
    session: AsyncSession,
    *,
    owner: str | None = None,
    state: DutyState | None = None,
    late_on: date | None = None,
    notice_id: UUID | None = None,
    after: UUID | None,
    limit: int,
) -> Sequence[Duty]:
    """The earliest first; `owner` is the beginning of the code of who owes them. One more than `limit`."""
    query = select(Duty).order_by(col(Duty.id)).limit(limit + 1)
    if owner:
        query = query.where(col(Duty.owner).startswith(owner, autoescape=True))
    if state is not None:
        query = query.where(Duty.state == state)
    if late_on is not None:
        query = query.where(Duty.state == DutyState.OWED, col(Duty.due_on) < late_on)
    if notice_id is not None:
        query = query.where(Duty.notice_id == notice_id)
    if after is not None:
        query = query.where(col(Duty.id) > after)
    return (await session.exec(query)).all()


async def list_duties_of_entries(session: AsyncSession, entry_ids: Collection[UUID], *, limit: int) -> Sequence[Duty]:
    """What public entries brought about, the earliest first."""
    query = select(Duty).where(col(Duty.entry_id).in_(entry_ids)).order_by(col(Duty.id)).limit(limit)
    return (await session.exec(query)).all() if entry_ids else []


async def lock_duties_of_notice(session: AsyncSession, notice_id: UUID) -> Sequence[Duty]:
    query = select(Duty).where(Duty.notice_id == notice_id).order_by(col(Duty.id)).with_for_update()
    return (await session.exec(query)).all()


async def lock_late_duties(session: AsyncSession, *, on: date, limit: int) -> Sequence[Duty]:
    """Those that are late on this day and of which somebody has to be told yet."""
    query = (
        select(Duty)
        .where(Duty.state == DutyState.OWED, col(Duty.due_on) < on)
        .where(or_(col(Duty.urged_on).is_(None), and_(col(Duty.escalated_on).is_(None), col(Duty.escalates_on) <= on)))
        .order_by(col(Duty.id))
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return (await session.exec(query)).all()


async def list_proofs(session: AsyncSession, duty_ids: Collection[UUID]) -> Sequence[DutyProof]:
    """The earliest first."""
    query = select(DutyProof).where(col(DutyProof.duty_id).in_(duty_ids)).order_by(col(DutyProof.id))
    return (await session.exec(query)).all()


async def list_proofs_of_notice(session: AsyncSession, notice_id: UUID) -> Sequence[DutyProof]:
    """Where a notice was posted, the earliest first."""
    query = select(DutyProof).join(Duty, col(Duty.id) == col(DutyProof.duty_id)).where(Duty.notice_id == notice_id)
    return (await session.exec(query.order_by(col(DutyProof.id)))).all()


async def find_standing_proof(session: AsyncSession, duty_id: UUID) -> DutyProof | None:
    """The posting of a duty that was not taken down."""
    query = (
        select(DutyProof)
        .where(DutyProof.duty_id == duty_id, col(DutyProof.taken_on).is_(None))
        .order_by(col(DutyProof.id).desc())
    )
    return (await session.exec(query.limit(1))).first()


@dataclass(frozen=True, slots=True)
class Punctuality:
    """How a place keeps its duties on boards and sites: those that our own pages meet by themselves are not counted."""

    owner: str
    duties: int
    in_time: int
    late: int
    """Met, and after the day."""
    overdue: int
    """Not met, and the day is over."""
    open: int
    """Not met, and there is still time."""


async def count_punctuality(
    session: AsyncSession, *, within: str, digits: int, since: date, until: date, on: date
) -> list[Punctuality]:
    """By place of so many digits, of the duties that were due between two days (both included)."""
    place = sql.left(col(Duty.owner), digits).label("place")
    is_open = col(Duty.met_on).is_(None)
    query = (
        select(  # type: ignore[call-overload]
            place,
            sql.count(),
            sql.count().filter(col(Duty.met_on) <= col(Duty.due_on)),
            sql.count().filter(col(Duty.met_on) > col(Duty.due_on)),
            sql.count().filter(is_open, col(Duty.due_on) < on),
            sql.count().filter(is_open, col(Duty.due_on) >= on),
        )
        .where(Duty.outlet != Outlet.PORTAL, col(Duty.owner).startswith(within, autoescape=True))
        .where(col(Duty.due_on).between(since, until))
        .group_by(place)
        .order_by(place)
    )
    return [Punctuality(*row) for row in await session.exec(query)]
