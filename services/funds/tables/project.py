"""The project library: each project with its sources, its targets and its timeline."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, LargeBinary, Numeric, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.funds.rules.account import Source
from services.funds.rules.project import Act, ProjectKind, ProjectState
from services.funds.rules.target import Promise, TargetKind, Wanted
from services.funds.tables.row import Row, one_of
from shared.database import INSTANT
from shared.ids import uuid7


class Project(Row, table=True):
    """A project from its proposal on. `region` is where it lies: a village, a town or a county.

    `policy` and `policy_version` name the chain of reviews that it goes through, fixed when it is first handed in. `round` counts
    how often it was handed in. `due_on` is by when its next step should be done, and `due_for` says which.
    """

    __tablename__ = "project"
    __table_args__ = (
        UniqueConstraint("number", name="project_once_per_number"),
        Index("project_by_state", "state", "id"),
        Index("project_by_place", "region", "id"),
        Index("project_by_plan", "plan_year", "id"),
        Index("project_by_due", "due_on"),
        CheckConstraint("ends_on >= starts_on", name="project_ends_after_it_begins"),
        CheckConstraint("approved_fen IS NULL OR approved_fen > 0", name="project_approved_for_something"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    number: str = Field(max_length=20)
    region: str = Field(max_length=12)
    kind: ProjectKind = Field(sa_type=one_of(ProjectKind))
    state: ProjectState = Field(default=ProjectState.DRAFT, sa_type=one_of(ProjectState))
    title: str = Field(max_length=100)
    place: str = Field(max_length=200)
    task: str = Field(sa_type=Text)
    standard: str = Field(sa_type=Text)
    starts_on: date
    ends_on: date
    unit: str = Field(max_length=100)
    responsible_sealed: bytes = Field(sa_type=LargeBinary)
    mechanism: str = Field(sa_type=Text)
    households: int
    persons: int
    planned_fen: int = Field(sa_type=BigInteger)
    """Of all its sources together."""
    policy: str | None = Field(default=None, max_length=64)
    policy_version: str | None = Field(default=None, max_length=16)
    round: int = 0
    due_on: date | None = None
    due_for: str | None = Field(default=None, max_length=100)
    proposed_by: str = Field(sa_type=Text)
    proposed_on: date
    approved_by: str | None = Field(default=None, sa_type=Text)
    approved_on: date | None = None
    approved_under: str | None = Field(default=None, max_length=60)
    """The number of the paper that approves it (批复文号)."""
    approved_fen: int | None = Field(default=None, sa_type=BigInteger)
    plan_year: int | None = None
    percent: int = 0
    """Of the work, as last reported."""
    completed_on: date | None = None
    accepted_on: date | None = None
    handed_over_on: date | None = None
    points: int | None = None
    """What its targets scored, in hundredths of a point."""


class ProjectSource(Row, table=True):
    """Whose money a project is to be paid from, and how much of each."""

    __tablename__ = "project_source"
    __table_args__ = (
        UniqueConstraint("project_id", "source", name="project_source_once"),
        CheckConstraint("amount_fen > 0", name="project_source_gives_something"),
        CheckConstraint("approved_fen BETWEEN 0 AND amount_fen", name="project_source_approved_within_its_plan"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    project_id: UUID = Field(foreign_key="project.id")
    region: str = Field(max_length=12)
    source: Source = Field(sa_type=one_of(Source))
    amount_fen: int = Field(sa_type=BigInteger)
    approved_fen: int | None = Field(default=None, sa_type=BigInteger)
    """Its part of what was approved; all parts are the approved sum, which the database holds too."""


class ProjectFunding(Row, table=True):
    """What a project took of a budget line when it was approved. `line_id` is the project's own line, where the money lies;
    `from_line_id` the line for any project that it came from by `transfer_id`, where it was not the project's own before."""

    __tablename__ = "project_funding"
    __table_args__ = (
        UniqueConstraint("line_id", name="project_funding_once_per_line"),
        CheckConstraint("amount_fen > 0", name="project_funding_of_something"),
        CheckConstraint("(from_line_id IS NULL) = (transfer_id IS NULL)", name="project_funding_moved_by_a_transfer"),
        Index("project_funding_of_project", "project_id", "id"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    project_id: UUID = Field(foreign_key="project.id")
    region: str = Field(max_length=12)
    source: Source = Field(sa_type=one_of(Source))
    line_id: UUID = Field(foreign_key="budget_line.id")
    from_line_id: UUID | None = Field(default=None, foreign_key="budget_line.id", index=True)
    transfer_id: UUID | None = Field(default=None, foreign_key="transfer.id", index=True)
    amount_fen: int = Field(sa_type=BigInteger)


class ProjectTarget(Row, table=True):
    """A performance target: promised when proposed, measured later. `line` is its place in the list, from 1."""

    __tablename__ = "project_target"
    __table_args__ = (
        UniqueConstraint("project_id", "line", name="project_target_once"),
        CheckConstraint("weight > 0 AND weight <= 100", name="project_target_weighs_something"),
        CheckConstraint("planned > 0", name="project_target_plans_something"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    project_id: UUID = Field(foreign_key="project.id")
    region: str = Field(max_length=12)
    line: int
    kind: TargetKind = Field(sa_type=one_of(TargetKind))
    title: str = Field(max_length=100)
    unit: str = Field(max_length=20)
    wanted: Wanted = Field(sa_type=one_of(Wanted))
    planned: Decimal = Field(sa_type=Numeric(18, 4))
    weight: int
    actual: Decimal | None = Field(default=None, sa_type=Numeric(18, 4))
    points: int | None = None
    """Hundredths of a point."""
    note: str = Field(default="", max_length=500)

    @property
    def promise(self) -> Promise:
        """This target as the rules see it."""
        return Promise(self.wanted, self.planned, self.weight)


class ProjectEvent(Row, table=True):
    """A line of a project's timeline: only ever added to. `about_id` is the row that the act made (a contract, a payment)."""

    __tablename__ = "project_event"
    __table_args__ = (Index("project_event_of_project", "project_id", "id"),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    project_id: UUID = Field(foreign_key="project.id")
    region: str = Field(max_length=12)
    act: Act = Field(sa_type=one_of(Act))
    state: ProjectState = Field(sa_type=one_of(ProjectState))
    """After the act."""
    done_on: date
    done_by: str = Field(sa_type=Text)
    role: str = Field(max_length=32)
    said: str = Field(default="", sa_type=Text)
    """What, and why."""
    amount_fen: int | None = Field(default=None, sa_type=BigInteger)
    about_id: UUID | None = None
    paper_ids: list[str] = Field(default=[], sa_type=JSONB)
    at: datetime = Field(sa_type=INSTANT)
