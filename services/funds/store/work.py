"""Progress, inspections and findings, hand-over, maintenance and benefits of projects."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.funds.rules.work import NoSuchFinding, NoSuchMaintenance
from services.funds.tables import (
    Project,
    ProjectBenefit,
    ProjectDuty,
    ProjectDutyDone,
    ProjectFinding,
    ProjectHandOver,
    ProjectInspection,
    ProjectReport,
    ProjectThing,
)


async def find_last_report(session: AsyncSession, project_id: UUID) -> ProjectReport | None:
    query = select(ProjectReport).where(ProjectReport.project_id == project_id).order_by(col(ProjectReport.id).desc()).limit(1)
    return (await session.exec(query)).first()


async def list_reports(session: AsyncSession, project_id: UUID) -> list[ProjectReport]:
    query = select(ProjectReport).where(ProjectReport.project_id == project_id).order_by(col(ProjectReport.id))
    return list(await session.exec(query))


async def list_inspections(session: AsyncSession, project_id: UUID) -> list[ProjectInspection]:
    query = select(ProjectInspection).where(ProjectInspection.project_id == project_id).order_by(col(ProjectInspection.id))
    return list(await session.exec(query))


async def list_findings(session: AsyncSession, project_id: UUID) -> list[ProjectFinding]:
    query = select(ProjectFinding).where(ProjectFinding.project_id == project_id).order_by(col(ProjectFinding.id))
    return list(await session.exec(query))


async def list_unmended(session: AsyncSession, project_id: UUID) -> list[str]:
    """What was found and is not mended yet."""
    open_ones = (ProjectFinding.project_id == project_id, col(ProjectFinding.mended_on).is_(None))
    return list(await session.exec(select(ProjectFinding.found).where(*open_ones).order_by(col(ProjectFinding.id))))


async def get_finding(session: AsyncSession, project_id: UUID, finding_id: UUID) -> ProjectFinding:
    """Raises NoSuchFinding."""
    finding = await session.get(ProjectFinding, finding_id, with_for_update=True, populate_existing=True)
    if finding is None or finding.project_id != project_id:
        raise NoSuchFinding(finding_id=str(finding_id))
    return finding


async def find_hand_over(session: AsyncSession, project_id: UUID) -> tuple[ProjectHandOver, list[ProjectThing]] | None:
    found = (await session.exec(select(ProjectHandOver).where(ProjectHandOver.project_id == project_id))).first()
    if found is None:
        return None
    things = await session.exec(select(ProjectThing).where(ProjectThing.hand_over_id == found.id).order_by(col(ProjectThing.id)))
    return found, list(things)


async def list_duties(session: AsyncSession, project_id: UUID) -> list[ProjectDuty]:
    return list(await session.exec(select(ProjectDuty).where(ProjectDuty.project_id == project_id).order_by(col(ProjectDuty.id))))


async def list_late_duties(session: AsyncSession, *, on: date, limit: int) -> Sequence[tuple[ProjectDuty, Project]]:
    """What should have been looked after by now, the longest due first."""
    query = select(ProjectDuty, Project).join(Project, col(Project.id) == ProjectDuty.project_id)
    return (await session.exec(query.where(ProjectDuty.due_on < on).order_by(col(ProjectDuty.due_on)).limit(limit))).all()


async def get_duty(session: AsyncSession, project_id: UUID, duty_id: UUID) -> ProjectDuty:
    """Raises NoSuchMaintenance."""
    duty = await session.get(ProjectDuty, duty_id, with_for_update=True, populate_existing=True)
    if duty is None or duty.project_id != project_id:
        raise NoSuchMaintenance(duty_id=str(duty_id))
    return duty


async def list_duties_done(session: AsyncSession, duty_ids: Sequence[UUID]) -> list[ProjectDutyDone]:
    query = select(ProjectDutyDone).where(col(ProjectDutyDone.duty_id).in_(duty_ids)).order_by(col(ProjectDutyDone.id))
    return list(await session.exec(query))


async def list_benefits(session: AsyncSession, project_id: UUID) -> list[ProjectBenefit]:
    query = select(ProjectBenefit).where(ProjectBenefit.project_id == project_id).order_by(col(ProjectBenefit.id))
    return list(await session.exec(query))
