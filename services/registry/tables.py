"""What registry stores: households and their members, imports, and immediate-assistance cases with their timeline.

Names, ID numbers and telephones are sealed; a person is found by the keyed hash of the ID number. Facts and steps of a case
are only ever added.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Column, Enum, ForeignKey, Index, Integer, LargeBinary, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from services.registry.rules.case import Origin, Part, PartState, What
from services.registry.rules.vocabulary import HouseholdState
from shared.database import INSTANT
from shared.events.civil_affairs import Trigger
from shared.ids import uuid7


class Row(SQLModel, registry=registry()):
    """A row of registry."""


def _one_of(values: type[StrEnum]) -> Any:
    """A text column that holds an enumeration's values: a new value is a new line of code, not a migration."""
    return Enum(
        values, native_enum=False, create_constraint=False, length=32, values_callable=lambda each: [one.value for one in each]
    )


def _texts() -> Any:
    return Column(ARRAY(Text), nullable=False)


def _json() -> Any:
    return Column(JSONB, nullable=False)


def _of(table: str) -> Any:
    return (ForeignKey(f"{table}.id"),)


class Household(Row, table=True):
    """A household (户). It has a code once it was imported; one that came in by a sudden need has none yet."""

    __tablename__ = "household"
    __table_args__ = (Index("household_code", "code", unique=True, postgresql_where=text("code IS NOT NULL")),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    code: str | None = Field(default=None, max_length=20)
    region: str = Field(max_length=12, index=True)
    state: HouseholdState = Field(sa_type=_one_of(HouseholdState))
    standard: str = Field(default="", sa_type=Text)
    causes: list[str] = Field(default=[], sa_column=_texts())
    phone_sealed: bytes | None = Field(default=None, sa_type=LargeBinary)
    fingerprint: str = Field(default="", max_length=64)
    enrolled_on: date


class Person(Row, table=True):
    """A member of one household at a time (`left_on` is empty while they are).

    Someone who came in by a sudden need is not verified until a village officer has seen them; of someone who came in by a
    hospital's bill the identity hash is all that is known until then.
    `fingerprint` is a keyed hash of what was imported: the same file again changes nothing.
    """

    __tablename__ = "person"
    __table_args__ = (
        Index("person_once_at_a_time", "identity_hash", unique=True, postgresql_where=text("left_on IS NULL")),
        Index("person_of_household", "household_id"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    household_id: UUID = Field(sa_column_args=_of("household"))
    region: str = Field(max_length=12)
    identity_hash: str = Field(max_length=64)
    code: str = Field(default="", max_length=20)
    name_sealed: bytes | None = Field(default=None, sa_type=LargeBinary)
    id_number_sealed: bytes | None = Field(default=None, sa_type=LargeBinary)
    disability_card_sealed: bytes | None = Field(default=None, sa_type=LargeBinary)
    phone_sealed: bytes | None = Field(default=None, sa_type=LargeBinary)
    sex: str = Field(default="", max_length=1)
    born_on: date | None = None
    relation: str = Field(default="", sa_type=Text)
    ethnic_group: str = Field(default="", max_length=2)
    classes: list[str] = Field(default=[], sa_column=_texts())
    particulars: dict[str, str] = Field(default={}, sa_column=_json())
    fingerprint: str = Field(default="", max_length=64)
    is_verified: bool = True
    joined_on: date
    left_on: date | None = None


class RegisterImport(Row, table=True):
    """One file that an officer sent, what became of it, and the rows that went back (sealed: they hold ID numbers)."""

    __tablename__ = "register_import"

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    region: str = Field(max_length=12)
    rows: int
    taken: int
    refused: int
    households: int
    changed: int
    faults: list[dict[str, Any]] = Field(default=[], sa_column=_json())
    advice: list[dict[str, Any]] = Field(default=[], sa_column=_json())
    refused_rows_sealed: bytes | None = Field(default=None, sa_type=LargeBinary)
    imported_at: datetime = Field(sa_type=INSTANT)


class Case(Row, table=True):
    """An immediate-assistance case (即时帮扶台账); at most one open per household."""

    __tablename__ = "relief_case"
    __table_args__ = (Index("case_open_once", "household_id", unique=True, postgresql_where=text("closed_at IS NULL")),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    household_id: UUID = Field(sa_column_args=_of("household"))
    region: str = Field(max_length=12, index=True)
    trigger: Trigger = Field(sa_type=_one_of(Trigger))
    origin: Origin = Field(sa_type=_one_of(Origin))
    detected_at: datetime = Field(sa_type=INSTANT)
    closed_at: datetime | None = Field(default=None, sa_type=INSTANT)


class CaseFact(Row, table=True):
    """Why a case was opened, or what became known of the household while it was open."""

    __tablename__ = "case_fact"

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    case_id: UUID = Field(sa_column_args=_of("relief_case"), index=True)
    region: str = Field(max_length=12)
    trigger: Trigger = Field(sa_type=_one_of(Trigger))
    origin: Origin = Field(sa_type=_one_of(Origin))
    happened_on: date | None = None
    burden_fen: int | None = Field(default=None, sa_type=BigInteger)
    reported_as: UUID | None = None
    noted_by: str = Field(sa_type=Text)
    noted_at: datetime = Field(sa_type=INSTANT)


class CaseStep(Row, table=True):
    """Something that another service did for a case; see `rules.case.Step`. `who` is the department that owes a work order."""

    __tablename__ = "case_step"
    __table_args__ = (UniqueConstraint("case_id", "event_id", "task", name="case_step_once"),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    case_id: UUID = Field(sa_column_args=_of("relief_case"))
    region: str = Field(max_length=12)
    event_id: UUID
    part: Part = Field(sa_type=_one_of(Part))
    what: What = Field(sa_type=_one_of(What))
    task: str = Field(default="", max_length=36)
    who: str = Field(default="", sa_type=Text)
    note: str = Field(default="", sa_type=Text)
    at: datetime = Field(sa_type=INSTANT)
    after_ms: int = Field(sa_type=BigInteger)
    due_at: datetime | None = Field(default=None, sa_type=INSTANT)
    done_on: date | None = None
    is_late: bool | None = None


class CasePart(Row, table=True):
    """How one part of a case stands: `rules.case.progress` of its steps, kept so that lists can be filtered by it."""

    __tablename__ = "case_part"
    __table_args__ = (
        UniqueConstraint("case_id", "part", name="case_part_once"),
        Index("case_part_owed", "due_at", postgresql_where=text("done_at IS NULL")),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    case_id: UUID = Field(sa_column_args=_of("relief_case"))
    region: str = Field(max_length=12)
    part: Part = Field(sa_type=_one_of(Part))
    state: PartState = Field(sa_type=_one_of(PartState))
    due_at: datetime | None = Field(default=None, sa_type=INSTANT)
    started_at: datetime | None = Field(default=None, sa_type=INSTANT)
    done_at: datetime | None = Field(default=None, sa_type=INSTANT)
    is_late: bool = False


class ReliefReport(Row, table=True):
    """A department's report and the answer it got; the same report gets the same answer, through whichever door it comes.

    `region` is the reporter's. `fingerprint` is a keyed hash of what was reported.
    """

    __tablename__ = "relief_report"
    __table_args__ = (UniqueConstraint("region", "report_id", name="relief_report_once"),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    region: str = Field(max_length=12)
    report_id: UUID
    fingerprint: str = Field(max_length=64)
    is_accepted: bool
    case_id: UUID | None = Field(default=None, sa_column_args=_of("relief_case"))
    status: int = Field(sa_type=Integer)
    code: str | None = Field(default=None, sa_type=Text)
    reason: str | None = Field(default=None, sa_type=Text)
    mend: str | None = Field(default=None, sa_type=Text)
    answered_at: datetime = Field(sa_type=INSTANT)
