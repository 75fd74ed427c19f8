"""Visits with their versions, problems with their steps, and where villages lie."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Uuid, text
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registry.rules.visit import NoSuchVisit, NoSuchVisitProblem, Place, ProblemState
from services.registry.store.household import any_of
from services.registry.tables import Household, Paper, Problem, ProblemStep, VillagePosition, Visit

_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended('visit ' || :id, 0))")
_TAKEN = text("SELECT visit_taken_anywhere(:id)")
OWED = (ProblemState.OPEN, ProblemState.MENDED)


async def lock_visit(session: AsyncSession, visit_id: UUID) -> Visit | None:
    """The newest version, if the asker may see it; nobody else records under this id until the transaction ends."""
    await session.execute(_LOCK, {"id": str(visit_id)})
    newest = select(Visit).where(Visit.visit_id == visit_id, col(Visit.replaced_at).is_(None))
    return (await session.exec(newest)).one_or_none()


async def is_taken(session: AsyncSession, visit_id: UUID) -> bool:
    """Whether a visit bears this id, also one of a household that the asker may not see."""
    return bool((await session.execute(_TAKEN, {"id": visit_id})).scalar())


async def list_versions(session: AsyncSession, visit_id: UUID) -> list[Visit]:
    """Every version of a visit, the first one first. Raises NoSuchVisit."""
    found = list(await session.exec(select(Visit).where(Visit.visit_id == visit_id).order_by(col(Visit.version))))
    if not found:
        raise NoSuchVisit(visit_id=visit_id)
    return found


async def list_visits(session: AsyncSession, household_id: UUID, *, after: UUID | None, limit: int) -> list[Visit]:
    """The newest versions; one more than `limit`."""
    query = select(Visit).where(Visit.household_id == household_id, col(Visit.replaced_at).is_(None))
    if after:
        query = query.where(Visit.id > after)
    return list(await session.exec(query.order_by(col(Visit.id)).limit(limit + 1)))


async def list_recent(session: AsyncSession, household_id: UUID, *, limit: int) -> list[Visit]:
    """The newest versions, the latest visit first."""
    query = select(Visit).where(Visit.household_id == household_id, col(Visit.replaced_at).is_(None))
    return list(await session.exec(query.order_by(col(Visit.visited_on).desc(), col(Visit.id).desc()).limit(limit)))


async def replace(session: AsyncSession, held: Visit, fresh: Visit, *, at: datetime) -> None:
    """A new version in the place of the one in force."""
    held.replaced_at = at
    await session.flush()
    session.add(fresh)
    await session.flush()


async def count_papers(session: AsyncSession, household_id: UUID, papers: Collection[UUID]) -> int:
    """How many of these are papers of the household that nobody withdrew."""
    query = (
        select(func.count())
        .select_from(Paper)
        .where(Paper.household_id == household_id, col(Paper.id) == any_of(papers, Uuid), col(Paper.withdrawn_at).is_(None))
    )
    return (await session.exec(query)).one()


async def find_position(session: AsyncSession, village: str) -> Place | None:
    found = (await session.exec(select(VillagePosition).where(VillagePosition.region == village))).one_or_none()
    return Place(found.latitude_e6, found.longitude_e6) if found else None


async def tell_position(session: AsyncSession, village: str, place: Place, *, by: str, at: datetime) -> VillagePosition:
    """Where a village lies; the last word counts, the audit keeps the others."""
    query = select(VillagePosition).where(VillagePosition.region == village).with_for_update()
    row = (await session.exec(query)).one_or_none() or VillagePosition(region=village, **vars(place), told_by=by, told_at=at)
    row.latitude_e6, row.longitude_e6, row.told_by, row.told_at = place.latitude_e6, place.longitude_e6, by, at
    session.add(row)
    await session.flush()
    return row


async def list_problems_of(session: AsyncSession, visit_id: UUID) -> list[Problem]:
    return list(await session.exec(select(Problem).where(Problem.visit_id == visit_id).order_by(col(Problem.id))))


async def list_problems(
    session: AsyncSession,
    *,
    region: str | None,
    state: ProblemState | None,
    late_on: date | None,
    household_id: UUID | None,
    after: UUID | None,
    limit: int,
) -> list[Problem]:
    """One more than `limit`, so that the caller sees whether there is a next page. `late_on`: owed and past their day."""
    query = select(Problem).order_by(col(Problem.id)).limit(limit + 1)
    if region:
        # The household's present place: who lives here now is ours, wherever the problem was found.
        query = query.join(Household, col(Household.id) == col(Problem.household_id))
        query = query.where(col(Household.region).startswith(region, autoescape=True))
    if state:
        query = query.where(Problem.state == state)
    if late_on:
        query = query.where(col(Problem.state).in_(OWED), col(Problem.due_on) < late_on)
    if household_id:
        query = query.where(Problem.household_id == household_id)
    if after:
        query = query.where(Problem.id > after)
    return list(await session.exec(query))


async def lock_problem(session: AsyncSession, problem_id: UUID) -> Problem:
    """Raises NoSuchVisitProblem."""
    found = await session.get(Problem, problem_id, with_for_update=True)
    if found is None:
        raise NoSuchVisitProblem(problem_id=problem_id)
    return found


async def get_problem(session: AsyncSession, problem_id: UUID) -> Problem:
    """Raises NoSuchVisitProblem."""
    found = await session.get(Problem, problem_id)
    if found is None:
        raise NoSuchVisitProblem(problem_id=problem_id)
    return found


async def list_problem_steps(session: AsyncSession, problem_id: UUID) -> list[ProblemStep]:
    """What was done about it, in order."""
    query = select(ProblemStep).where(ProblemStep.problem_id == problem_id).order_by(col(ProblemStep.at), col(ProblemStep.id))
    return list(await session.exec(query))
