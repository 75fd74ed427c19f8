"""Health files and what lies in them. Who is ill of what stands here alone, and nobody sees it but health offices of the region
and the hospital in charge; `health_read` remembers who looked."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.medical.tables.row import Row
from shared import clock
from shared.database import INSTANT
from shared.ids import uuid7

OPEN = "closed_on IS NULL"


def _of_file() -> UUID:
    return Field(sa_column=Column(ForeignKey("health_file.id"), nullable=False))  # type: ignore[no-any-return]


class HealthFile(Row, table=True):
    """One person in one programme, as they stand today; how they came there is in the entries."""

    __tablename__ = "health_file"
    __table_args__: ClassVar = (
        Index("health_file_one_open", "identity_hash", "programme", unique=True, postgresql_where=OPEN),
        Index("health_file_due", "next_due_on", postgresql_where=f"{OPEN} AND next_due_on IS NOT NULL"),
        CheckConstraint("level BETWEEN 0 AND 5", name="health_file_level"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    identity_hash: str
    id_number_sealed: bytes
    name_sealed: bytes
    person_id: UUID | None = None
    household_id: UUID | None = None
    classes: list[str] = Field(sa_type=JSONB)
    region: str
    hospital: str | None = None
    programme: str
    kind: str
    policy: str
    policy_version: str
    diagnosed_on: date
    opened_on: date
    doctor: str = ""
    treatment_class: str | None = None
    finding: str | None = None
    level: int | None = None
    found_on: date | None = None
    next_due_on: date | None = None
    screening: str | None = None
    is_treated_free: bool = False
    treated_on: date | None = None
    outcome: str | None = None
    closed_on: date | None = None
    opened_at: datetime = Field(default_factory=clock.now, sa_type=INSTANT)


class HealthEntry(Row, table=True):
    """One thing that was found or done, with the day: visits, judgements, changes of class, care, the end. Only ever added."""

    __tablename__ = "health_entry"
    __table_args__: ClassVar = (Index("health_entry_of_file", "file_id", "id"),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    file_id: UUID = _of_file()
    region: str
    kind: str
    code: str
    level: int | None = None
    done_on: date
    due_on: date | None = None
    next_due_on: date | None = None
    by: str
    hospital: str | None = None
    note_sealed: bytes | None = None
    recorded_at: datetime = Field(default_factory=clock.now, sa_type=INSTANT)


class HealthStep(Row, table=True):
    """One step of a patient's plan (一户一案、一人一法)."""

    __tablename__ = "health_step"
    __table_args__: ClassVar = (UniqueConstraint("file_id", "no", name="health_step_once"),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    file_id: UUID = _of_file()
    region: str
    no: int
    what_sealed: bytes
    doctor: str
    is_treatment: bool
    due_on: date
    done_on: date | None = None
    done_by: str | None = None


class HealthTick(Row, table=True):
    """One of the eight ones (八个一), done. Only ever added."""

    __tablename__ = "health_tick"
    __table_args__: ClassVar = (UniqueConstraint("file_id", "item", name="health_tick_once"),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    file_id: UUID = _of_file()
    region: str
    item: str
    done_on: date
    by: str
    note_sealed: bytes | None = None


class FamilyContract(Row, table=True):
    """A family doctor's contract with a person; `hospital` is the team's own (a township health centre, mostly)."""

    __tablename__ = "family_contract"
    __table_args__: ClassVar = (
        Index("family_contract_person", "identity_hash", "starts_on"),
        CheckConstraint("starts_on <= ends_on", name="family_contract_term"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    identity_hash: str
    id_number_sealed: bytes
    name_sealed: bytes
    person_id: UUID | None = None
    household_id: UUID | None = None
    classes: list[str] = Field(sa_type=JSONB)
    region: str
    hospital: str | None = None
    doctor: str
    team: str
    package: str
    starts_on: date
    ends_on: date
    ended_on: date | None = None
    end_reason: str | None = None


class HealthExamination(Row, table=True):
    """A person's free examination of one year. Only ever added."""

    __tablename__ = "health_examination"
    __table_args__: ClassVar = (UniqueConstraint("identity_hash", "year", name="health_examination_once"),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    identity_hash: str
    id_number_sealed: bytes
    name_sealed: bytes
    person_id: UUID | None = None
    household_id: UUID | None = None
    classes: list[str] = Field(sa_type=JSONB)
    region: str
    hospital: str | None = None
    year: int
    examined_on: date
    result: str
    note_sealed: bytes | None = None


class HealthFlag(Row, table=True):
    """What other offices are told of a health file: that the person is treated free of charge. Not of what, not where."""

    __tablename__ = "health_flag"

    file_id: UUID = Field(sa_column=Column(ForeignKey("health_file.id"), primary_key=True))
    identity_hash: str = Field(index=True)
    person_id: UUID | None = None
    region: str
    since_on: date
    until_on: date | None = None


class HealthRead(Row, table=True):
    """A reading: who, when, what for, which record of whom. Only ever added; no name, no disease."""

    __tablename__ = "health_read"
    __table_args__: ClassVar = (Index("health_read_record", "record_id"), Index("health_read_person", "identity_hash"))

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    read_at: datetime = Field(default_factory=clock.now, sa_type=INSTANT)
    by: str
    role: str
    org: str
    purpose: str
    way: str
    record: str
    record_id: UUID | None = None
    identity_hash: str | None = None
    person_id: UUID | None = None
    region: str
