"""Plans (一户一策): a household's measures of a year, and everything that was done about them, only ever added."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, Index, Text, UniqueConstraint, text
from sqlmodel import Field

from services.registry.rules.composition import HouseholdKind
from services.registry.rules.measure import Nature
from services.registry.rules.plan import MeasureOrigin, MeasureState, StepKind
from services.registry.tables.row import Row, of, one_of, texts
from services.registry.tables.watch import ids
from shared.database import INSTANT
from shared.ids import uuid7


class Plan(Row, table=True):
    """One household's plan of one year. It is valid while `agreed_at` is not before `changed_at`.

    It is seen by whoever sees the household, wherever that has moved; `region` is where it was made.
    """

    __tablename__ = "household_plan"
    __table_args__ = (
        UniqueConstraint("household_id", "year", name="plan_once_a_year"),
        Index("plan_of_year", "year", "id"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    household_id: UUID = Field(sa_column_args=of("household"))
    region: str = Field(max_length=12)
    year: int
    policy: str = Field(max_length=60)
    policy_version: str = Field(max_length=80)
    kind: HouseholdKind = Field(sa_type=one_of(HouseholdKind))
    causes: list[str] = Field(default=[], sa_column=texts())
    made_by: str = Field(sa_type=Text)
    made_at: datetime = Field(sa_type=INSTANT)
    changed_at: datetime = Field(sa_type=INSTANT)
    agreed_at: datetime | None = Field(default=None, sa_type=INSTANT)
    agreed_on: date | None = None


class PlanMeasure(Row, table=True):
    """One measure of a plan; `number` is its place in it, from 1. `spent_fen` and `work_days` add up what steps recorded."""

    __tablename__ = "plan_measure"
    __table_args__ = (
        UniqueConstraint("plan_id", "number", name="plan_measure_number_once"),
        Index("plan_measure_owed", "due_on", postgresql_where=text("state IN ('planned', 'under-way')")),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    plan_id: UUID = Field(sa_column_args=of("household_plan"))
    region: str = Field(max_length=12)
    number: int
    measure: str = Field(max_length=40)
    title: str = Field(sa_type=Text)
    nature: Nature = Field(sa_type=one_of(Nature))
    department: str = Field(max_length=40)
    origin: MeasureOrigin = Field(sa_type=one_of(MeasureOrigin))
    person_ids: list[UUID] = Field(default=[], sa_column=ids())
    does: str = Field(default="", sa_type=Text)
    why: str = Field(sa_type=Text)
    clause: str = Field(default="", sa_type=Text)
    proof: list[str] = Field(default=[], sa_column=texts())
    starts_on: date
    due_on: date
    expected_fen: int | None = Field(default=None, sa_type=BigInteger)
    spent_fen: int = Field(default=0, sa_type=BigInteger)
    work_days: int = 0
    state: MeasureState = Field(sa_type=one_of(MeasureState))
    ended_on: date | None = None


class PlanStep(Row, table=True):
    """Something that was done: a measure proposed, changed, brought forward; the plan agreed. Only ever added.

    `person_id` is who signed; a guardian who is no member of the household is told of in `effect`.
    """

    __tablename__ = "plan_step"

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    plan_id: UUID = Field(sa_column_args=of("household_plan"), index=True)
    measure_id: UUID | None = Field(default=None, sa_column_args=of("plan_measure"), index=True)
    person_id: UUID | None = Field(default=None, sa_column_args=of("person"), index=True)
    region: str = Field(max_length=12)
    kind: StepKind = Field(sa_type=one_of(StepKind))
    happened_on: date
    reason: str = Field(default="", sa_type=Text)
    amount_fen: int | None = Field(default=None, sa_type=BigInteger)
    work_days: int | None = None
    effect: str = Field(default="", sa_type=Text)
    papers: list[str] = Field(default=[], sa_column=texts())
    recorded_by: str = Field(sa_type=Text)
    recorded_at: datetime = Field(sa_type=INSTANT)
