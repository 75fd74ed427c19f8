"""What the national transactions leave behind: each message and its answer, and what their numbers mean to us."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import Column, ForeignKey, Index, UniqueConstraint
from sqlmodel import Field

from services.medical.tables.row import Row
from shared import clock
from shared.database import INSTANT
from shared.ids import uuid7


class NationalMessage(Row, table=True):
    """A message as it came and as it was answered, sealed because both hold names. Only ever added."""

    __tablename__ = "national_message"
    __table_args__: ClassVar = (
        UniqueConstraint("hospital", "msgid", name="national_message_once"),
        Index("national_message_made", "made_id"),
        Index("national_message_undone", "undone_id"),
    )

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    hospital: str
    region: str
    msgid: str
    infno: str
    infcode: str
    psn_no: str | None = None
    made_id: UUID | None = None
    """The stay, settlement, reversal or file that it made."""
    undone_id: UUID | None = None
    """What it took back: the stay or settlement of a reversal, the message of a 2601."""
    body_sealed: bytes
    answer_sealed: bytes
    received_at: datetime = Field(default_factory=clock.now, sa_type=INSTANT)


class NationalPerson(Row, table=True):
    """A person as a hospital showed them by 1101: a `psn_no` alone says neither name nor ID number."""

    __tablename__ = "national_person"

    psn_no: str = Field(primary_key=True)
    hospital: str = Field(primary_key=True)
    identity_hash: str
    id_number_sealed: bytes
    name_sealed: bytes
    region: str
    """The village where the person is registered, or the county alone where no register knows them."""
    shown_at: datetime = Field(default_factory=clock.now, sa_type=INSTANT)


class NationalStay(Row, table=True):
    """What a stay is called in national terms."""

    __tablename__ = "national_stay"

    admission_id: UUID = Field(sa_column=Column(ForeignKey("admission.id"), primary_key=True))
    hospital: str
    region: str
    med_type: str
    insutype: str


class NationalLine(Row, table=True):
    """The hospital's own serial (feedetl_sn) of a charge line, and the batch (chrg_bchno) in which it came."""

    __tablename__ = "national_line"
    __table_args__: ClassVar = (UniqueConstraint("admission_id", "serial", name="national_line_serial_once"),)

    admission_id: UUID = Field(sa_column=Column(ForeignKey("admission.id"), primary_key=True))
    line_no: int = Field(primary_key=True)
    hospital: str
    region: str
    serial: str
    batch: str


class NationalFile(Row, table=True):
    """A file sent by 9101 or made for 9102; sealed, because its lines are people's bills. Only ever added."""

    __tablename__ = "national_file"

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    hospital: str
    region: str
    title: str
    content_sealed: bytes
    kept_at: datetime = Field(default_factory=clock.now, sa_type=INSTANT)
