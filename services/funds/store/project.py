"""The project library: projects found, locked and listed, their timeline added to."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, delete, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.account import Source
from services.funds.rules.project import IN_THE_LIBRARY, OVER, Act, NoSuchProject, ProjectKind, ProjectState
from services.funds.rules.project_entry import Known
from services.funds.schemas.project import ProposeProject
from services.funds.tables import Project, ProjectEvent, ProjectSource, ProjectTarget
from shared.security import Principal


async def get_project(session: AsyncSession, id: UUID) -> Project:
    """Raises NoSuchProject."""
    project = await session.get(Project, id)
    if project is None:
        raise NoSuchProject(project_id=str(id))
    return project


async def lock_project(session: AsyncSession, id: UUID) -> Project:
    """The project, so that its acts come one after another. Raises NoSuchProject."""
    project = await session.get(Project, id, with_for_update=True, populate_existing=True)
    if project is None:
        raise NoSuchProject(project_id=str(id))
    return project


def known_as(project: Project) -> Known:
    """What the public may know it by."""
    return Known(project.number, project.title, project.region)


def filters(
    *,
    region: str | None = None,
    state: ProjectState | None = None,
    kind: ProjectKind | None = None,
    plan_year: int | None = None,
    is_in_library: bool | None = None,
    late_on: date | None = None,
    is_exact: bool = False,
) -> list[Any]:
    """What a list of projects may be narrowed by. `late_on`: those whose next step was due before this day.

    `is_exact`: those of the region itself alone, none that lies inside it.
    """
    wanted: list[Any] = []
    if region is not None and is_exact:
        wanted.append(Project.region == region)
    if region is not None:
        wanted.append(col(Project.region).startswith(region, autoescape=True))
    if state is not None:
        wanted.append(Project.state == state)
    if kind is not None:
        wanted.append(Project.kind == kind)
    if plan_year is not None:
        wanted.append(Project.plan_year == plan_year)
    if is_in_library is not None:
        inside = col(Project.state).in_(IN_THE_LIBRARY)
        wanted.append(inside if is_in_library else ~inside)
    if late_on is not None:
        wanted += [col(Project.due_on) < late_on, col(Project.state).not_in(OVER)]
    return wanted


async def list_projects(session: AsyncSession, wanted: Sequence[Any], *, after: UUID | None, limit: int) -> list[Project]:
    """In the order of their proposals; one more than `limit`."""
    query = select(Project).where(*wanted).order_by(col(Project.id)).limit(limit + 1)
    return list(await session.exec(query.where(col(Project.id) > after) if after else query))


async def count_projects(
    session: AsyncSession, wanted: Sequence[Any], *, digits: int = 9
) -> list[tuple[str, ProjectKind, ProjectState, int, int, int]]:
    """By place (of so many digits, or wider), kind and state: how many, planned and approved fen."""
    town = func.left(Project.region, digits)
    sums = (func.count(), func.coalesce(func.sum(Project.planned_fen), 0), func.coalesce(func.sum(Project.approved_fen), 0))
    query = (
        sa.select(town, col(Project.kind), col(Project.state), *sums)
        .where(*wanted)
        .group_by(town, col(Project.kind), col(Project.state))
    )
    rows = await session.execute(query.order_by(town))
    return [(place, kind, state, number, int(planned), int(approved)) for place, kind, state, number, planned, approved in rows]


async def list_sources(session: AsyncSession, project_ids: Sequence[UUID]) -> dict[UUID, list[tuple[Source, int]]]:
    """The planned sources of these projects, each with its fen, in the order of `Source`."""
    rows = await session.exec(select(ProjectSource).where(col(ProjectSource.project_id).in_(project_ids)))
    found: dict[UUID, list[tuple[Source, int]]] = {id: [] for id in project_ids}
    for row in sorted(rows, key=lambda row: list(Source).index(row.source)):
        found[row.project_id].append((row.source, row.amount_fen))
    return found


async def list_targets(session: AsyncSession, project_ids: Sequence[UUID]) -> dict[UUID, list[ProjectTarget]]:
    query = select(ProjectTarget).where(col(ProjectTarget.project_id).in_(project_ids)).order_by(col(ProjectTarget.line))
    found: dict[UUID, list[ProjectTarget]] = {id: [] for id in project_ids}
    for row in await session.exec(query):
        found[row.project_id].append(row)
    return found


async def replace_parts(session: AsyncSession, project: Project, form: ProposeProject) -> None:
    """The sources and targets of a proposal, in place of those before."""
    for table in (ProjectSource, ProjectTarget):
        await session.exec(delete(table).where(col(table.project_id) == project.id))
    part: dict[str, Any] = {"project_id": project.id, "region": project.region}
    session.add_all(ProjectSource(**part, source=each.source, amount_fen=each.amount_fen) for each in form.sources)
    session.add_all(ProjectTarget(**part, line=line, **dict(each)) for line, each in enumerate(form.targets, start=1))
    await session.flush()


async def list_events(session: AsyncSession, project_id: UUID) -> list[ProjectEvent]:
    """The timeline, the first act first."""
    query = select(ProjectEvent).where(ProjectEvent.project_id == project_id).order_by(col(ProjectEvent.id))
    return list(await session.exec(query))


def add_event(
    session: AsyncSession,
    project: Project,
    act: Act,
    *,
    on: date,
    by: Principal,
    at: datetime,
    said: str = "",
    amount_fen: int | None = None,
    about_id: UUID | None = None,
    paper_ids: Sequence[UUID] = (),
) -> None:
    """A line of the timeline, with the state that the project is in after the act."""
    session.add(project)
    session.add(
        ProjectEvent(
            project_id=project.id,
            region=project.region,
            act=act,
            state=project.state,
            done_on=on,
            done_by=by.subject,
            role=by.role.value,
            said=said,
            amount_fen=amount_fen,
            about_id=about_id,
            paper_ids=list(map(str, paper_ids)),
            at=at,
        )
    )
