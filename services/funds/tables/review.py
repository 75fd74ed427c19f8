"""Who reviews projects and how they voted."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, LargeBinary, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.funds.rules.review import Ballot, Outcome
from services.funds.tables.row import Row, one_of
from shared.database import INSTANT
from shared.ids import uuid7


class Committee(Row, table=True):
    """A committee of a town or a county that votes by name (项目评审委员会, 精准扶贫理事会). It is never removed."""

    __tablename__ = "committee"
    __table_args__ = (Index("committee_by_place", "region"),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    region: str = Field(max_length=12)
    title: str = Field(max_length=100)
    formed_on: date


class CommitteeMember(Row, table=True):
    """A member for as long as they are one."""

    __tablename__ = "committee_member"
    __table_args__ = (Index("committee_member_of_committee", "committee_id"),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    committee_id: UUID = Field(foreign_key="committee.id")
    region: str = Field(max_length=12)
    person_sealed: bytes = Field(sa_type=LargeBinary)
    post: str = Field(max_length=100)
    since_on: date
    until_on: date | None = None


class ProjectStep(Row, table=True):
    """A step of the chain as it was done in one round: what came of it, when, by whom, with which papers."""

    __tablename__ = "project_step"
    __table_args__ = (UniqueConstraint("project_id", "round", "step", name="project_step_once_a_round"),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    project_id: UUID = Field(foreign_key="project.id")
    region: str = Field(max_length=12)
    round: int
    step: str = Field(max_length=40)
    outcome: Outcome = Field(sa_type=one_of(Outcome))
    held_on: date
    committee_id: UUID | None = Field(default=None, foreign_key="committee.id", index=True)
    notice_id: UUID | None = None
    entitled: int | None = None
    in_favour: int | None = None
    against: int | None = None
    abstained: int | None = None
    said: str = Field(default="", sa_type=Text)
    paper_ids: list[str] = Field(default=[], sa_type=JSONB)
    decided_by: str = Field(sa_type=Text)
    decided_at: datetime = Field(sa_type=INSTANT)


class ProjectVote(Row, table=True):
    """How one member of a committee voted in a step."""

    __tablename__ = "project_vote"
    __table_args__ = (UniqueConstraint("step_id", "member_id", name="project_vote_once_a_member"),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    step_id: UUID = Field(foreign_key="project_step.id")
    member_id: UUID = Field(foreign_key="committee_member.id", index=True)
    region: str = Field(max_length=12)
    ballot: Ballot = Field(sa_type=one_of(Ballot))
    reason: str = Field(default="", max_length=500)
