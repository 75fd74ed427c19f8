"""The work of projects: progress, inspections and findings, hand-over, maintenance, and what people had of it."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.funds.rules.work import Conclusion, InspectionKind
from services.funds.tables.row import Row, one_of
from shared.database import INSTANT
from shared.ids import uuid7


class ProjectReport(Row, table=True):
    """How far the work is. Only ever added to."""

    __tablename__ = "project_report"
    __table_args__ = (
        Index("project_report_of_project", "project_id", "id"),
        CheckConstraint("percent BETWEEN 0 AND 100", name="project_report_is_a_part"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    project_id: UUID = Field(foreign_key="project.id")
    region: str = Field(max_length=12)
    reported_on: date
    percent: int
    said: str = Field(sa_type=Text)
    paper_ids: list[str] = Field(default=[], sa_type=JSONB)
    reported_by: str = Field(sa_type=Text)
    at: datetime = Field(sa_type=INSTANT)


class ProjectInspection(Row, table=True):
    """A mid check, an acceptance or an ex-post review: who looked, and what they concluded. Only ever added to."""

    __tablename__ = "project_inspection"
    __table_args__ = (Index("project_inspection_of_project", "project_id", "id"),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    project_id: UUID = Field(foreign_key="project.id")
    region: str = Field(max_length=12)
    kind: InspectionKind = Field(sa_type=one_of(InspectionKind))
    conclusion: Conclusion = Field(sa_type=one_of(Conclusion))
    held_on: date
    body: str = Field(max_length=100)
    said: str = Field(sa_type=Text)
    paper_ids: list[str] = Field(default=[], sa_type=JSONB)
    recorded_by: str = Field(sa_type=Text)
    at: datetime = Field(sa_type=INSTANT)


class ProjectFinding(Row, table=True):
    """Something that an inspection found, to be mended by a day."""

    __tablename__ = "project_finding"
    __table_args__ = (Index("project_finding_of_project", "project_id"), Index("project_finding_of_inspection", "inspection_id"))

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    project_id: UUID = Field(foreign_key="project.id")
    inspection_id: UUID = Field(foreign_key="project_inspection.id")
    region: str = Field(max_length=12)
    found: str = Field(sa_type=Text)
    due_on: date
    mended_on: date | None = None
    mended: str | None = Field(default=None, sa_type=Text)
    mended_by: str | None = Field(default=None, sa_type=Text)
    paper_ids: list[str] = Field(default=[], sa_type=JSONB)


class ProjectHandOver(Row, table=True):
    """To whom a project was handed over, once."""

    __tablename__ = "project_hand_over"
    __table_args__ = (UniqueConstraint("project_id", name="project_hand_over_once_per_project"),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    project_id: UUID = Field(foreign_key="project.id")
    region: str = Field(max_length=12)
    receiver: str = Field(max_length=100)
    handed_over_on: date
    said: str = Field(default="", sa_type=Text)
    paper_ids: list[str] = Field(default=[], sa_type=JSONB)
    handed_over_by: str = Field(sa_type=Text)


class ProjectThing(Row, table=True):
    """One thing that was handed over, as the asset register will enter it."""

    __tablename__ = "project_thing"
    __table_args__ = (
        Index("project_thing_of_hand_over", "hand_over_id"),
        CheckConstraint("value_fen > 0 AND quantity > 0", name="project_thing_is_worth_something"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    hand_over_id: UUID = Field(foreign_key="project_hand_over.id")
    region: str = Field(max_length=12)
    title: str = Field(max_length=100)
    quantity: int
    unit: str = Field(max_length=20)
    value_fen: int = Field(sa_type=BigInteger)


class ProjectDuty(Row, table=True):
    """Who looks after what was handed over, and how often (管护责任)."""

    __tablename__ = "project_duty"
    __table_args__ = (
        Index("project_duty_of_project", "project_id"),
        CheckConstraint("every_days > 0", name="project_duty_comes_again"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    project_id: UUID = Field(foreign_key="project.id")
    region: str = Field(max_length=12)
    title: str = Field(max_length=100)
    keeper: str = Field(max_length=100)
    """The unit that looks after it."""
    every_days: int
    due_on: date


class ProjectDutyDone(Row, table=True):
    """A duty that was done. Only ever added to."""

    __tablename__ = "project_duty_done"
    __table_args__ = (Index("project_duty_done_of_duty", "duty_id", "id"),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    duty_id: UUID = Field(foreign_key="project_duty.id")
    region: str = Field(max_length=12)
    done_on: date
    said: str = Field(sa_type=Text)
    paper_ids: list[str] = Field(default=[], sa_type=JSONB)
    recorded_by: str = Field(sa_type=Text)


class ProjectBenefit(Row, table=True):
    """What people had of a project in a year: how many, how much, in which way. Only ever added to."""

    __tablename__ = "project_benefit"
    __table_args__ = (
        Index("project_benefit_of_project", "project_id", "id"),
        CheckConstraint("amount_fen >= 0 AND persons >= households AND households > 0", name="project_benefit_reaches_somebody"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    project_id: UUID = Field(foreign_key="project.id")
    region: str = Field(max_length=12)
    year: int
    distributed_on: date
    manner: str = Field(max_length=200)
    amount_fen: int = Field(sa_type=BigInteger)
    households: int
    persons: int
    paper_ids: list[str] = Field(default=[], sa_type=JSONB)
    recorded_by: str = Field(sa_type=Text)
