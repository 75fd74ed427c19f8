"""The chain of reviews as far as a project has come, and the committees that decide in it."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlmodel import col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.project_policy import ProjectPolicy, Step
from services.funds.rules.review import NoSuchCommittee, NoSuchMember, Outcome, next_step, steps_for
from services.funds.store.project_policy import get_project_policy_named
from services.funds.tables import Committee, CommitteeMember, Project, ProjectStep, ProjectVote


async def list_steps(session: AsyncSession, project_id: UUID) -> list[ProjectStep]:
    """Every step that was done, of all rounds, in order."""
    query = select(ProjectStep).where(ProjectStep.project_id == project_id).order_by(col(ProjectStep.id))
    return list(await session.exec(query))


async def list_passed(session: AsyncSession, project: Project) -> set[str]:
    """The codes of the steps that were passed in this round."""
    mine = (ProjectStep.project_id == project.id, ProjectStep.round == project.round, ProjectStep.outcome == Outcome.PASSED)
    return set(await session.exec(select(ProjectStep.step).where(*mine)))


async def find_step(session: AsyncSession, project: Project, code: str) -> ProjectStep | None:
    """The step of this round, if it was begun; locked."""
    mine = (ProjectStep.project_id == project.id, ProjectStep.round == project.round, ProjectStep.step == code)
    return (await session.exec(select(ProjectStep).where(*mine).with_for_update())).first()


async def list_votes(session: AsyncSession, step_ids: Sequence[UUID]) -> list[ProjectVote]:
    query = select(ProjectVote).where(col(ProjectVote.step_id).in_(step_ids)).order_by(col(ProjectVote.id))
    return list(await session.exec(query))


def rules_of(project: Project) -> ProjectPolicy:
    """The rules that the project was handed in under."""
    if project.policy is None:
        raise LookupError("a project that was never handed in has no rules yet")
    return get_project_policy_named(project.policy)


def chain_of(project: Project) -> list[Step]:
    """The steps that this project goes through."""
    return steps_for(rules_of(project).steps, project.region)


async def find_next_step(session: AsyncSession, project: Project) -> Step | None:
    """The step whose turn it is."""
    return next_step(chain_of(project), await list_passed(session, project))


async def get_committee(session: AsyncSession, id: UUID, *, locked: bool = False) -> Committee:
    """Raises NoSuchCommittee."""
    committee = await session.get(Committee, id, with_for_update=locked or None, populate_existing=locked)
    if committee is None:
        raise NoSuchCommittee(pointer="/committee_id", committee_id=str(id))
    return committee


async def list_committees(session: AsyncSession, *, after: UUID | None, limit: int) -> list[Committee]:
    """The first formed first; one more than `limit`."""
    query = select(Committee).order_by(col(Committee.id)).limit(limit + 1)
    return list(await session.exec(query.where(col(Committee.id) > after) if after else query))


async def list_members(session: AsyncSession, committee_id: UUID, *, on: date | None = None) -> list[CommitteeMember]:
    """Who is a member on this day, or ever was."""
    query = select(CommitteeMember).where(CommitteeMember.committee_id == committee_id).order_by(col(CommitteeMember.id))
    if on is not None:
        still = or_(col(CommitteeMember.until_on).is_(None), col(CommitteeMember.until_on) >= on)
        query = query.where(col(CommitteeMember.since_on) <= on, still)
    return list(await session.exec(query))


async def get_member(session: AsyncSession, committee_id: UUID, member_id: UUID) -> CommitteeMember:
    """Raises NoSuchMember."""
    member = await session.get(CommitteeMember, member_id)
    if member is None or member.committee_id != committee_id:
        raise NoSuchMember(member_id=str(member_id))
    return member
