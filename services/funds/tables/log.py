"""The public log: records in the order in which they were taken in, the tree over them, its signed heads, and who saw them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Index, LargeBinary, Text, UniqueConstraint
from sqlmodel import Field

from services.funds.tables.row import Row
from shared.database import INSTANT
from shared.ids import uuid7


class LogPending(Row, table=True):
    """A record that is published and not yet in the log; laid here by a trigger, taken away when it was taken in.

    No foreign key: the trigger has just written the record, and whoever pays a household need not wait for it to be looked up.
    """

    __tablename__ = "log_pending"

    disclosure_id: UUID = Field(primary_key=True)


class LogEntry(Row, table=True):
    """A record's place in the log, with its commitment and the salt of it."""

    __tablename__ = "log_entry"
    __table_args__ = (UniqueConstraint("disclosure_id", name="log_entry_once_per_record"),)

    position: int = Field(sa_type=BigInteger, primary_key=True)
    disclosure_id: UUID = Field(foreign_key="disclosure.id")
    salt: bytes = Field(sa_type=LargeBinary)
    commitment: bytes = Field(sa_type=LargeBinary)
    logged_at: datetime = Field(sa_type=INSTANT)


class LogNode(Row, table=True):
    """A node of the tree that is whole, at every eighth level (`rules.log_tree`)."""

    __tablename__ = "log_node"

    level: int = Field(primary_key=True)
    place: int = Field(sa_type=BigInteger, primary_key=True)
    hash: bytes = Field(sa_type=LargeBinary)


class LogKey(Row, table=True):
    """A public key of the log; each but the first is endorsed by the one before it."""

    __tablename__ = "log_key"

    number: int = Field(primary_key=True)
    key_id: str = Field(max_length=8)
    public: str = Field(max_length=200)
    """As it is handed on: `name+033de0ae+base64`."""
    endorsement: str = Field(default="", sa_type=Text)
    """The note by which the former key gave way to this one."""
    since_at: datetime = Field(sa_type=INSTANT)


class LogHead(Row, table=True):
    """The log as it stood at an instant, signed. `note` is what is published, and what witnesses keep."""

    __tablename__ = "log_head"
    __table_args__ = (Index("log_head_by_size", "size"),)

    number: int = Field(sa_type=BigInteger, primary_key=True)
    size: int = Field(sa_type=BigInteger)
    root: bytes = Field(sa_type=LargeBinary)
    key_id: str = Field(max_length=8)
    note: str = Field(sa_type=Text)
    signed_at: datetime = Field(sa_type=INSTANT)


class HeadPlace(Row, table=True):
    """A place outside that heads are told to, and how far it has got."""

    __tablename__ = "head_place"
    __table_args__ = (UniqueConstraint("place", name="head_place_once"),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    place: str = Field(max_length=500)
    last_number: int = Field(default=0, sa_type=BigInteger)
    failures: int = 0
    """In a row."""
    last_failure: str = Field(default="", max_length=200)
    next_try_at: datetime = Field(sa_type=INSTANT)


class Cosignature(Row, table=True):
    """A witness's signature under a head."""

    __tablename__ = "cosignature"
    __table_args__ = (UniqueConstraint("head_number", "key_id", name="cosignature_once"),)

    id: UUID = Field(default_factory=uuid7, primary_key=True)
    head_number: int = Field(sa_type=BigInteger, foreign_key="log_head.number")
    witness: str = Field(max_length=100)
    key_id: str = Field(max_length=8)
    line: str = Field(max_length=400)
    seen_at: datetime = Field(sa_type=INSTANT)
    given_at: datetime = Field(sa_type=INSTANT)
