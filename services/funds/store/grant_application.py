"""Applications for the whole grant, what was decided on them, and what a household was given before."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import or_, text
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.aid import Earlier, Relation
from services.funds.rules.aid_policy import AidPolicy
from services.funds.rules.grant_application import OVER, UNDECIDED, ApplicationState, NoSuchApplication
from services.funds.tables import GrantApplication, GrantDecision, HouseholdMember
from shared.events.civil_affairs import Trigger

# One at a time over all replicas: of two applications that are compared at the same moment, one must see the other.
_ONE_AT_A_TIME = text("SELECT pg_try_advisory_xact_lock(hashtextextended('check grant applications', 0))")

# First aid that stands and no application speaks of, and applications that were handed in or agreed to: of the household itself
# and of those that share a member with it, or did.
_EARLIER = text("""
WITH kin AS (
    SELECT DISTINCT theirs.household_id FROM household_member own
    JOIN household_member theirs ON theirs.person_id = own.person_id AND theirs.household_id <> own.household_id
    WHERE own.household_id = :household_id
), concerned AS (
    SELECT CAST(:household_id AS uuid) AS household_id, 'same' AS relation UNION ALL SELECT household_id, 'kin' FROM kin
)
SELECT c.relation, g.trigger AS cause, 'grant' AS what, g.id, g.decided_on AS given_on, g.amount_fen, g.town
FROM concerned c JOIN payment p ON p.household_id = c.household_id AND p.about = 'emergency-grant'
JOIN emergency_grant g ON g.id = p.about_id
WHERE g.state = 'paid' AND g.decided_on >= :since AND g.id IS DISTINCT FROM CAST(:grant_id AS uuid)
  AND NOT EXISTS (SELECT FROM grant_application a WHERE a.grant_id = g.id AND a.state NOT IN ('drafted', 'refused', 'withdrawn'))
UNION ALL
SELECT c.relation, a.kind, 'application', a.id, a.weighed_on, a.amount_fen, a.town
FROM concerned c JOIN grant_application a ON a.household_id = c.household_id
WHERE a.id <> :id AND a.weighed_on >= :since AND a.state NOT IN ('drafted', 'refused', 'withdrawn')
  AND (a.state NOT IN ('submitted', 'at-county') OR a.submitted_at < :submitted_at)
ORDER BY given_on, id LIMIT 100
""")


async def lock_checking(session: AsyncSession) -> bool:
    """Whether this replica compares now."""
    return bool(await session.scalar(_ONE_AT_A_TIME))


async def list_earlier(session: AsyncSession, application: GrantApplication, *, since: date) -> list[dict[str, str | int]]:
    """What else was given to this household and its kin since, as it is kept with the application; everywhere in the land."""
    asked = {
        "household_id": application.household_id,
        "grant_id": application.grant_id,
        "id": application.id,
        "since": since,
        "submitted_at": application.submitted_at,
    }
    return [
        {
            "relation": row.relation,
            "cause": row.cause,
            "what": row.what,
            "id": str(row.id),
            "on": row.given_on.isoformat(),
            "amount_fen": row.amount_fen,
            "town": row.town,
        }
        for row in await session.execute(_EARLIER, asked)
    ]


def earlier_of(policy: AidPolicy, application: GrantApplication) -> list[Earlier]:
    """What was found, as the rules see it: first aid counts for the kind that it was a part of."""
    return [
        Earlier(
            relation=Relation(one["relation"]),
            kind=policy.kind_for(Trigger(one["cause"])).code if one["what"] == "grant" else one["cause"],
            on=date.fromisoformat(one["on"]),
            amount_fen=one["amount_fen"],
        )
        for one in application.earlier
    ]


async def lock_unchecked(session: AsyncSession, *, limit: int) -> Sequence[GrantApplication]:
    """Those that were handed in and not compared yet, the first first."""
    query = select(GrantApplication).where(
        GrantApplication.state == ApplicationState.SUBMITTED, col(GrantApplication.checked_at).is_(None)
    )
    query = query.order_by(col(GrantApplication.id)).limit(limit).with_for_update(skip_locked=True)
    return (await session.exec(query.execution_options(populate_existing=True))).all()


async def get_application(session: AsyncSession, id: UUID) -> GrantApplication:
    """Raises NoSuchApplication."""
    return _there(await session.get(GrantApplication, id), id)


async def lock_application(session: AsyncSession, id: UUID) -> GrantApplication:
    """Raises NoSuchApplication."""
    return _there(await session.get(GrantApplication, id, with_for_update=True, populate_existing=True), id)


def _there(application: GrantApplication | None, id: UUID) -> GrantApplication:
    if application is None:
        raise NoSuchApplication(application_id=str(id))
    return application


async def find_application_of(session: AsyncSession, grant_id: UUID) -> GrantApplication | None:
    """The application about this first aid that is under way or agreed to."""
    query = select(GrantApplication).where(GrantApplication.grant_id == grant_id, col(GrantApplication.state).not_in(OVER))
    return (await session.exec(query)).first()


async def list_applications_of(session: AsyncSession, grant_id: UUID) -> Sequence[GrantApplication]:
    """All about this first aid, the oldest first."""
    query = select(GrantApplication).where(GrantApplication.grant_id == grant_id).order_by(col(GrantApplication.id))
    return (await session.exec(query)).all()


async def list_applications(
    session: AsyncSession,
    *,
    region: str,
    state: ApplicationState | None,
    household_id: UUID | None,
    late_at: datetime | None,
    after: UUID | None,
    limit: int,
) -> Sequence[GrantApplication]:
    """The oldest first. `late_at`: only those whose decision was due before."""
    query = select(GrantApplication).order_by(col(GrantApplication.id)).limit(limit)
    query = query.where(col(GrantApplication.region).startswith(region, autoescape=True)) if region else query
    query = query.where(GrantApplication.state == state) if state else query
    query = query.where(GrantApplication.household_id == household_id) if household_id else query
    if late_at is not None:
        query = query.where(col(GrantApplication.state).in_(UNDECIDED), col(GrantApplication.decide_by) < late_at)
    return (await session.exec(query.where(col(GrantApplication.id) > after) if after else query)).all()


async def list_decisions(session: AsyncSession, application_id: UUID) -> Sequence[GrantDecision]:
    """Oldest first."""
    query = select(GrantDecision).where(GrantDecision.application_id == application_id).order_by(col(GrantDecision.id))
    return (await session.exec(query)).all()


async def count_known_people(session: AsyncSession, household_id: UUID) -> int:
    """How many people registry has told of, who belong to this household now."""
    query = select(func.count()).select_from(HouseholdMember)
    return (
        await session.exec(query.where(HouseholdMember.household_id == household_id, col(HouseholdMember.is_member).is_(True)))
    ).one()


async def find_application_to_pay(session: AsyncSession, *, tried_before: datetime) -> UUID | None:
    """The next that was agreed to, is not paid for and was not tried since. Not locked."""
    is_due = or_(col(GrantApplication.tried_at).is_(None), col(GrantApplication.tried_at) < tried_before)
    query = select(GrantApplication.id).where(GrantApplication.state == ApplicationState.APPROVED, is_due)
    return (await session.exec(query.order_by(col(GrantApplication.id)).limit(1))).first()
