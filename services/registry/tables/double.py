"""Likely doubles: the keys that bring files together, the pairs to be decided, what became one, and the sweep over everybody."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Index, Text, UniqueConstraint, text
from sqlmodel import Field

from services.registry.rules.double import DoubleState
from services.registry.rules.likeness import Mark
from services.registry.tables.row import Row, document, of, one_of, texts
from shared.database import INSTANT
from shared.ids import uuid7


class DoubleKey(Row, table=True):
    """The keys of one person, each the first 64 bits of a keyed hash; `revision` is the person's when they were reckoned.

    A column and an index a key: equality of numbers is what PostgreSQL may look up by index under row-level security.
    """

    __tablename__ = "double_key"
    __table_args__ = tuple(
        Index(f"double_key_{mark.value}", mark.value, postgresql_where=text(f"{mark.value} IS NOT NULL")) for mark in Mark
    )

    id: UUID = Field(primary_key=True, sa_column_args=of("person"))
    region: str = Field(max_length=12)
    revision: int
    sound_born: int | None = Field(default=None, sa_type=BigInteger)
    sound_village: int | None = Field(default=None, sa_type=BigInteger)
    born_village: int | None = Field(default=None, sa_type=BigInteger)
    phone_year: int | None = Field(default=None, sa_type=BigInteger)
    phone_day: int | None = Field(default=None, sa_type=BigInteger)
    no_county: int | None = Field(default=None, sa_type=BigInteger)
    no_day: int | None = Field(default=None, sa_type=BigInteger)
    no_month: int | None = Field(default=None, sa_type=BigInteger)
    no_year: int | None = Field(default=None, sa_type=BigInteger)
    shuffled: int | None = Field(default=None, sa_type=BigInteger)


class DoublePair(Row, table=True):
    """Two people who may be one, once; `low_id` is the smaller id. They live in `region` and `other_region`, the lower's first.

    `likeness` is a keyed hash of all that was compared: as long as it is the same, a decision stands. `decided_points` is what
    the pair was worth when it was decided; only files that have become more alike since are asked about again. A pair that an
    officer named (`named_by`) waits for a decision, however little its files look alike.
    """

    __tablename__ = "double_pair"
    __table_args__ = (
        UniqueConstraint("low_id", "high_id", name="double_pair_once"),
        Index("double_pair_of_high", "high_id"),
        Index("double_pair_undecided", "id", postgresql_where=text("state IN ('open', 'later')")),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    low_id: UUID = Field(sa_column_args=of("person"))
    high_id: UUID = Field(sa_column_args=of("person"))
    region: str = Field(max_length=12)
    other_region: str = Field(max_length=12)
    points: int
    reasons: list[dict[str, Any]] = Field(sa_column=document())
    policy: str = Field(max_length=64)
    policy_version: str = Field(max_length=80)
    likeness: str = Field(max_length=64)
    state: DoubleState = Field(default=DoubleState.OPEN, sa_type=one_of(DoubleState))
    noted_at: datetime = Field(sa_type=INSTANT)
    named_by: str = Field(default="", sa_type=Text)
    named_why: str = Field(default="", sa_type=Text)
    later_on: date | None = None
    decided_points: int | None = None
    decided_by: str = Field(default="", sa_type=Text)
    decided_at: datetime | None = Field(default=None, sa_type=INSTANT)
    why: str = Field(default="", sa_type=Text)


class PersonMerger(Row, table=True):
    """Two files that became one, and all that is needed to make them two again.

    `change_ids` are the changes that closed and added rows of history; `before` says how the rows were that were given to the
    winner: each with its id and the columns that were changed, by table. `seats` is how people sat, `edits` what the winner's
    file said before and after, `emptied` the household that nobody was left in, with its state.
    """

    __tablename__ = "person_merger"
    __table_args__ = (
        Index("person_merger_standing", "loser_id", unique=True, postgresql_where=text("undone_at IS NULL")),
        Index("person_merger_of_loser", "loser_id"),
        Index("person_merger_of_winner", "winner_id"),
        Index("person_merger_of_pair", "pair_id"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    pair_id: UUID = Field(sa_column_args=of("double_pair"))
    winner_id: UUID = Field(sa_column_args=of("person"))
    loser_id: UUID = Field(sa_column_args=of("person"))
    region: str = Field(max_length=12)
    change_ids: list[str] = Field(sa_column=texts())
    before: list[dict[str, Any]] = Field(sa_column=document())
    seats: dict[str, Any] = Field(sa_column=document())
    edits: dict[str, Any] = Field(sa_column=document())
    emptied: dict[str, Any] = Field(sa_column=document())
    merged_on: date
    reason: str = Field(sa_type=Text)
    papers: list[str] = Field(sa_column=texts())
    merged_by: str = Field(sa_type=Text)
    merged_at: datetime = Field(sa_type=INSTANT)
    undone_by: str = Field(default="", sa_type=Text)
    undone_at: datetime | None = Field(default=None, sa_type=INSTANT)
    undone_why: str = Field(default="", sa_type=Text)


class DoubleSweep(Row, table=True):
    """The comparing of the whole register: which keys are done, what it found, and which groups were too large. One a day.

    `reached` is how far marks were reckoned (None: not begun or all are), `key` the next key to be compared by.
    """

    __tablename__ = "double_sweep"
    __table_args__ = (UniqueConstraint("swept_on", name="double_sweep_once"),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    region: str = Field(default="", max_length=12)
    swept_on: date
    reached: UUID | None = None
    is_marked: bool = False
    key: int = 0
    persons: int = 0
    compared: int = 0
    found: int = 0
    large_groups: int = 0
    persons_in_large_groups: int = 0
    started_at: datetime = Field(sa_type=INSTANT)
    finished_at: datetime | None = Field(default=None, sa_type=INSTANT)
