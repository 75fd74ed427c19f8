"""Rosters of who is insured with public money each year, their entries, and the enrolment files they are held against."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Column, ForeignKey, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.medical.rules.roster import RosterStatus
from services.medical.tables.row import Row, fen
from shared import clock
from shared.database import INSTANT
from shared.ids import uuid7


class Roster(Row, table=True):
    """Number 0 is the yearly roster of a region and programme, 1 and above are its supplements: differences to what stood before.

    `programme_terms` is what the policy said when it was made, so that it can be read when the file is gone; the sums are those
    of its entries.
    """

    __table_args__: ClassVar = (UniqueConstraint("programme", "year", "region", "number", name="roster_number_once"),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    programme: str
    year: int
    region: str
    number: int
    counted_on: date
    policy: str
    policy_version: str
    programme_terms: dict[str, Any] = Field(sa_type=JSONB)
    content_hash: str
    status: str = RosterStatus.DRAFT
    added: int
    changed: int
    removed: int
    amount_fen: int = fen()
    made_by: str
    made_at: datetime = Field(default_factory=clock.now, sa_type=INSTANT)
    confirmed_by: str | None = None
    confirmed_at: datetime | None = Field(default=None, sa_type=INSTANT)


class RosterEntry(Row, table=True):
    """A person on a roster, or what a supplement changes for them; the amount is signed."""

    __tablename__ = "roster_entry"
    __table_args__: ClassVar = (Index("roster_entry_person", "roster_id", "person_id"),)

    roster_id: UUID = Field(sa_column=Column(ForeignKey("roster.id"), primary_key=True))
    identity_hash: str = Field(primary_key=True)
    person_id: UUID
    household_id: UUID
    region: str
    classes: list[str] = Field(sa_type=JSONB)
    by_class: str
    share: str
    change: str
    amount_fen: int = fen()


class EnrolmentFile(Row, table=True):
    """A list of who is insured, as an insurer or the insurance office sent it. A newer one of the same extent replaces it."""

    __tablename__ = "enrolment_file"

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    region: str
    scheme: str
    year: int
    rows: int
    taken: int
    refused: int
    faults: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSONB)
    refused_rows_sealed: bytes | None = None
    uploaded_by: str
    uploaded_at: datetime = Field(default_factory=clock.now, sa_type=INSTANT)
    replaced_by: UUID | None = None


class Enrolment(Row, table=True):
    """One row of such a file. Its region is the person's own village where we know it, else what the file says of it."""

    __table_args__: ClassVar = (Index("enrolment_file_id", "file_id"), Index("enrolment_identity", "identity_hash"))

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    file_id: UUID = Field(sa_column=Column(ForeignKey("enrolment_file.id"), nullable=False))
    row_no: int
    identity_hash: str
    id_number_sealed: bytes
    name_sealed: bytes
    region: str
