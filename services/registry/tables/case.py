"""Immediate-assistance cases with their timeline. Facts and steps are only ever added."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, Column, Index, Integer, Text, UniqueConstraint, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field

from services.registry.rules.case import Act, Ending, Origin, Part, PartState, What
from services.registry.rules.need import Kind, Level, Urgency
from services.registry.tables.row import Row, document, of, one_of
from shared.database import INSTANT
from shared.events.civil_affairs import Trigger
from shared.ids import uuid7


class Case(Row, table=True):
    """An immediate-assistance case (即时帮扶台账); at most one open per household.

    `trigger` is what the others were told, `kind` what we know. `conclude_by` is when it should be closed or handed over to
    identification (`lasting_at`). `is_closed_by_officer`: the last part does not close it, a person does. `round` counts how
    often it was opened.
    """

    __tablename__ = "relief_case"
    __table_args__ = (
        Index("case_open_once", "household_id", unique=True, postgresql_where=text("closed_at IS NULL")),
        Index("case_to_conclude", "conclude_by", postgresql_where=text("closed_at IS NULL AND lasting_at IS NULL")),
        Index("case_detected", "detected_at"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    household_id: UUID = Field(sa_column_args=of("household"))
    region: str = Field(max_length=12, index=True)
    trigger: Trigger = Field(sa_type=one_of(Trigger))
    origin: Origin = Field(sa_type=one_of(Origin))
    detected_at: datetime = Field(sa_type=INSTANT)
    closed_at: datetime | None = Field(default=None, sa_type=INSTANT)
    kind: Kind = Field(sa_type=one_of(Kind))
    urgency: Urgency = Field(sa_type=one_of(Urgency))
    policy: str = Field(max_length=64)
    policy_version: str = Field(max_length=16)
    conclude_by: datetime = Field(sa_type=INSTANT)
    is_closed_by_officer: bool = False
    round: int = Field(default=1, sa_type=Integer)
    ending: Ending | None = Field(default=None, sa_type=one_of(Ending))
    lasting_at: datetime | None = Field(default=None, sa_type=INSTANT)


class CaseFact(Row, table=True):
    """Why a case was opened, or what became known of the household while it was open.

    `kind` is empty in facts older than kinds: it was the trigger. `person_ids`: whom of the household it struck, if known.
    """

    __tablename__ = "case_fact"

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    case_id: UUID = Field(sa_column_args=of("relief_case"), index=True)
    region: str = Field(max_length=12)
    trigger: Trigger = Field(sa_type=one_of(Trigger))
    origin: Origin = Field(sa_type=one_of(Origin))
    happened_on: date | None = None
    burden_fen: int | None = Field(default=None, sa_type=BigInteger)
    reported_as: UUID | None = None
    noted_by: str = Field(sa_type=Text)
    noted_at: datetime = Field(sa_type=INSTANT)
    kind: Kind | None = Field(default=None, sa_type=one_of(Kind))
    person_ids: list[UUID] = Field(default=[], sa_column=Column(ARRAY(Uuid), nullable=False, server_default=text("'{}'")))


class CaseStep(Row, table=True):
    """Something that another service did for a case; see `rules.case.Step`. `who` is the department that owes a work order."""

    __tablename__ = "case_step"
    __table_args__ = (UniqueConstraint("case_id", "event_id", "task", name="case_step_once"),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    case_id: UUID = Field(sa_column_args=of("relief_case"))
    region: str = Field(max_length=12)
    event_id: UUID
    part: Part = Field(sa_type=one_of(Part))
    what: What = Field(sa_type=one_of(What))
    task: str = Field(default="", max_length=36)
    who: str = Field(default="", sa_type=Text)
    note: str = Field(default="", sa_type=Text)
    at: datetime = Field(sa_type=INSTANT)
    after_ms: int = Field(sa_type=BigInteger)
    due_at: datetime | None = Field(default=None, sa_type=INSTANT)
    done_on: date | None = None
    is_late: bool | None = None


class CasePart(Row, table=True):
    """A part that a case needs (`rules.case.Need`) and how it stands: `rules.case.progress` of its steps, kept so that lists can
    be filtered by it. `begin_by`: the deadline while nobody has begun."""

    __tablename__ = "case_part"
    __table_args__ = (
        UniqueConstraint("case_id", "part", name="case_part_once"),
        Index("case_part_owed", "due_at", postgresql_where=text("done_at IS NULL")),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    case_id: UUID = Field(sa_column_args=of("relief_case"))
    region: str = Field(max_length=12)
    part: Part = Field(sa_type=one_of(Part))
    state: PartState = Field(sa_type=one_of(PartState))
    due_at: datetime | None = Field(default=None, sa_type=INSTANT)
    started_at: datetime | None = Field(default=None, sa_type=INSTANT)
    done_at: datetime | None = Field(default=None, sa_type=INSTANT)
    is_late: bool = False
    who: str = Field(default="", sa_type=Text)
    begin_by: datetime | None = Field(default=None, sa_type=INSTANT)
    since: datetime | None = Field(default=None, sa_type=INSTANT)
    waived_at: datetime | None = Field(default=None, sa_type=INSTANT)


class CaseAct(Row, table=True):
    """What a person decided about a case, with the reason and references of the papers. Only ever added."""

    __tablename__ = "case_act"
    __table_args__ = (Index("case_act_of", "case_id", "at"),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    case_id: UUID = Field(sa_column_args=of("relief_case"))
    region: str = Field(max_length=12)
    act: Act = Field(sa_type=one_of(Act))
    at: datetime = Field(sa_type=INSTANT)
    by: str = Field(sa_type=Text)
    reason: str = Field(default="", sa_type=Text)
    parts: list[str] = Field(default=[], sa_column=document())
    papers: list[dict[str, str]] = Field(default=[], sa_column=document())


class CaseReminder(Row, table=True):
    """That somebody was reminded of a deadline, before it (`is_late` false) or after: once each."""

    __tablename__ = "case_reminder"
    __table_args__ = (UniqueConstraint("case_id", "step", "due_at", "is_late", name="case_reminder_once"),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    case_id: UUID = Field(sa_column_args=of("relief_case"))
    region: str = Field(max_length=12)
    step: str = Field(max_length=32)
    due_at: datetime = Field(sa_type=INSTANT)
    is_late: bool
    who: str = Field(sa_type=Text)
    level: Level = Field(sa_type=one_of(Level))
    told_at: datetime = Field(sa_type=INSTANT)
